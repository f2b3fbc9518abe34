package client_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func encode(t testing.TB, coding string, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip", "x-gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw":
		w, _ = flate.NewWriter(&b, flate.BestCompression)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// answering serves one body under a Content-Encoding, with its length or in chunks.
func answering(t testing.TB, coding string, body []byte) (url string, asked *http.Header) {
	asked = new(http.Header)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = r.Header.Clone()
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		if r.URL.Path == "/chunked" {
			w.(http.Flusher).Flush()
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func decoding(t testing.TB, o client.Options) *client.Client {
	t.Helper()
	o.Decode = true
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestBodiesAreDecoded(t *testing.T) {
	plain := []byte(strings.Repeat("what is in it, ", 5000))
	for name, c := range map[string]struct {
		coding string
		body   []byte
	}{
		"gzip":         {"gzip", encode(t, "gzip", plain)},
		"x-gzip":       {"X-GZip", encode(t, "gzip", plain)},
		"deflate":      {"deflate", encode(t, "deflate", plain)},
		"raw deflate":  {"deflate", encode(t, "raw", plain)},
		"two":          {"deflate, gzip", encode(t, "gzip", encode(t, "deflate", plain))},
		"identity":     {"identity", plain},
		"none":         {"", plain},
		"not known":    {"br", plain},
		"members":      {"gzip", append(encode(t, "gzip", plain[:100]), encode(t, "gzip", plain[100:])...)},
		"zeros behind": {"gzip", append(encode(t, "gzip", plain), make([]byte, 512)...)},
		"text behind":  {"gzip", append(encode(t, "gzip", plain), "-- end"...)},
		"with a blank": {"gzip , identity", encode(t, "gzip", plain)},
	} {
		url, asked := answering(t, c.coding, c.body)
		cl := decoding(t, client.Options{})
		for _, path := range []string{"/", "/chunked"} {
			r, err := cl.Do(t.Context(), &client.Request{Method: "GET", URL: url + path})
			if err != nil || !bytes.Equal(r.Body, plain) {
				t.Errorf("%s%s: %v", name, path, err)
				continue
			}
			if asked.Get("Accept-Encoding") != "gzip, deflate" || path == "/chunked" && !r.Timings.Reused {
				t.Errorf("%s%s: asked for %q, reused %v", name, path, asked.Get("Accept-Encoding"), r.Timings.Reused)
			}
			s, err := cl.Stream(t.Context(), &client.Request{Method: "GET", URL: url + path})
			if err != nil {
				t.Fatal(err)
			}
			streamed, err := io.ReadAll(s.Body)
			if err != nil || !bytes.Equal(streamed, plain) {
				t.Errorf("%s%s, streamed: %v", name, path, err)
			}
			_ = s.Body.Close()
		}
	}
}

func TestWhatIsAskedForIsTheCallersChoice(t *testing.T) {
	url, asked := answering(t, "gzip", encode(t, "gzip", []byte("plain")))
	cl := decoding(t, client.Options{})
	for want, header := range map[string]client.Header{"br": {Name: "accept-encoding", Value: "br"}, "": {Name: "Range", Value: "bytes=0-"}} {
		if _, err := cl.Do(t.Context(), &client.Request{Method: "GET", URL: url, Headers: []client.Header{header}}); err != nil {
			t.Error(err)
		}
		if got := asked.Get("Accept-Encoding"); got != want {
			t.Errorf("asked for %q, want %q", got, want)
		}
	}
	if r, err := cl.Do(t.Context(), &client.Request{Method: "HEAD", URL: url}); err != nil || len(r.Body) != 0 {
		t.Errorf("HEAD: %v", err)
	}
	whole, err := client.New(client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	r, err := whole.Do(t.Context(), &client.Request{Method: "GET", URL: url})
	if err != nil || !bytes.HasPrefix(r.Body, []byte{0x1f, 0x8b}) || asked.Get("Accept-Encoding") != "" {
		t.Errorf("without Decode: %v, %x, asked for %q", err, r.Body, asked.Get("Accept-Encoding"))
	}
}

func TestBadCodingsAreErrors(t *testing.T) {
	good := encode(t, "gzip", bytes.Repeat([]byte("text "), 1000))
	changed := bytes.Clone(good)
	changed[len(changed)-6] ^= 1 // the checksum
	for name, c := range map[string]struct {
		coding string
		body   []byte
		limit  int64
		code   fault.Code
	}{
		"no gzip":          {"gzip", []byte("plain text"), 0, fault.HTTPBodyUndecodable},
		"no deflate":       {"deflate", []byte("\xff\xff\xff"), 0, fault.HTTPBodyUndecodable},
		"cut":              {"gzip", good[:len(good)-20], 0, fault.HTTPBodyUndecodable},
		"a wrong checksum": {"gzip", changed, 0, fault.HTTPBodyUndecodable},
		"many codings":     {"gzip, gzip, gzip, gzip", good, 0, fault.HTTPBodyUndecodable},
		"over the limit":   {"gzip", good, 4000, fault.HTTPBodyTooLarge},
		"a bomb":           {"gzip", encode(t, "gzip", make([]byte, 40<<20)), 1 << 30, fault.HTTPBodyTooLarge},
		"a bomb in a bomb": {"gzip, gzip", encode(t, "gzip", encode(t, "gzip", make([]byte, 200<<20))), 1 << 30, fault.HTTPBodyTooLarge},
	} {
		url, _ := answering(t, c.coding, c.body)
		cl := decoding(t, client.Options{MaxBody: c.limit})
		for _, path := range []string{"/", "/chunked"} {
			if _, err := cl.Do(t.Context(), &client.Request{Method: "GET", URL: url + path}); !errors.Is(err, c.code) {
				t.Errorf("%s%s: got %v, want %v", name, path, err, c.code)
			}
		}
	}
	url, _ := answering(t, "gzip", nil)
	if r, err := decoding(t, client.Options{}).Do(t.Context(), &client.Request{Method: "GET", URL: url + "/chunked"}); err != nil || len(r.Body) != 0 {
		t.Errorf("an empty body: %v", err)
	}
}

func TestIdentityIsNoTransferCoding(t *testing.T) {
	l := newLab(t)
	for _, coding := range []string{"identity", "identity, chunked"} {
		body := "Content-Length: 3\r\n\r\nabc"
		if coding != "identity" {
			body = "\r\n3\r\nabc\r\n0\r\n\r\n"
		}
		port := l.serve("127.0.0.1:0", nil, once("HTTP/1.1 200 OK\r\nTransfer-Encoding: "+coding+"\r\n"+body))
		if r := l.must(l.client(nil), client.Request{URL: url("http", "127.0.0.1", port, "/")}); string(r.Body) != "abc" {
			t.Errorf("%s: %q", coding, r.Body)
		}
	}
}
