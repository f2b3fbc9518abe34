package host_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// TestChunksThatCameInAreSignedAnew is a gateway for bodies in chunks.
func TestChunksThatCameInAreSignedAnew(t *testing.T) {
	runtime := newRuntime(t, modulePath, loopback())
	ctx, noon := t.Context(), time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	signer := func(id, secret string) *host.Signer {
		s, err := runtime.NewSigner(ctx, host.Options{
			"credentials.access_key_id": id, "credentials.secret_access_key": secret, "sign.region": "eu-west-1", "sign.service": "s3",
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	v, err := runtime.NewRequestVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	verified := func(signed *host.Signed, secret string) (*host.Incoming, *host.Verified) {
		in := &host.Incoming{Method: "PUT", URL: signed.URL, Headers: signed.Headers, Unread: true, Now: noon}
		found, err := v.Verify(ctx, in, func(*host.Claimed) (host.Secret, error) { return host.Secret{SecretAccessKey: secret}, nil })
		if err != nil {
			t.Fatal(err)
		}
		return in, found
	}
	body := bytes.Repeat([]byte("0123456789"), 3000)
	for _, form := range []string{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"} {
		signed, chunks, err := signer("PLACEHOLDER", "no worth").SignChunks(ctx, &host.Request{
			Method: "PUT", URL: "https://bucket.example/key", PayloadHash: form, Time: noon,
		}, int64(len(body)), 8192)
		if err != nil {
			t.Fatal(err)
		}
		wire, err := io.ReadAll(chunks.Reader(ctx, bytes.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		in, found := verified(signed, "no worth")
		again, next, err := signer("REAL", "worth").ResignChunks(ctx, in, "https://real.example", 0)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(next.Reader(ctx, v.Chunks(ctx, found, "no worth", iotest.HalfReader(bytes.NewReader(wire)))))
		if err != nil || int64(len(got)) != next.Length() || again.URL != "https://real.example/key" {
			t.Fatalf("%s: %d bytes to %s, %v", form, len(got), again.URL, err)
		}
		_, found = verified(again, "worth")
		if got, err := io.ReadAll(v.Chunks(ctx, found, "worth", bytes.NewReader(got))); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes, %v", form, len(got), err)
		}
		got[len(got)/2] ^= 1
		if _, err := io.ReadAll(v.Chunks(ctx, found, "worth", bytes.NewReader(got))); fault.CodeOf(err) != fault.ChunkMismatch {
			t.Errorf("%s, changed: %v", form, err)
		}
		if _, err := io.ReadAll(v.Chunks(ctx, found, "worth", bytes.NewReader(got[:9000]))); fault.CodeOf(err) != fault.ChunkMalformed {
			t.Errorf("%s, cut off: %v", form, err)
		}
	}
}

// TestAnEventStreamThatCameInIsSignedAnew is the same for one message after the other.
func TestAnEventStreamThatCameInIsSignedAnew(t *testing.T) {
	runtime := newRuntime(t, modulePath, loopback())
	ctx, noon := t.Context(), time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	v, err := runtime.NewRequestVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	signer := func(secret string) *host.Signer {
		s, err := runtime.NewSigner(ctx, host.Options{"credentials.access_key_id": "AKID", "credentials.secret_access_key": secret, "sign.region": "eu-west-1"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	// read checks what the head and the messages of a stream say.
	read := func(signed *host.Signed, chunks *host.Chunks, secret string, at, now time.Time) (*host.Incoming, error) {
		var wire []byte
		for _, message := range []string{"first", "second", ""} {
			head, tail, err := chunks.Next(ctx, []byte(message), at)
			if err != nil {
				t.Fatal(err)
			}
			wire = append(wire, head+message+tail...)
		}
		in := &host.Incoming{Method: "POST", URL: signed.URL, Headers: signed.Headers, Unread: true, Now: now}
		found, err := v.Verify(ctx, in, func(*host.Claimed) (host.Secret, error) { return host.Secret{SecretAccessKey: secret}, nil })
		if err != nil {
			t.Fatal(err)
		}
		body := v.Chunks(ctx, found, secret, bytes.NewReader(wire))
		room := make([]byte, 100)
		for _, message := range []string{"first", "second"} {
			if n, err := body.Read(room); err != nil || string(room[:n]) != message {
				return nil, err
			}
		}
		_, err = body.Read(room)
		return in, err
	}
	signed, chunks, err := signer("no worth").SignChunks(ctx, &host.Request{
		Method: "POST", URL: "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription", Time: noon, PayloadHash: "STREAMING-AWS4-HMAC-SHA256-EVENTS",
	}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, err := read(signed, chunks, "no worth", noon, noon)
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	signed, chunks, err = signer("worth").ResignChunks(ctx, in, "https://real.example", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(signed, chunks, "worth", noon.Add(901*time.Second), noon); fault.CodeOf(err) != fault.RequestTimeSkewed {
		t.Error(err)
	}
}
