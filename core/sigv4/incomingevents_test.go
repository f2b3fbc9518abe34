package sigv4_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/eventstream"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var lateEvening = time.Date(2026, 1, 2, 23, 59, 58, 0, time.UTC)

// events are the messages that the key's owner has signed, the first at midnight minus
// a second; each later one is a second after the one before.
func events(tb testing.TB, keys credentials.Credentials, payloads ...string) (*sigv4.Incoming, []byte) {
	tb.Helper()
	signer, err := sigv4.New(sigv4.Options{Credentials: keys})
	if err != nil {
		tb.Fatal(err)
	}
	signed, chunks, err := signer.SignChunks(&sigv4.Request{
		Method: "POST", URL: "https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription", Time: lateEvening, PayloadHash: sigv4.StreamEvents,
	}, 0, 0)
	if err != nil {
		tb.Fatal(err)
	}
	in := &sigv4.Incoming{Method: "POST", URL: signed.RequestTarget(), Headers: signed.Headers, BodyUnread: true, Time: lateEvening}
	return in, sentEvents(tb, chunks, payloads...)
}

func sentEvents(tb testing.TB, chunks *sigv4.Chunks, payloads ...string) (wire []byte) {
	tb.Helper()
	for i, payload := range payloads {
		if err := chunks.At(lateEvening.Add(time.Duration(i+1) * time.Second)); err != nil {
			tb.Fatal(err)
		}
		head, tail, err := chunks.Next([]byte(payload))
		if err != nil {
			tb.Fatal(err)
		}
		wire = append(append(append(wire, head...), payload...), tail...)
	}
	return wire
}

// verifiedEvents is what is read of a verified stream.
func verifiedEvents(tb testing.TB, keys credentials.Credentials, in *sigv4.Incoming) *sigv4.ChunkedBody {
	tb.Helper()
	verified, err := verifier(tb, sigv4.VerifyOptions{}).Verify(in, secretOf(keys))
	if err != nil {
		tb.Fatal(err)
	}
	b, err := verified.Chunks(in, keys.SecretAccessKey)
	if err != nil {
		tb.Fatal(err)
	}
	b.Now = func() time.Time { return lateEvening }
	return b
}

func TestEventsAreReadBackOverMidnight(t *testing.T) {
	large := string(bytes.Repeat([]byte("0123456789"), 20000))
	in, wire := events(t, mustCredentials(), "first", "after midnight", large, "")
	b := verifiedEvents(t, mustCredentials(), in)
	for name, from := range map[string]io.Reader{"whole": bytes.NewReader(wire), "halves": iotest.HalfReader(bytes.NewReader(wire))} {
		if got, err := received(from, b); err != nil || string(got) != "firstafter midnight"+large {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	// As text between two messages, which keeps their borders.
	v := verifier(t, sigv4.VerifyOptions{})
	chunks, err := sigv4.NewIncomingChunks(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "after midnight", large, ""} {
		if chunks, err = v.ResumeChunks(string(chunks.AppendState(nil)), mustCredentials().SecretAccessKey); err != nil {
			t.Fatal(err)
		}
		chunks.At(lateEvening)
		used, body, _, err := chunks.Next(wire)
		if err != nil || used == 0 || string(body) != want {
			t.Fatalf("%.20q is not %.20q, %v", body, want, err)
		}
		wire = wire[used:]
	}
	if err := chunks.End(); err != io.EOF { //nolint:errorlint // it is never wrapped
		t.Error(err)
	}
}

func TestEventsThatWereChangedAreRefused(t *testing.T) {
	in, wire := events(t, mustCredentials(), "first", "second", "")
	b := verifiedEvents(t, mustCredentials(), in)
	refused := func(what string, wire []byte, b *sigv4.ChunkedBody, want ...fault.Code) {
		t.Helper()
		got, err := received(bytes.NewReader(wire), b)
		for _, code := range want {
			if fault.CodeOf(err) == code {
				if !bytes.HasPrefix([]byte("firstsecond"), got) {
					t.Errorf("%s: %q came out", what, got)
				}
				return
			}
		}
		t.Errorf("%s: %q, %v", what, got, err)
	}
	for i := range wire {
		bad := bytes.Clone(wire)
		bad[i] ^= 1
		refused("changed", bad, b, fault.ChunkMalformed)
		refused("cut off", wire[:i], b, fault.ChunkMalformed)
	}
	// With sums that are right again, what was signed still is not.
	for i := 12; i < lengthOf(wire)-4; i++ {
		bad := bytes.Clone(wire)
		bad[i] ^= 1
		end := lengthOf(bad)
		binary.BigEndian.PutUint32(bad[end-4:], crc32.ChecksumIEEE(bad[:end-4]))
		refused("changed with its sum", bad, b, fault.ChunkMalformed, fault.ChunkMismatch, fault.RequestTimeSkewed)
	}
	first := wire[:lengthOf(wire)]
	second := wire[len(first):][:lengthOf(wire[len(first):])]
	rest := wire[len(first)+len(second):]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	refused("without the first", join(second, rest), b, fault.ChunkMismatch)
	refused("the first twice", join(first, first, second, rest), b, fault.ChunkMismatch)
	refused("without the second", join(first, rest), b, fault.ChunkMismatch)
	refused("more behind the end", join(wire, first), b, fault.ChunkMalformed)
	refused("another secret", wire, with(b, func(b *sigv4.ChunkedBody) { b.Secret = "another secret" }), fault.ChunkMismatch)
	refused("over the limit", wire, with(b, func(b *sigv4.ChunkedBody) { b.MaxChunk = 5 }), fault.ChunkMalformed)
	refused("no clock", wire, with(b, func(b *sigv4.ChunkedBody) { b.Now = nil }), fault.InvalidArgument)
	at := func(seconds int) func(*sigv4.ChunkedBody) {
		return func(b *sigv4.ChunkedBody) {
			b.Now = func() time.Time { return lateEvening.Add(time.Duration(seconds) * time.Second) }
		}
	}
	refused("old", wire, with(b, at(904)), fault.RequestTimeSkewed)
	refused("of the future", wire, with(b, at(-900)), fault.RequestTimeSkewed)
	if got, err := received(bytes.NewReader(wire), with(b, at(901))); err != nil {
		t.Errorf("at the limit: %q, %v", got, err)
	}
}

func lengthOf(message []byte) int { return int(binary.BigEndian.Uint32(message)) }

func TestMessagesWithOtherHeadersAreRefused(t *testing.T) {
	in, wire := events(t, mustCredentials(), "first", "")
	b := verifiedEvents(t, mustCredentials(), in)
	m, n, err := eventstream.Decode(wire)
	if err != nil {
		t.Fatal(err)
	}
	date, signature := m.Headers[0], m.Headers[1]
	for name, c := range map[string]struct {
		headers []eventstream.Header
		code    fault.Code
	}{
		"as they are": {[]eventstream.Header{date, signature}, fault.OK},
		"turned":      {[]eventstream.Header{signature, date}, fault.OK},
		"none":        {nil, fault.ChunkMalformed},
		"one":         {[]eventstream.Header{signature}, fault.ChunkMalformed},
		"date twice":  {[]eventstream.Header{date, date}, fault.ChunkMalformed},
		"one more":    {[]eventstream.Header{date, signature, {Name: "a", Type: eventstream.True}}, fault.ChunkMalformed},
		"short":       {[]eventstream.Header{date, {Name: ":chunk-signature", Type: eventstream.Bytes, Value: signature.Value[:31]}}, fault.ChunkMalformed},
		"a string":    {[]eventstream.Header{date, {Name: ":chunk-signature", Type: eventstream.String, Value: signature.Value}}, fault.ChunkMalformed},
		"a long":      {[]eventstream.Header{{Name: ":date", Type: eventstream.Long, Value: date.Value}, signature}, fault.ChunkMalformed},
		"before 1970": {[]eventstream.Header{{Name: ":date", Type: eventstream.Timestamp, Value: bytes.Repeat([]byte{255}, 8)}, signature}, fault.RequestTimeSkewed},
	} {
		changed, err := eventstream.Append(nil, &eventstream.Message{Headers: c.headers, Payload: m.Payload})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := received(bytes.NewReader(append(changed, wire[n:]...)), b); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A gateway takes an event stream that is signed with credentials of its own making and
// passes it on with real ones, message by message.
func TestAnEventStreamIsSignedAnew(t *testing.T) {
	theirs := credentials.Credentials{AccessKeyID: "AKIAPLACEHOLDER", SecretAccessKey: "a secret that is worth nothing"}
	in, wire := events(t, theirs, "first", "second", "")
	chunks, err := sigv4.NewIncomingChunks(verifiedEvents(t, theirs, in))
	if err != nil {
		t.Fatal(err)
	}
	gateway, err := sigv4.New(sigv4.Options{Credentials: mustCredentials()})
	if err != nil {
		t.Fatal(err)
	}
	again, onward, err := gateway.ResignChunks(in, "https://other.eu-west-1.amazonaws.com", 0)
	if err != nil {
		t.Fatal(err)
	}
	var payloads []string
	for len(wire) > 0 {
		used, payload, _, err := chunks.Next(wire)
		if err != nil {
			t.Fatal(err)
		}
		payloads = append(payloads, string(payload))
		wire = wire[used:]
	}
	next := &sigv4.Incoming{Method: "POST", URL: again.RequestTarget(), Headers: again.Headers, BodyUnread: true, Time: lateEvening}
	got, err := received(bytes.NewReader(sentEvents(t, onward, payloads...)), verifiedEvents(t, mustCredentials(), next))
	if err != nil || string(got) != "firstsecond" {
		t.Fatalf("%q, %v", got, err)
	}
	asymmetric, err := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Scheme: "aws4a"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := asymmetric.ResignChunks(in, "", 0); err == nil {
		t.Error("an event stream is signed anew with aws4a, which has none")
	}
}

// FuzzIncomingEvents: what comes out of a stream is what was signed, in its order.
func FuzzIncomingEvents(f *testing.F) {
	in, wire := events(f, mustCredentials(), "first", "second", "")
	b := verifiedEvents(f, mustCredentials(), in)
	f.Add(wire)
	f.Add(wire[lengthOf(wire):])
	f.Fuzz(func(t *testing.T, wire []byte) {
		got, err := received(bytes.NewReader(wire), b)
		if !bytes.HasPrefix([]byte("firstsecond"), got) || err == nil && string(got) != "firstsecond" {
			t.Fatalf("%q, %v", got, err)
		}
	})
}
