package bench

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/sallyport/sallyport/core/client"
)

// keepAlive measures a small GET on a connection that is kept open, and the same by net/http.
func keepAlive(tb testing.TB) []work {
	ours, err := client.New(client.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(ours.Close)
	theirs := &http.Client{Transport: &http.Transport{Proxy: nil}}
	tb.Cleanup(theirs.CloseIdleConnections)
	here, there := "http://"+answering(tb)+"/", "http://"+answering(tb)+"/"
	return []work{
		{"reach_get", func(n int) {
			for range n {
				if r, err := ours.Do(context.Background(), &client.Request{URL: here}); err != nil || string(r.Body) != "hi" {
					tb.Fatal(err)
				}
			}
		}},
		{"reach_get_nethttp", func(n int) {
			for range n {
				r, err := theirs.Get(there)
				if err != nil {
					tb.Fatal(err)
				}
				body, err := io.ReadAll(r.Body)
				_ = r.Body.Close()
				if err != nil || string(body) != "hi" {
					tb.Fatal(err)
				}
			}
		}},
	}
}
