package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	theirs "github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/eventstream"
	"github.com/sallyport/sallyport/core/sigv4"
)

// twice makes one message for both libraries.
func twice(r *rand.Rand) (*eventstream.Message, theirs.Message) {
	some := func(n int) []byte {
		b := make([]byte, r.IntN(n))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	ours, other := &eventstream.Message{Payload: some(5000)}, theirs.Message{}
	other.Payload = ours.Payload
	number := func(n uint64, size int) (b []byte) {
		for i := size - 1; i >= 0; i-- {
			b = append(b, byte(n>>(8*i)))
		}
		return b
	}
	for i := range r.IntN(12) {
		name := string(rune('a'+i)) + hex.EncodeToString(some(20))
		n := r.Uint64()
		var value theirs.Value
		h := eventstream.Header{Name: name, Type: eventstream.Type(r.IntN(10))}
		switch h.Type {
		case eventstream.True, eventstream.False:
			value = theirs.BoolValue(h.Type == eventstream.True)
		case eventstream.Byte:
			value, h.Value = theirs.Int8Value(n), number(n, 1)
		case eventstream.Short:
			value, h.Value = theirs.Int16Value(n), number(n, 2)
		case eventstream.Int:
			value, h.Value = theirs.Int32Value(n), number(n, 4)
		case eventstream.Long:
			value, h.Value = theirs.Int64Value(n), number(n, 8)
		case eventstream.Bytes:
			h.Value = some(3000)
			value = theirs.BytesValue(h.Value)
		case eventstream.String:
			h.Value = []byte(hex.EncodeToString(some(300)))
			value = theirs.StringValue(h.Value)
		case eventstream.Timestamp:
			at := time.UnixMilli(int64(n >> 24))
			value, h.Value = theirs.TimestampValue(at), number(uint64(at.UnixMilli()), 8)
		case eventstream.UUID:
			h.Value = number(n, 8)
			h.Value = append(h.Value, h.Value...)
			value = theirs.UUIDValue(h.Value)
		}
		ours.Headers = append(ours.Headers, h)
		other.Headers = append(other.Headers, theirs.Header{Name: name, Value: value})
	}
	return ours, other
}

// Messages are those of the AWS SDK for Go, to the byte, and are read back.
func TestEventStreamsAreThoseOfTheSDK(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var stream bytes.Buffer
	var want []*eventstream.Message
	for i := range 300 {
		ours, other := twice(r)
		got, err := eventstream.Append(nil, ours)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := theirs.NewEncoder().Encode(&b, other); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, b.Bytes()) {
			at := 0
			for at < min(len(got), b.Len()) && got[at] == b.Bytes()[at] {
				at++
			}
			t.Fatalf("message %d has %d bytes, not %d, and is another from byte %d on", i, len(got), b.Len(), at)
		}
		stream.Write(got)
		want = append(want, ours)
	}
	for _, m := range want {
		got, err := eventstream.Read(&stream)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Headers) != len(m.Headers) || !bytes.Equal(got.Payload, m.Payload) {
			t.Fatalf("%+v became %+v", m, got)
		}
		for i, h := range m.Headers {
			if g := got.Headers[i]; g.Name != h.Name || g.Type != h.Type || !bytes.Equal(g.Value, h.Value) {
				t.Fatalf("%+v became %+v", h, g)
			}
		}
	}
}

// Signatures are those of its StreamSigner, over midnight too.
func TestSignedEventsAreThoseOfTheSDK(t *testing.T) {
	const id, secret, service, region = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "transcribe", "eu-west-1"
	signer, err := sigv4.New(sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: id, SecretAccessKey: secret}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 2, 23, 59, 58, 0, time.UTC)
	signed, chunks, err := signer.SignChunks(&sigv4.Request{
		Method: "POST", URL: "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription", Time: at, PayloadHash: sigv4.StreamEvents,
		Headers: []sigv4.Header{{Name: "Content-Type", Value: "application/vnd.amazon.eventstream"}},
	}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := hex.DecodeString(signed.Signature)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	in := &sigv4.Incoming{Method: "POST", URL: signed.RequestTarget(), Headers: signed.Headers, BodyUnread: true, Time: at}
	verified, err := verifier.Verify(in, func(*sigv4.Claim) (credentials.Credentials, error) {
		return credentials.Credentials{SecretAccessKey: secret}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	body, err := verified.Chunks(in, secret)
	if err != nil {
		t.Fatal(err)
	}
	incoming, err := sigv4.NewIncomingChunks(body)
	if err != nil {
		t.Fatal(err)
	}
	sdkSigner := v4.NewStreamSigner(sdk.Credentials{AccessKeyID: id, SecretAccessKey: secret}, service, region, seed)
	for _, text := range []string{"first", "second, after midnight", "third", ""} {
		payload := []byte(text)
		if text != "" {
			if payload, err = eventstream.Append(nil, &eventstream.Message{Payload: payload}); err != nil {
				t.Fatal(err)
			}
		}
		at = at.Add(time.Second)
		if err := chunks.At(at); err != nil {
			t.Fatal(err)
		}
		// Between two messages the state is text, as it is for other languages.
		if chunks, err = signer.ResumeChunks(string(chunks.AppendState(nil))); err != nil {
			t.Fatal(err)
		}
		head, tail, err := chunks.Next(payload)
		if err != nil {
			t.Fatal(err)
		}
		m := theirs.Message{Payload: payload}
		m.Headers.Set(":date", theirs.TimestampValue(at))
		var headers, want bytes.Buffer
		if err := theirs.EncodeHeaders(&headers, m.Headers); err != nil {
			t.Fatal(err)
		}
		signature, err := sdkSigner.GetSignature(context.Background(), headers.Bytes(), payload, at)
		if err != nil {
			t.Fatal(err)
		}
		m.Headers.Set(":chunk-signature", theirs.BytesValue(signature))
		if err := theirs.NewEncoder().Encode(&want, m); err != nil {
			t.Fatal(err)
		}
		if got := append(append(append([]byte(nil), head...), payload...), tail...); !reflect.DeepEqual(got, want.Bytes()) {
			t.Errorf("%q:\n%x\nis not\n%x", text, got, want.Bytes())
		}
		incoming.At(at)
		if used, got, _, err := incoming.Next(want.Bytes()); err != nil || used != want.Len() || !bytes.Equal(got, payload) {
			t.Errorf("%q: the SDK's message is %q to the verifier, %v", text, got, err)
		}
	}
	if _, _, err := chunks.Next(nil); err == nil {
		t.Error("a message behind the end was signed")
	}
}
