package conformance

import (
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// httpCases are the records of tests/vectors/http, see README.md there: with bodies as a
// whole, and in pieces.
func httpCases(t *testing.T, w *world) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/http/*.txt", strings.Fields("name comment method target header body body_b64 timeout_ms cookies"+
		" redirect redirect_header answer answer_header answer_body answer_body_b64 expect sent.method sent.target sent.header sent.body sent.body_b64"+
		" want.status want.header want.body want.body_b64")...) {
		c := testCase{row: "request", family: "http", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		c.call = wire.Frame{Head: "request"}
		c.call.Add("option:client.retries", "0")
		c.call.Add("option:tls.ca_bytes", w.ca.pem())
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; key {
			case "method", "header", "timeout_ms":
				c.call.Add(key, value)
			case "cookies":
				c.call.Add("option:client.cookies", value)
			case "want.status":
				c.want["status"] = value
			case "want.header":
				c.want["headers"] += value + "\r\n"
			}
		}
		if body, ok := r.bytes(t, "body"); ok {
			c.call.Add("body", body)
		}
		if body, ok := r.bytes(t, "want.body"); ok {
			c.want["body"] = body
		}
		c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) { return w.exchange(t, &r, call) }
		pieces := c
		pieces.row, pieces.call.Head, pieces.call.Fields = "stream", "stream", slices.Clone(c.call.Fields)
		cases = append(cases, c, pieces)
	}
	return cases
}

// exchange starts the server and says in the call where it is.
func (w *world) exchange(t *testing.T, r *record, call *wire.Frame) func(*testing.T) {
	config := w.config(w.servers["good"].chain(w.intermediate), tls.VersionTLS13)
	first := redirectsOf(r)
	s := serve(t, answerOf(t, r), func(c net.Conn) net.Conn { return tls.Server(c, config) }, first...)
	target, ok := r.lookup("target")
	if !ok {
		target = "/"
	}
	call.Add("url", "https://server.test:"+s.port+target)
	call.Add("option:client.resolve", "server.test:"+s.port+":127.0.0.1")
	return func(t *testing.T) {
		seen := s.seen()
		if r.get("expect") != "OK" {
			return // it may have ended before the request
		}
		if len(seen) != len(first)+1 {
			t.Fatalf("the server saw %d requests", len(seen))
		}
		checkSent(t, r, &seen[len(first)])
	}
}

// redirectsOf are the answers to the requests before the last.
func redirectsOf(r *record) (all [][]byte) {
	for _, line := range r.lines {
		switch key, value := line[0], line[1]; key {
		case "redirect":
			status, location, _ := strings.Cut(value, " ")
			all = append(all, response(status, "", "Location: "+location))
		case "redirect_header":
			last := &all[len(all)-1]
			*last = append(bytes.TrimSuffix(*last, []byte("\r\n")), value+"\r\n\r\n"...)
		}
	}
	return all
}

func answerOf(t *testing.T, r *record) []byte {
	if r.get("answer") == "silent" {
		return []byte(silence)
	}
	var out bytes.Buffer
	out.WriteString("HTTP/1.1 " + r.get("answer") + " Status\r\n")
	for _, line := range r.lines {
		if line[0] == "answer_header" {
			out.WriteString(line[1] + "\r\n")
		}
	}
	body, _ := r.bytes(t, "answer_body")
	out.WriteString("\r\n" + body)
	return out.Bytes()
}

func checkSent(t *testing.T, r *record, got *received) {
	headers := http.Header{}
	for _, line := range r.lines {
		switch key, value := line[0], line[1]; key {
		case "sent.method":
			if got.http.Method != value {
				t.Errorf("the method is %q, want %q", got.http.Method, value)
			}
		case "sent.target":
			if got.target != value {
				t.Errorf("the target is %q, want %q", got.target, value)
			}
		case "sent.header":
			name, value, _ := strings.Cut(value, ": ")
			headers.Add(name, value)
		}
	}
	if body, ok := r.bytes(t, "sent.body"); ok && string(got.body) != body {
		t.Errorf("the body is %q, want %q", got.body, body)
	}
	for name, want := range headers {
		if !slices.Equal(got.http.Header[name], want) {
			t.Errorf("%s is %q, want %q", name, got.http.Header[name], want)
		}
	}
}
