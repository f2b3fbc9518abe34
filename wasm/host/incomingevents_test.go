package host_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// TestAnEventStreamThatCameInIsSignedAnew is a gateway for messages that are signed one by one.
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
