package sigv4_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// accepted verifies a request with a body in chunks, and returns the body.
func accepted(t *testing.T, keys credentials.Credentials, in *sigv4.Incoming, wire io.Reader) ([]byte, error) {
	t.Helper()
	v, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	verified, err := v.Verify(in, secretOf(keys))
	if err != nil {
		return nil, err
	}
	b, err := verified.Chunks(in, keys.SecretAccessKey)
	if err != nil {
		return nil, err
	}
	return received(wire, b)
}

// A gateway takes a body that is signed with credentials of its own making and passes it
// on with real ones, chunk by chunk.
func TestABodyInChunksIsSignedAnew(t *testing.T) {
	theirs := credentials.Credentials{AccessKeyID: "AKIAPLACEHOLDER", SecretAccessKey: "a secret that is worth nothing"}
	ours := mustCredentials()
	body := bytes.Repeat([]byte("0123456789"), 9000)
	for _, f := range chunkForms {
		client, err := sigv4.New(sigv4.Options{Credentials: theirs})
		if err != nil {
			t.Fatal(err)
		}
		r := &sigv4.Request{Method: "PUT", URL: "https://bucket.s3.eu-west-1.amazonaws.com/a%20b", PayloadHash: f.form, Time: noon,
			Headers: []sigv4.Header{{Name: "Content-Encoding", Value: "gzip"}}}
		if f.sum != "" {
			r.Headers = append(r.Headers, sigv4.Header{Name: "X-Amz-Trailer", Value: "x-amz-checksum-" + f.sum})
		}
		signed, chunks, err := client.SignChunks(r, int64(len(body)), 8192)
		if err != nil {
			t.Fatal(err)
		}
		in := &sigv4.Incoming{Method: "PUT", URL: signed.RequestTarget(), Headers: signed.Headers, BodyUnread: true, Time: noon}
		wire, err := io.ReadAll(chunks.Reader(bytes.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := accepted(t, theirs, in, bytes.NewReader(wire)); err != nil || !bytes.Equal(got, body) {
			t.Fatalf("%s: %d bytes, %v", f.form, len(got), err)
		}

		gateway, err := sigv4.New(sigv4.Options{Credentials: ours})
		if err != nil {
			t.Fatal(err)
		}
		v, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		verified, err := v.Verify(in, secretOf(theirs))
		if err != nil {
			t.Fatal(err)
		}
		b, err := verified.Chunks(in, theirs.SecretAccessKey)
		if err != nil {
			t.Fatal(err)
		}
		from, err := sigv4.NewChunkReader(bytes.NewReader(wire), b)
		if err != nil {
			t.Fatal(err)
		}
		again, onward, err := gateway.ResignChunks(in, "https://bucket.s3.eu-west-1.amazonaws.com", 0)
		if err != nil {
			t.Fatalf("%s: %v", f.form, err)
		}
		sent, err := io.ReadAll(onward.Reader(from))
		if err != nil || int64(len(sent)) != onward.Length() {
			t.Fatalf("%s: %d bytes of %d, %v", f.form, len(sent), onward.Length(), err)
		}
		next := &sigv4.Incoming{Method: "PUT", URL: again.RequestTarget(), Headers: again.Headers, BodyUnread: true, Time: noon}
		if got, err := accepted(t, ours, next, bytes.NewReader(sent)); err != nil || !bytes.Equal(got, body) {
			t.Fatalf("%s, signed anew: %d bytes, %v", f.form, len(got), err)
		}
		if _, err := accepted(t, theirs, next, bytes.NewReader(sent)); err == nil {
			t.Errorf("%s: the first secret verifies the second signature", f.form)
		}
		for _, h := range again.Headers {
			if strings.EqualFold(h.Name, "Content-Encoding") && h.Value != "aws-chunked,gzip" {
				t.Errorf("Content-Encoding is %q", h.Value)
			}
		}
	}
}

func TestWhatHasNoChunksToSignAnew(t *testing.T) {
	signer, r := documented(t)
	signed, _, err := signer.SignChunks(r, 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	in := func(change func(*sigv4.Header) bool) *sigv4.Incoming {
		out := &sigv4.Incoming{Method: "PUT", URL: signed.RequestTarget(), BodyUnread: true, Time: r.Time}
		for _, h := range signed.Headers {
			if change(&h) {
				out.Headers = append(out.Headers, h)
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		in   *sigv4.Incoming
		code fault.Code
	}{
		"as it is": {in(func(*sigv4.Header) bool { return true }), fault.OK},
		"a hash": {in(func(h *sigv4.Header) bool {
			if h.Name == "X-Amz-Content-Sha256" {
				h.Value = "UNSIGNED-PAYLOAD"
			}
			return true
		}), fault.PayloadHashMalformed},
		"no length": {in(func(h *sigv4.Header) bool { return h.Name != "X-Amz-Decoded-Content-Length" }), fault.RequestHeaderMissing},
		"a length that is none": {in(func(h *sigv4.Header) bool {
			if h.Name == "X-Amz-Decoded-Content-Length" {
				h.Value = "+5"
			}
			return true
		}), fault.RequestMalformed},
	} {
		if _, _, err := signer.ResignChunks(c.in, "", 0); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
