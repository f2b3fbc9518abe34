package client_test

import (
	"io"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
)

func TestALongBodyIsLeft(t *testing.T) {
	l := newLab(t)
	for name, v := range map[string]struct {
		answer, content, begin, trailer string
		left                            bool
	}{
		"known length":     {"Content-Length: 9\r\n\r\nabcdefghi", "abcdefghi", "", "", true},
		"no longer":        {"Content-Length: 4\r\n\r\nabcd", "abcd", "abcd", "", false},
		"chunks":           {"Transfer-Encoding: chunked\r\n\r\n9\r\nabcdefghi\r\n0\r\nX-Sum: 1\r\n\r\n", "abcdefghi", "abcde", "1", true},
		"one byte more":    {"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nX-Sum: 1\r\n\r\n", "abcde", "abcde", "1", true},
		"chunks, no more":  {"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX-Sum: 1\r\n\r\n", "abcd", "abcd", "1", false},
		"until the end":    {"\r\nabcdefghi", "abcdefghi", "abcde", "", true},
		"until the end, 4": {"\r\nabcd", "abcd", "abcd", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			c, target := streaming(l, nil, func(p *peer) {
				p.next()
				_, _ = io.WriteString(p, "HTTP/1.1 200 OK\r\n"+v.answer)
				_ = p.Close()
			})
			response, err := do(c, client.Request{Method: "GET", URL: target, LeaveOver: 4})
			if err != nil {
				t.Fatal(err)
			}
			if string(response.Body) != v.begin || (response.Rest != nil) != v.left {
				t.Fatalf("%q, left: %v", response.Body, response.Rest != nil)
			}
			content, trailer := string(response.Body), response.Trailers
			if v.left {
				if response.Rest.Response.Body != nil {
					t.Error("the rest has the begin too")
				}
				rest, err := io.ReadAll(response.Rest.Body)
				if err != nil {
					t.Fatal(err)
				}
				content, trailer = content+string(rest), response.Rest.Trailer()
			}
			if content != v.content || strings.Join(valuesOf(trailer), ",") != v.trailer {
				t.Errorf("%q, %v", content, trailer)
			}
		})
	}
}

func valuesOf(headers []client.Header) (values []string) {
	for _, h := range headers {
		values = append(values, h.Value)
	}
	return values
}
