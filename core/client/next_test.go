package client_test

import (
	"fmt"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// Whoever follows redirects itself is told where each leads, by the rules of Do.
func TestARedirectIsReturnedWithTheRequestThatItLeadsTo(t *testing.T) {
	l := newLab(t)
	secret := []client.Header{{Name: "Authorization", Value: "x"}, {Name: "Accept", Value: "a/b"}, {Name: "Content-Type", Value: "c/d"}}
	for _, c := range []struct {
		name, status, location string
		change                 func(*client.Options)
		want                   string // of the next request; empty: there is none
	}{
		{"here", "307 Temporary", "/end", nil, `POST /end "body" [{Authorization x} {Accept a/b} {Content-Type c/d}]`},
		{"without body", "303 See Other", "/end", nil, `GET /end "" [{Authorization x} {Accept a/b}]`},
		{"elsewhere", "302 Found", "https://b.invalid/end", nil, `GET /end "" [{Accept a/b}]`},
		{"no redirect", "300 Choices", "/end", nil, ""},
		{"switched off", "302 Found", "/end", func(o *client.Options) { o.MaxRedirects = -1 }, ""},
	} {
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), redirecting(c.status, c.location))
		response, err := do(l.client(c.change, pin("a.invalid", port, "127.0.0.1")), client.Request{
			Method: "POST", URL: url("https", "a.invalid", port, "/start"), Headers: secret, Body: []byte("body"), ReturnRedirects: true,
		})
		if err != nil || response.Status != c.status || string(response.Body) != "body" || len(response.History) != 0 {
			t.Errorf("%s: %+v, %v", c.name, response, err)
			continue
		}
		got := ""
		if n := response.Next; n != nil {
			path := n.URL[len(n.URL)-len("/end"):]
			got = fmt.Sprintf("%s %s %q %v", n.Method, path, n.Body, n.Headers)
		}
		if got != c.want {
			t.Errorf("%s: next is %s, want %s", c.name, got, c.want)
		}
	}
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), redirecting("302 Found", "http://a.invalid/"))
	_, err := do(l.client(nil, pin("a.invalid", port, "127.0.0.1")), client.Request{URL: url("https", "a.invalid", port, "/start"), ReturnRedirects: true})
	wants(t, "downgrade", err, fault.HTTPRedirectRefused, "from https to http")
}

func TestAWholeResponseHasItsTrailers(t *testing.T) {
	response, err := one(newLab(t), client.Request{}, nil, once(chunked+"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"))
	if err != nil || fmt.Sprint(response.Trailers) != "[{X-Sum 1}]" || string(response.Body) != "abc" {
		t.Errorf("%+v, %v", response, err)
	}
}
