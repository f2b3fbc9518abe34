package sigv4_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// inPieces takes a body apart as those do who keep a text between two calls: it gets
// step bytes more whenever it wants some.
func inPieces(v *sigv4.Verifier, wire []byte, b *sigv4.ChunkedBody, step int) (body []byte, err error) {
	chunks, err := sigv4.NewIncomingChunks(b)
	if err != nil {
		return nil, err
	}
	state, have := string(chunks.AppendState(nil)), 0
	for {
		if chunks, err = v.ResumeChunks(state, b.Secret); err != nil {
			return body, err
		}
		used, data, wants, err := chunks.Next(wire[:have])
		if err != nil {
			return body, err
		}
		state = string(chunks.AppendState(nil))
		body, wire, have = append(body, data...), wire[used:], have-used
		if used > 0 {
			continue
		}
		if have == len(wire) {
			return body, chunks.End()
		}
		have = min(max(wants, have+step), len(wire))
	}
}

func TestChunksInPieces(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	for _, f := range chunkForms {
		for _, step := range []int{1, 700, 1 << 20} {
			wire, b, body := sent(t, f.form, f.sum, 20000)
			if got, err := inPieces(v, wire, b, step); !errors.Is(err, io.EOF) || !bytes.Equal(got, body) {
				t.Errorf("%s by %d: %d bytes, %v", f.form, step, len(got), err)
			}
			for _, i := range []int{1, 20, len(wire) / 2, len(wire) - 10} {
				bad := bytes.Clone(wire)
				bad[i] ^= 1
				if got, err := inPieces(v, bad, b, step); fault.CodeOf(err) != fault.ChunkMismatch && fault.CodeOf(err) != fault.ChunkMalformed {
					t.Errorf("%s by %d, byte %d changed: %d bytes, %v", f.form, step, i, len(got), err)
				}
			}
			if _, err := inPieces(v, wire[:len(wire)-1], b, step); fault.CodeOf(err) != fault.ChunkMalformed {
				t.Errorf("%s by %d, cut off: %v", f.form, step, err)
			}
		}
	}
}

// TestChunksOfBothSchemes verifies the head, then the body with what it says.
func TestChunksOfBothSchemes(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), 2500)
	for _, form := range []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer, sigv4.StreamAsymmetric, sigv4.StreamAsymmetricTrailer} {
		o := sigv4.Options{Credentials: verifySecret, Region: "eu-west-1", Service: "s3"}
		if strings.HasPrefix(form, sigv4.StreamAsymmetric) {
			o.Scheme, o.Region = "aws4a", "eu-*,us-east-1"
		}
		s, err := sigv4.New(o)
		if err != nil {
			t.Fatal(err)
		}
		r := &sigv4.Request{Method: "PUT", URL: "https://bucket.example/key", PayloadHash: form, Time: noon}
		signed, chunks, err := s.SignChunks(r, int64(len(body)), sigv4.MinChunk)
		if err != nil {
			t.Fatal(err)
		}
		wire, err := io.ReadAll(chunks.Reader(bytes.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		v, in := verifier(t, sigv4.VerifyOptions{}), incoming(signed, nil, noon)
		in.BodyUnread = true
		verified, err := v.Verify(in, secretOf(verifySecret))
		if err != nil {
			t.Fatal(err)
		}
		b, err := verified.Chunks(in, verifySecret.SecretAccessKey)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := received(bytes.NewReader(wire), b); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes, %v", form, len(got), err)
		}
		if got, err := inPieces(v, wire, b, 1); !errors.Is(err, io.EOF) || !bytes.Equal(got, body) {
			t.Errorf("%s in pieces: %d bytes, %v", form, len(got), err)
		}
		bad := bytes.Clone(wire)
		bad[len(bad)/2] ^= 1
		if _, err := received(bytes.NewReader(bad), b); fault.CodeOf(err) != fault.ChunkMismatch {
			t.Errorf("%s, changed: %v", form, err)
		}
		other := with(b, func(b *sigv4.ChunkedBody) { b.Secret = "another secret" })
		if _, err := received(bytes.NewReader(wire), other); form != sigv4.StreamUnsignedTrailer && fault.CodeOf(err) != fault.ChunkMismatch {
			t.Errorf("%s, another secret: %v", form, err)
		}
	}
}

// FuzzResumeIncoming states that no text in the place of a state is more than an error.
func FuzzResumeIncoming(f *testing.F) {
	v := verifier(f, sigv4.VerifyOptions{})
	for _, form := range chunkForms {
		_, b, _ := sent(f, form.form, form.sum, 10)
		chunks, err := sigv4.NewIncomingChunks(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(chunks.AppendState(nil)), []byte("a\r\n0123456789\r\n0\r\n"))
	}
	f.Fuzz(func(t *testing.T, state string, data []byte) {
		chunks, err := v.ResumeChunks(state, "secret")
		if err != nil {
			if fault.CodeOf(err) != fault.InvalidArgument {
				t.Fatal(err)
			}
			return
		}
		for range 10 {
			used, body, wants, err := chunks.Next(data)
			if err != nil {
				return
			}
			if used < len(body) || used > len(data) || used == 0 && wants <= len(data) && len(data) > 0 {
				t.Fatalf("%q of %q: %d used, %d of the body, %d wanted", data, state, used, len(body), wants)
			}
			if data = data[used:]; len(data) == 0 {
				return
			}
		}
	})
}
