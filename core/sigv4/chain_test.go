package sigv4

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// TestTrailerAsDocumented has the example of "Including trailing headers" in the
// Amazon S3 API Reference. Its request does not sign Content-Length, so that it is
// taken up at the seed.
func TestTrailerAsDocumented(t *testing.T) {
	const stamp = "20130524T000000Z"
	sum, err := newChecksum("x-amz-checksum-crc32c")
	if err != nil {
		t.Fatal(err)
	}
	c := &Chunks{signed: true, size: DefaultChunk, total: 66560, left: 66560, width: 64, checksum: sum, chain: chain{
		scheme:   &aws4,
		key:      deriveKey(&aws4, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", stamp[:8], "us-east-1", "s3"),
		stamp:    stamp,
		previous: []byte("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"),
	}}
	var wire strings.Builder
	for _, n := range []int{65536, 1024, 0} {
		head, tail, err := c.Next([]byte(strings.Repeat("a", n)))
		if err != nil {
			t.Fatal(err)
		}
		wire.Write(head)
		wire.Write(tail)
	}
	want := "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n\r\n" +
		"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n\r\n" +
		"0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
		"x-amz-checksum-crc32c:sOO8/Q==\r\n" +
		"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
	if wire.String() != want {
		t.Errorf("%q\nis not\n%q", wire.String(), want)
	}
	if len(c.chain.previous) != 2*sha256.Size {
		t.Error("the chain has lost its signature")
	}
}

// TestAsymmetricChunks compares each signature of a body in chunks, and of its
// trailer, with the public key. No examples of such bodies are published.
func TestAsymmetricChunks(t *testing.T) {
	s, err := New(Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		Scheme:      "aws4a", Region: "*", Service: "s3",
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &Request{
		Method: "PUT", URL: "https://bucket.example/key", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Headers: []Header{{"X-Amz-Trailer", "x-amz-checksum-sha256"}},
	}
	signed, c, err := s.SignChunks(r, MinChunk+10, MinChunk)
	if err != nil {
		t.Fatal(err)
	}
	verified := func(kind, previous, signature string, digests ...[sha256.Size]byte) string {
		t.Helper()
		text := "AWS4-ECDSA-P256-SHA256" + kind + "\n20260102T030405Z\n20260102/s3/aws4_request\n" + previous
		for _, d := range digests {
			text += "\n" + hex.EncodeToString(d[:])
		}
		signature = strings.TrimRight(signature, "*")
		der, err := hex.DecodeString(signature)
		digest := sha256.Sum256([]byte(text))
		if err != nil || !ecdsa.VerifyASN1(&s.keys.private.PublicKey, digest[:], der) {
			t.Errorf("the signature of a %s is wrong: %v", kind, err)
		}
		return signature
	}
	previous, body, length := signed.Signature, bytes.Repeat([]byte("a"), MinChunk+10), 0
	for {
		n := c.Size()
		if c, err = s.ResumeChunks(string(c.AppendState(nil))); err != nil {
			t.Fatal(err)
		}
		head, tail, err := c.Next(body[:n])
		if err != nil {
			t.Fatal(err)
		}
		length += len(head) + int(n) + len(tail)
		_, signature, _ := strings.Cut(strings.TrimSpace(string(head)), "=")
		if len(signature) != 144 {
			t.Errorf("a signature has %d characters", len(signature))
		}
		previous = verified("-PAYLOAD", previous, signature, sha256.Sum256(nil), sha256.Sum256(body[:n]))
		if body = body[n:]; n == 0 {
			trailer, rest, _ := strings.Cut(string(tail), "\r\n")
			verified("-TRAILER", previous, strings.TrimSpace(strings.TrimPrefix(rest, "x-amz-trailer-signature:")), sha256.Sum256([]byte(trailer+"\n")))
			break
		}
	}
	if int64(length) != c.Length() {
		t.Errorf("%d bytes were announced, and %d came", c.Length(), length)
	}
	r.PayloadHash = StreamPayload
	if _, _, err := s.SignChunks(r, 1, 0); fault.CodeOf(err) != fault.PayloadHashMalformed {
		t.Error(err)
	}
	for _, scheme := range []string{"oss4", "acs3", "odps4"} {
		foreign, err := New(Options{Credentials: credentials.Credentials{AccessKeyID: "id", SecretAccessKey: "a secret of Alibaba Cloud"}, Scheme: scheme})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := foreign.SignChunks(&Request{Method: "PUT", URL: "https://b.oss-cn-hangzhou.aliyuncs.com/k", Time: r.Time, PayloadHash: StreamPayload}, 1, 0); fault.CodeOf(err) != fault.ChunksUnsupported {
			t.Errorf("%s: %v", scheme, err)
		}
		if form := foreign.StreamForm(true); form != "" {
			t.Errorf("%s has the form %s", scheme, form)
		}
	}
}
