package bench

import (
	"fmt"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// presigners is what a row of batch.py costs in Go: another URL each time.
func presigners(tb testing.TB) []work {
	s, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, Region: "eu-west-1", Service: "s3",
	})
	if err != nil {
		tb.Fatal(err)
	}
	urls := make([]string, 1000)
	for i := range urls {
		urls[i] = fmt.Sprintf("https://bucket.s3.eu-west-1.amazonaws.com/reports/2026/%07d.csv", i)
	}
	r, next := &sigv4.Request{Method: "GET", Time: at}, 0
	each := func(do func()) func(n int) {
		return func(n int) {
			for range n {
				r.URL = urls[next%len(urls)]
				next++
				do()
			}
		}
	}
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	buffer := make([]byte, 0, 4096)
	return []work{
		{"presign", each(func() {
			_, err := s.Presign(r, time.Hour)
			must(err)
		})},
		{"append_presign", each(func() {
			_, _, err := s.AppendPresign(buffer, r, time.Hour)
			must(err)
		})},
	}
}
