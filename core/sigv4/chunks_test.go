package sigv4_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// documented is the account of the examples in the Amazon S3 API Reference.
func documented(t testing.TB) (*sigv4.Signer, *sigv4.Request) {
	t.Helper()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		Region:      "us-east-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return signer, &sigv4.Request{
		Method:  "PUT",
		URL:     "https://s3.amazonaws.com/examplebucket/chunkObject.txt",
		Headers: []sigv4.Header{{Name: "x-amz-storage-class", Value: "REDUCED_REDUNDANCY"}},
		Time:    time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC),
	}
}

// encoded returns a body in chunks.
func encoded(t *testing.T, r *sigv4.Request, body string, size int64) (*sigv4.SignedRequest, string) {
	t.Helper()
	signer, _ := documented(t)
	signed, chunks, err := signer.SignChunks(r, int64(len(body)), size)
	if err != nil {
		t.Fatal(err)
	}
	length := chunks.Length()
	wire, err := io.ReadAll(iotest.HalfReader(chunks.Reader(iotest.HalfReader(strings.NewReader(body)))))
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(wire)) != length {
		t.Errorf("%s, %d bytes in chunks of %d: %d bytes were announced and %d came", r.PayloadHash, len(body), size, length, len(wire))
	}
	return signed, string(wire)
}

// TestChunksAsDocumented has the example of "Transferring payload in multiple
// chunks" in the Amazon S3 API Reference.
func TestChunksAsDocumented(t *testing.T) {
	_, r := documented(t)
	signed, wire := encoded(t, r, strings.Repeat("a", 66560), 0)
	if want := "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"; signed.Signature != want {
		t.Errorf("the seed is %s, not %s", signed.Signature, want)
	}
	want := "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + strings.Repeat("a", 65536) + "\r\n" +
		"400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" + strings.Repeat("a", 1024) + "\r\n" +
		"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
	if wire != want {
		t.Errorf("the body is %q", strings.ReplaceAll(wire, "aaaa", ""))
	}
	headers := map[string]string{}
	for _, h := range signed.Headers {
		headers[h.Name] = h.Value
	}
	for name, value := range map[string]string{"Content-Encoding": "aws-chunked", "Content-Length": "66824", "X-Amz-Decoded-Content-Length": "66560"} {
		if headers[name] != value {
			t.Errorf("%s is %q, not %q", name, headers[name], value)
		}
	}
}

func TestChunksLength(t *testing.T) {
	for _, hash := range []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer} {
		for _, length := range []int{0, 1, 15, 16, 8191, 8192, 8193, 16384, 70000} {
			_, r := documented(t)
			r.PayloadHash = hash
			encoded(t, r, strings.Repeat("x", length), sigv4.MinChunk)
		}
	}
}

// TestChecksums compares with the check values of the catalogue of parametrised CRC
// algorithms (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME) and with sha1sum and
// sha256sum, of "123456789".
func TestChecksums(t *testing.T) {
	for name, want := range map[string]string{
		"crc32": "y/Q5Jg==", "crc32c": "4waSgw==", "crc64nvme": "rosUhgp5mIg=",
		"sha1": "98O8HYCOBHMq32eZZczDTKeuNEE=", "sha256": "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
	} {
		_, r := documented(t)
		r.PayloadHash = sigv4.StreamUnsignedTrailer
		r.Headers = append(r.Headers, sigv4.Header{Name: "X-Amz-Trailer", Value: "X-Amz-Checksum-" + name})
		_, wire := encoded(t, r, "123456789", 0)
		if wire != "9\r\n123456789\r\n0\r\nx-amz-checksum-"+name+":"+want+"\r\n\r\n" {
			t.Errorf("%s: %q", name, wire)
		}
	}
}

func TestChunksHeaders(t *testing.T) {
	tests := []struct {
		given []sigv4.Header
		want  string // the names of what is signed, with some values
		code  fault.Code
	}{
		{given: []sigv4.Header{{Name: "Content-Encoding", Value: "gzip"}}, want: "aws-chunked,gzip"},
		{given: []sigv4.Header{{Name: "content-encoding", Value: "aws-chunked, gzip"}}, want: "aws-chunked,gzip"},
		{given: []sigv4.Header{{Name: "Content-Length", Value: "5"}}, want: "aws-chunked"},
		{given: []sigv4.Header{{Name: "Content-Length", Value: "6"}}, code: fault.InvalidHeader},
		{given: []sigv4.Header{{Name: "X-Amz-Decoded-Content-Length", Value: "6"}}, code: fault.InvalidHeader},
		{given: []sigv4.Header{{Name: "X-Amz-Trailer", Value: "x-amz-meta-a"}}, code: fault.InvalidHeader},
		{given: []sigv4.Header{{Name: "X-Amz-Trailer", Value: "crc32"}}, code: fault.InvalidHeader},
		{given: []sigv4.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-crc32"}, {Name: "x-amz-trailer", Value: "x-amz-checksum-sha1"}}, code: fault.InvalidHeader},
	}
	for _, test := range tests {
		signer, r := documented(t)
		r.Headers = test.given
		signed, _, err := signer.SignChunks(r, 5, 0)
		if code := fault.CodeOf(err); code != test.code {
			t.Errorf("%v: %v", test.given, err)
		}
		if err != nil {
			continue
		}
		for _, h := range signed.Headers {
			if h.Name == "Content-Encoding" && h.Value != test.want {
				t.Errorf("%v: Content-Encoding is %q, not %q", test.given, h.Value, test.want)
			}
		}
	}
}

func TestChunksRefused(t *testing.T) {
	tests := []struct {
		change       func(*sigv4.Request)
		length, size int64
		code         fault.Code
	}{
		{length: -1, code: fault.InvalidArgument},
		{length: 1 << 62, code: fault.InputTooLarge},
		{size: sigv4.MinChunk - 1, code: fault.InvalidArgument},
		{size: sigv4.MaxChunk + 1, code: fault.InvalidArgument},
		{size: -1, code: fault.InvalidArgument},
		{change: func(r *sigv4.Request) { r.URL = "https://sqs.us-east-1.amazonaws.com/" }, code: fault.ChunksUnsupported},
		{change: func(r *sigv4.Request) { r.PayloadHash = "UNSIGNED-PAYLOAD" }, code: fault.PayloadHashMalformed},
		{change: func(r *sigv4.Request) {
			r.PayloadHash = sigv4.StreamPayload
			r.Headers = []sigv4.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-crc32"}}
		}, code: fault.InvalidHeader},
	}
	for i, test := range tests {
		signer, r := documented(t)
		if test.change != nil {
			test.change(r)
		}
		if _, _, err := signer.SignChunks(r, test.length, test.size); fault.CodeOf(err) != test.code {
			t.Errorf("%d: %v", i, err)
		}
	}
	signer, _ := documented(t)
	if _, _, err := signer.SignChunks(nil, 0, 0); fault.CodeOf(err) != fault.NullPointer {
		t.Error(err)
	}
}

func TestChunksOfAnotherLength(t *testing.T) {
	tests := []struct {
		name   string
		pieces []int
		good   int // pieces that are taken
	}{
		{"short chunk", []int{8191}, 0},
		{"ended", []int{8192, 0}, 1},
		{"long chunk", []int{8193}, 0},
		{"long rest", []int{8192, 9}, 1},
		{"behind the end", []int{8192, 8, 0, 0}, 3},
	}
	for _, test := range tests {
		signer, r := documented(t)
		_, chunks, err := signer.SignChunks(r, 8200, 8192)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range test.pieces {
			_, _, err := chunks.Next(make([]byte, n))
			if (err == nil) != (i < test.good) {
				t.Errorf("%s: piece %d: %v", test.name, i, err)
			}
		}
	}
	signer, r := documented(t)
	for _, body := range []io.Reader{strings.NewReader("abc"), iotest.ErrReader(errors.New("broken"))} {
		_, chunks, err := signer.SignChunks(r, 5, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(chunks.Reader(body)); err == nil {
			t.Errorf("%T: no error", body)
		}
	}
	_, chunks, err := signer.SignChunks(r, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	longer := strings.NewReader("abcdef")
	if wire, err := io.ReadAll(chunks.Reader(longer)); err != nil || longer.Len() != 3 || !strings.Contains(string(wire), "\r\nabc\r\n0;") {
		t.Errorf("%q, %v; %d bytes are left", wire, err, longer.Len())
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func ExampleSigner_SignChunks() {
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
	})
	if err != nil {
		panic(err)
	}
	file := bytes.NewReader(make([]byte, 100_000))
	signed, chunks, err := signer.SignChunks(&sigv4.Request{
		Method: "PUT", URL: "https://examplebucket.s3.eu-west-1.amazonaws.com/a.bin", Time: time.Unix(1_800_000_000, 0),
		Headers: []sigv4.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-crc64nvme"}},
	}, file.Size(), 0)
	if err != nil {
		panic(err)
	}
	body := chunks.Reader(file) // to be sent with the headers of signed
	wire, err := io.ReadAll(body)
	if err != nil {
		panic(err)
	}
	fmt.Println(signed.URL, len(wire) == int(chunks.Length()))
	fmt.Printf("%s", bytes.SplitAfter(wire, []byte("\r\n"))[5])
	// Output:
	// https://examplebucket.s3.eu-west-1.amazonaws.com/a.bin true
	// x-amz-checksum-crc64nvme:m0nypWpUsto=
}

// resumed makes a body in chunks as those do who keep its state alone.
func resumed(t *testing.T, r *sigv4.Request, body string, size int64) string {
	t.Helper()
	signer, _ := documented(t)
	_, chunks, err := signer.SignChunks(r, int64(len(body)), size)
	if err != nil {
		t.Fatal(err)
	}
	state, wire := string(chunks.AppendState(nil)), ""
	for {
		chunks, err := signer.ResumeChunks(state)
		if err != nil {
			t.Fatalf("%q: %v", state, err)
		}
		n := chunks.Size()
		head, tail, err := chunks.Next([]byte(body[:n]))
		if err != nil {
			t.Fatal(err)
		}
		wire += string(head) + body[:n] + string(tail)
		body, state = body[n:], string(chunks.AppendState(nil))
		if n == 0 {
			break
		}
	}
	chunks, err = signer.ResumeChunks(state)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := chunks.Next(nil); fault.CodeOf(err) != fault.RequestBodyFailed {
		t.Errorf("behind the end: %v", err)
	}
	return wire
}

func TestChunksAreResumed(t *testing.T) {
	body := strings.Repeat("0123456789", 3000)
	for _, hash := range []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer} {
		for _, sum := range []string{"", "crc32", "crc32c", "crc64nvme", "sha1", "sha256"} {
			_, r := documented(t)
			if r.PayloadHash = hash; sum != "" {
				r.Headers = append(r.Headers, sigv4.Header{Name: "x-amz-trailer", Value: "x-amz-checksum-" + sum})
			}
			if sum != "" && hash == sigv4.StreamPayload {
				continue
			}
			_, want := encoded(t, r, body, sigv4.MinChunk)
			if got := resumed(t, r, body, sigv4.MinChunk); got != want {
				t.Errorf("%s %s: another body when it is resumed", hash, sum)
			}
		}
	}
}

// FuzzResumeChunks: what comes from outside is refused, or does what a state does.
func FuzzResumeChunks(f *testing.F) {
	signer, r := documented(f)
	for _, hash := range []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer, sigv4.StreamEvents} {
		r.PayloadHash = hash
		_, chunks, err := signer.SignChunks(r, 70000, 0)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(chunks.AppendState(nil)))
	}
	f.Add("")
	f.Fuzz(func(t *testing.T, state string) {
		chunks, err := signer.ResumeChunks(state)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.InvalidArgument {
				t.Fatal(err)
			}
			return
		}
		if size := chunks.Size(); size < 0 || size > sigv4.MaxChunk {
			t.Fatalf("it wants %d bytes", size)
		}
		if got := string(chunks.AppendState(nil)); got != state && !strings.HasPrefix(state, sigv4.StreamEvents) {
			if again, err := signer.ResumeChunks(got); err != nil || string(again.AppendState(nil)) != got {
				t.Fatalf("%q became %q", state, got)
			}
		}
		_, _, _ = chunks.Next(make([]byte, min(chunks.Size(), 1<<20)))
	})
}
