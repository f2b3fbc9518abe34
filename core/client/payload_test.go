package client_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func newS3Signer(t *testing.T) *sigv4.Signer {
	t.Helper()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		Region:      "eu-west-1", Service: "s3",
	})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// received is how a body came: what was signed for it, its first line, its last but one.
func received(r *http.Request, body string) string {
	lines := strings.Split(body, "\r\n")
	last := ""
	if len(lines) > 3 {
		last = lines[len(lines)-3]
	}
	first, _, _ := strings.Cut(lines[0], "=")
	if last, _, _ = strings.Cut(last, "="); strings.HasPrefix(last, "x-amz-trailer-signature:") {
		last = "signature"
	}
	return ok(r.Header.Get("X-Amz-Content-Sha256") + " " + r.Header.Get("X-Amz-Decoded-Content-Length") + " " +
		strconv.FormatBool(int64(len(body)) == r.ContentLength) + " " + first + " " + last)
}

func TestHowABodyIsSigned(t *testing.T) {
	l := newLab(t)
	secure := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(received))
	plain := l.serve("127.0.0.1:0", nil, always(received))
	c := l.client(func(o *client.Options) { o.Signer = newS3Signer(t) }, pin("a.invalid", secure, "127.0.0.1"), pin("a.invalid", plain, "127.0.0.1"))
	trailer := []client.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-crc32c"}}
	const (
		https, http = true, false
		sum         = "x-amz-checksum-crc32c:Nks/tw"
	)
	tests := []struct {
		name   string
		secure bool
		r      client.Request
		want   string
		code   fault.Code
	}{
		{"read, https", https, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: 3}, "UNSIGNED-PAYLOAD  true abc ", 0},
		{"read, of unknown length", https, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: -1}, "UNSIGNED-PAYLOAD  false abc ", 0},
		{"read, http", http, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: 3}, sigv4.StreamPayload + " 3 true 3;chunk-signature 0;chunk-signature", 0},
		{"read, http, of unknown length", http, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: -1}, "", fault.InvalidArgument},
		{"chunks, https", https, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: 3, PayloadHash: sigv4.StreamPayload},
			sigv4.StreamPayload + " 3 true 3;chunk-signature 0;chunk-signature", 0},
		{"checksum, https", https, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: 3, Headers: trailer},
			sigv4.StreamUnsignedTrailer + " 3 true 3 " + sum, 0},
		{"checksum, http", http, client.Request{BodyReader: strings.NewReader("abc"), ContentLength: 3, Headers: trailer},
			sigv4.StreamPayloadTrailer + " 3 true 3;chunk-signature signature", 0},
		{"in memory", https, client.Request{Body: []byte("abc")}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  true abc ", 0},
		{"in memory, checksum", https, client.Request{Body: []byte("abc"), Headers: trailer}, sigv4.StreamUnsignedTrailer + " 3 true 3 " + sum, 0},
		{"in memory, chunks", https, client.Request{Body: []byte("abc"), PayloadHash: sigv4.StreamPayload},
			sigv4.StreamPayload + " 3 true 3;chunk-signature 0;chunk-signature", 0},
		{"empty, chunks", https, client.Request{PayloadHash: sigv4.StreamPayload}, sigv4.StreamPayload + " 0 true 0;chunk-signature ", 0},
		{"too short", https, client.Request{BodyReader: strings.NewReader("ab"), ContentLength: 3, PayloadHash: sigv4.StreamPayload}, "", fault.RequestBodyFailed},
		{"no such checksum", https, client.Request{Body: []byte("abc"), Headers: []client.Header{{Name: "x-amz-trailer", Value: "md5"}}}, "", fault.InvalidHeader},
	}
	for _, test := range tests {
		test.r.Method = "PUT"
		if test.r.URL = url("http", "a.invalid", plain, "/"); test.secure {
			test.r.URL = url("https", "a.invalid", secure, "/")
		}
		response, err := do(c, test.r)
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v", test.name, err)
		}
		if err == nil && strings.TrimSuffix(string(response.Body), "\n") != strings.TrimSuffix(test.want, "\n") {
			t.Errorf("%s: got  %q\nwant %q", test.name, response.Body, test.want)
		}
	}
}

func TestABodyInChunksIsSignedAnewForARepeat(t *testing.T) {
	l := newLab(t)
	again := func() (io.Reader, error) { return strings.NewReader("abc"), nil }
	for name, v := range map[string]struct {
		r        client.Request
		attempts int
	}{
		"rewound":    {client.Request{BodyReader: onlyReader{strings.NewReader("abc")}, ContentLength: 3, GetBody: again}, 2},
		"in memory":  {client.Request{Body: []byte("abc")}, 2},
		"read, gone": {client.Request{BodyReader: onlyReader{strings.NewReader("abc")}, ContentLength: 3}, 1},
	} {
		c, target := streaming(l, func(o *client.Options) { o.Signer = newS3Signer(t) }, func(p *peer) {
			if p.index == 0 {
				once("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")(p)
				return
			}
			always(func(_ *http.Request, body string) string { return ok(body) })(p)
		})
		v.r.Method, v.r.URL, v.r.PayloadHash = "PUT", target, sigv4.StreamPayload
		response := l.must(c, v.r)
		if response.Attempts != v.attempts || v.attempts == 2 && !strings.Contains(string(response.Body), "\r\nabc\r\n0;chunk-signature=") {
			t.Errorf("%s: %d attempts, %q", name, response.Attempts, response.Body)
		}
	}
}
