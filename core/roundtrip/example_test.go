package roundtrip_test

import (
	"fmt"
	"net/http"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/roundtrip"
)

// An HTTP client that a program has already, on a pinned address.
func Example() {
	table, err := dial.ParseTable([]string{"api.example.com:*:127.0.0.1"})
	if err != nil {
		panic(err)
	}
	pinned, err := client.New(client.Options{Resolve: table})
	if err != nil {
		panic(err)
	}
	defer pinned.Close()
	c := &http.Client{Transport: &roundtrip.Transport{Client: pinned}}
	response, err := c.Get("https://api.example.com:1/") // where nobody listens
	if err == nil {
		_ = response.Body.Close()
	}
	fmt.Println(err != nil)
	// Output: true
}
