package client_test

import (
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

func TestEveryHopMustBeAllowed(t *testing.T) {
	l := newLab(t)
	other := l.serve("127.0.0.2:0", nil, func(*peer) { t.Error("an address that is not allowed was reached") })
	first := l.serve("127.0.0.1:0", nil, redirecting("302 Found", url("http", "127.0.0.2", other, "/")))
	proxy := url("http", "127.0.0.1", first, "")
	for name, c := range map[string]struct {
		url, proxy string
	}{
		"at once":                   {url("http", "127.0.0.2", other, "/"), ""},
		"after a redirect":          {url("http", "127.0.0.1", first, "/start"), ""},
		"a proxy":                   {"http://127.0.0.1/", url("http", "127.0.0.2", other, "")},
		"a proxy for a tunnel":      {"https://127.0.0.1/", url("http", "127.0.0.2", other, "")},
		"by a proxy":                {"http://169.254.169.254/", proxy},
		"by name, by a proxy":       {"http://a.test/", proxy},
		"by name, through a tunnel": {"https://a.test/", proxy},
	} {
		allow, err := dial.ParseAllow([]string{"127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = do(l.client(func(o *client.Options) { o.Allow, o.Proxy = allow, c.proxy }), client.Request{URL: c.url})
		wants(t, name, err, fault.AddressNotAllowed, "allow")
	}
}
