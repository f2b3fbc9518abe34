package client_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

const greeting = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

// inTwo answers the first request of a connection at once, and the next one in two
// parts: the second when it is told to. With cut nothing follows.
func inTwo(first, second string, cut bool, more <-chan struct{}) func(*peer) {
	return func(p *peer) {
		if _, _, ok := p.next(); !ok {
			return
		}
		p.say(greeting)
		if _, _, ok := p.next(); !ok {
			return
		}
		p.say(first)
		<-more
		p.say(second)
		for !cut {
			if _, _, ok := p.next(); !ok {
				return
			}
			p.say(greeting)
		}
	}
}

// finish makes the steps of a request, with more called when it has waited.
func finish(t *testing.T, b *client.Begun, more func()) (*client.Response, error) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Microsecond) {
		response, progress := b.Step()
		switch progress {
		case client.Complete:
			return response, nil
		case client.Leaving:
			more()
			return b.Do(context.Background())
		}
		if descriptor, most := b.Wait(); descriptor < 0 || most <= 0 {
			t.Fatal(descriptor, most)
		}
		more()
	}
	t.Fatal("it did not end")
	return nil, nil
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAResponseMayBeCutAnywhere(t *testing.T) {
	l := newLab(t)
	body := zipped(t, "text")
	for name, c := range map[string]struct {
		answer, want string
		code         fault.Code
	}{
		"length":    {answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", want: "hello"},
		"chunks":    {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\nX-End: 1\r\n\r\n", want: "hello"},
		"gzip":      {answer: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body, want: "text"},
		"interim":   {answer: "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", want: "x"},
		"none":      {answer: "HTTP/1.1 204 No Content\r\n\r\n"},
		"close":     {answer: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", want: "x"},
		"malformed": {answer: "HTTP/1.1 2x0 OK\r\n\r\n", code: fault.HTTPMalformed},
		"too short": {answer: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel", code: fault.HTTPTruncated},
	} {
		for at := range len(c.answer) {
			told := make(chan struct{})
			port := l.serve("127.0.0.1:0", l.cert("a.invalid"), inTwo(c.answer[:at], c.answer[at:], c.code != 0, told))
			made := l.client(func(o *client.Options) { o.Retries, o.Decode = -1, true }, pin("a.invalid", port, "127.0.0.1"))
			request := client.Request{Method: "POST", URL: "https://a.invalid:" + strconv.Itoa(port) + "/"}
			if _, err := made.Do(t.Context(), &request); err != nil {
				t.Fatal(err)
			}
			b := made.Begin(&request)
			if b == nil {
				t.Fatal("an open connection is not used")
			}
			stop := false
			response, err := finish(t, b, func() {
				if !stop {
					close(told)
				}
				stop = true
			})
			switch {
			case c.code != 0 && (err == nil || fault.CodeOf(err) != c.code):
				t.Errorf("%s, cut at %d: %v", name, at, err)
			case c.code == 0 && (err != nil || string(response.Body) != c.want || response.Attempts != 1 || !response.Timings.Reused):
				t.Errorf("%s, cut at %d: %+v %v", name, at, response, err)
			}
			if c.code == 0 {
				again, err := made.Do(t.Context(), &request)
				if name != "close" && (err != nil || !again.Timings.Reused) {
					t.Errorf("%s, cut at %d: the connection was lost (%v)", name, at, err)
				}
			}
		}
	}
}

func TestWhatFollowsAResponseIsLeftToDo(t *testing.T) {
	l := newLab(t)
	for name, c := range map[string]struct {
		answer   string
		attempts int
		hops     int
	}{
		"a redirect":   {answer: "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n", attempts: 2, hops: 1},
		"a repeat":     {answer: "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", attempts: 2},
		"an early end": {attempts: 2},
	} {
		told := make(chan struct{})
		close(told)
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), inTwo("", c.answer, c.answer == "", told))
		made := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
		request := client.Request{URL: "https://a.invalid:" + strconv.Itoa(port) + "/"}
		if _, err := made.Do(t.Context(), &request); err != nil {
			t.Fatal(err)
		}
		response, err := finish(t, made.Begin(&request), func() {})
		if err != nil || string(response.Body) != "hi" || response.Attempts != c.attempts || len(response.History) != c.hops {
			t.Errorf("%s: %+v %v", name, response, err)
		}
	}
}
