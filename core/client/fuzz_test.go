package client_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// canned is a connection on which the peer says a fixed text and ends.
type canned struct {
	net.Conn
	io.Reader
}

func (c canned) Read(p []byte) (int, error)  { return c.Reader.Read(p) }
func (c canned) Write(p []byte) (int, error) { return len(p), nil }

// FuzzResponse states: no input panics or hangs, no error comes with a response,
// and a response that both this client and net/http take has one meaning.
func FuzzResponse(f *testing.F) {
	for _, seed := range []string{
		ok("abc"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n",
		"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.0 404 Not Found\r\nA: b\r\n c\r\n\r\nbody", "HTTP/1.1 204\n\n", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, answer []byte, head bool) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		c, err := client.New(client.Options{
			Retries: -1, MaxRedirects: -1, MaxBody: 1 << 20,
			Dial: func(context.Context, string, string) (net.Conn, error) {
				near, far := net.Pipe()
				far.Close()
				return canned{near, bytes.NewReader(answer)}, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		response, err := do(c, client.Request{Method: method, URL: "http://a.test/"})
		compareStream(t, c, method, response, err)
		if err != nil {
			if response != nil || fault.CodeOf(err) == fault.Internal {
				t.Errorf("%+v, %v", response, err)
			}
			return
		}
		if response.StatusCode < 200 || response.StatusCode > 999 || len(response.Body) > 1<<20 {
			t.Errorf("%d with %d bytes", response.StatusCode, len(response.Body))
		}
		compare(t, answer, method, response)
	})
}

// compareStream states: a stream, read in small pieces, is what Do returns.
func compareStream(t *testing.T, c *client.Client, method string, whole *client.Response, wholeErr error) {
	s, err := c.Stream(context.Background(), &client.Request{Method: method, URL: "http://a.test/"})
	if err != nil {
		if fault.CodeOf(err) != fault.CodeOf(wholeErr) {
			t.Errorf("streaming fails with %v, Do with %v", err, wholeErr)
		}
		return
	}
	defer s.Body.Close()
	body, err := io.ReadAll(iotest.OneByteReader(s.Body))
	if fault.CodeOf(wholeErr) == fault.HTTPBodyTooLarge { // which is not for streams
		return
	}
	if fault.CodeOf(err) != fault.CodeOf(wholeErr) || err == nil && !bytes.Equal(body, whole.Body) {
		t.Errorf("a stream gives %q, %v; Do %+v, %v", body, err, whole, wholeErr)
	}
}

func compare(t *testing.T, answer []byte, method string, ours *client.Response) {
	br := bufio.NewReader(bytes.NewReader(answer))
	var theirs *http.Response
	for theirs == nil || theirs.StatusCode < 200 {
		var err error
		if theirs, err = http.ReadResponse(br, &http.Request{Method: method}); err != nil {
			return // stricter than we are
		}
	}
	defer theirs.Body.Close()
	body, err := io.ReadAll(theirs.Body)
	if err != nil || theirs.ProtoMinor == 0 && ours.Header("Transfer-Encoding") != "" {
		return // net/http ignores chunks in HTTP/1.0, we read them and close
	}
	if ours.StatusCode != theirs.StatusCode || !bytes.Equal(ours.Body, body) {
		t.Errorf("we read %d %q, net/http %d %q", ours.StatusCode, ours.Body, theirs.StatusCode, body)
	}
	for _, h := range ours.Headers {
		switch strings.ToLower(h.Name) {
		case "transfer-encoding", "content-length", "connection", "trailer": // net/http moves these
			continue
		}
		found := false
		for name, values := range theirs.Header {
			for _, value := range values {
				found = found || strings.EqualFold(name, h.Name) && strings.Join(strings.Fields(value), " ") == strings.Join(strings.Fields(h.Value), " ")
			}
		}
		if !found {
			t.Errorf("we read %q: %q, net/http %v", h.Name, h.Value, theirs.Header)
		}
	}
}
