package sigv4_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// sent is a body of the documented account as a server receives it.
func sent(tb testing.TB, form, sum string, length int) (wire []byte, b *sigv4.ChunkedBody, body []byte) {
	tb.Helper()
	signer, r := documented(tb)
	r.PayloadHash = form
	if sum != "" {
		r.Headers = append(r.Headers, sigv4.Header{Name: "X-Amz-Trailer", Value: "x-amz-checksum-" + sum})
		sum = "x-amz-checksum-" + sum
	}
	body = bytes.Repeat([]byte("0123456789abcdef"), length/16+1)[:length]
	signed, chunks, err := signer.SignChunks(r, int64(length), sigv4.MinChunk)
	if err != nil {
		tb.Fatal(err)
	}
	wire, err = io.ReadAll(chunks.Reader(bytes.NewReader(body)))
	if err != nil {
		tb.Fatal(err)
	}
	return wire, &sigv4.ChunkedBody{
		PayloadHash: form, Length: int64(length), Trailer: sum, Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		Region: "us-east-1", Service: "s3", Time: r.Time, Signature: signed.Signature,
	}, body
}

func received(wire io.Reader, b *sigv4.ChunkedBody) ([]byte, error) {
	r, err := sigv4.NewChunkReader(wire, b)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

var chunkForms = []struct{ form, sum string }{
	{sigv4.StreamPayload, ""}, {sigv4.StreamPayloadTrailer, "sha256"}, {sigv4.StreamPayloadTrailer, "crc64nvme"}, {sigv4.StreamUnsignedTrailer, "crc32c"},
}

func TestChunksAreReadBack(t *testing.T) {
	for _, f := range chunkForms {
		for _, length := range []int{0, 1, 8192, 8193, 30000} {
			wire, b, body := sent(t, f.form, f.sum, length)
			for name, from := range map[string]io.Reader{"whole": bytes.NewReader(wire), "halves": iotest.HalfReader(bytes.NewReader(wire)), "bytes": iotest.OneByteReader(bytes.NewReader(wire))} {
				if got, err := received(from, b); err != nil || !bytes.Equal(got, body) {
					t.Errorf("%s, %d bytes, %s: %d bytes, %v", f.form, length, name, len(got), err)
				}
			}
			r, err := sigv4.NewChunkReader(bytes.NewReader(wire), b)
			if err == nil {
				_, err = io.Copy(io.Discard, r)
			}
			if trailer := r.Trailer(); err != nil || (f.sum != "") != (len(trailer) == 1) {
				t.Errorf("%s: %v, %v", f.form, trailer, err)
			}
		}
	}
}

// Every byte counts: with any of them changed, or cut off, the body is refused. Of a
// signed body nothing comes out that was not signed.
func TestChunksThatWereChangedAreRefused(t *testing.T) {
	for _, f := range chunkForms {
		wire, b, body := sent(t, f.form, f.sum, 8192+40)
		check := func(what string, at int, wire []byte) {
			got, err := received(bytes.NewReader(wire), b)
			code := fault.CodeOf(err)
			if code != fault.ChunkMalformed && code != fault.ChunkMismatch {
				t.Fatalf("%s, byte %d %s: %v", f.form, at, what, err)
			}
			if f.form != sigv4.StreamUnsignedTrailer && !bytes.HasPrefix(body, got) {
				t.Fatalf("%s, byte %d %s: %d bytes that were not signed came out", f.form, at, what, len(got))
			}
		}
		for i := 0; i < len(wire); i++ {
			if i > 200 && i < 8100 { // of the first chunk; all bytes are alike
				continue
			}
			bad := bytes.Clone(wire)
			bad[i] ^= 1
			check("changed", i, bad)
			check("cut", i, wire[:i])
		}
		check("added", len(wire), append(bytes.Clone(wire), 'x'))
	}
}

func TestChunksThatAreOtherwiseWrong(t *testing.T) {
	wire, b, _ := sent(t, sigv4.StreamPayload, "", 20000)
	chunk := bytes.Index(wire[1:], []byte("\r\n2000;")) + 3
	moved := append(append(bytes.Clone(wire[chunk:2*chunk]), wire[:chunk]...), wire[2*chunk:]...)
	unsigned := func(text string) io.Reader { return strings.NewReader(text) }
	ub := &sigv4.ChunkedBody{PayloadHash: sigv4.StreamUnsignedTrailer, Length: 9, Trailer: "x-amz-checksum-crc32"}
	const good = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n"
	if got, err := received(unsigned(good), ub); err != nil || string(got) != "123456789" {
		t.Fatal(string(got), err)
	}
	tests := []struct {
		name string
		from io.Reader
		b    *sigv4.ChunkedBody
		code fault.Code
	}{
		{"chunks in another order", bytes.NewReader(moved), b, fault.ChunkMismatch},
		{"a chunk left out", bytes.NewReader(wire[chunk:]), b, fault.ChunkMismatch},
		{"a limit", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.MaxChunk = 8191 }), fault.ChunkMalformed},
		{"another secret", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.Secret = "x" }), fault.ChunkMismatch},
		{"another region", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.Region = "x" }), fault.ChunkMismatch},
		{"another length", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.Length++ }), fault.ChunkMalformed},
		{"a shorter length", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.Length-- }), fault.ChunkMalformed},
		{"no seed", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.Signature = "" }), fault.InvalidArgument},
		{"no trailer named", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.PayloadHash = sigv4.StreamPayloadTrailer }), fault.InvalidHeader},
		{"no form", bytes.NewReader(wire), with(b, func(b *sigv4.ChunkedBody) { b.PayloadHash = "UNSIGNED-PAYLOAD" }), fault.PayloadHashMalformed},
		{"a body that fails", iotest.TimeoutReader(iotest.HalfReader(bytes.NewReader(wire))), b, fault.Internal},

		{"checksum", unsigned(strings.Replace(good, "y/Q5Jg==", "z/Q5Jg==", 1)), ub, fault.ChunkMismatch},
		{"no checksum", unsigned("9\r\n123456789\r\n0\r\n\r\n"), ub, fault.ChunkMalformed},
		{"another trailer", unsigned(strings.Replace(good, "crc32", "crc32c", 1)), ub, fault.ChunkMalformed},
		{"a trailer too many", unsigned(strings.Replace(good, "\r\n\r\n", "\r\na:b\r\n\r\n", 1)), ub, fault.ChunkMalformed},
		{"twice", unsigned(strings.Replace(good, "\r\n\r\n", "\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", 1)), ub, fault.ChunkMalformed},
		{"a signature", unsigned(strings.Replace(good, "9\r\n", "9;chunk-signature=0\r\n", 1)), ub, fault.ChunkMalformed},
		{"a sign", unsigned("+" + good), ub, fault.ChunkMalformed},
		{"a long size", unsigned("00000000000000009\r\n"), ub, fault.ChunkMalformed},
		{"an endless line", unsigned(strings.Repeat("0", 1<<20)), ub, fault.ChunkMalformed},
		{"a huge size", unsigned("ffffffffffffffff\r\n"), ub, fault.ChunkMalformed},
		{"small chunks", unsigned("4\r\n1234\r\n5\r\n56789\r\n0\r\n"), ub, fault.ChunkMalformed},
		{"LF alone", unsigned(strings.ReplaceAll(good, "\r\n", "\n")), ub, fault.ChunkMalformed},
	}
	for _, test := range tests {
		_, err := received(test.from, test.b)
		if test.code == fault.Internal {
			if !errors.Is(err, iotest.ErrTimeout) {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func with(b *sigv4.ChunkedBody, change func(*sigv4.ChunkedBody)) *sigv4.ChunkedBody {
	other := *b
	change(&other)
	return &other
}

// FuzzChunkReader: what is taken to its end is the body that was signed.
func FuzzChunkReader(f *testing.F) {
	for i, form := range chunkForms {
		wire, _, _ := sent(f, form.form, form.sum, 8200)
		f.Add(i, wire)
	}
	f.Fuzz(func(t *testing.T, form int, wire []byte) {
		f := chunkForms[uint(form)%uint(len(chunkForms))]
		_, b, body := sent(t, f.form, f.sum, 8200)
		got, err := received(bytes.NewReader(wire), b)
		if err == nil && f.form != sigv4.StreamUnsignedTrailer && !bytes.Equal(got, body) {
			t.Fatalf("another body was taken: %q", got)
		}
		if len(got) > len(wire) {
			t.Fatalf("%d bytes came out of %d", len(got), len(wire))
		}
	})
}

func BenchmarkChunkReader(b *testing.B) {
	wire, body, _ := sent(b, sigv4.StreamPayload, "", 64<<20)
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	piece := make([]byte, 64<<10)
	for b.Loop() {
		r, err := sigv4.NewChunkReader(bytes.NewReader(wire), body)
		for err == nil {
			_, err = r.Read(piece)
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
	}
}
