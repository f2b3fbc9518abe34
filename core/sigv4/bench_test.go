package sigv4_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// benchRequest is a small JSON POST with a 300-byte session token, the shape of
// most AWS calls.
func benchRequest(tb testing.TB) (*sigv4.Signer, *sigv4.Request) {
	tb.Helper()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
			SessionToken: strings.Repeat("IQoJb3JpZ2luX2Vj", 19)[:300],
		},
		Region: "ap-northeast-1", Service: "autoscaling-plans",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return signer, &sigv4.Request{
		Method: "POST",
		URL:    "https://autoscaling.ap-northeast-1.amazonaws.com/",
		Headers: []sigv4.Header{
			{Name: "Content-Type", Value: "application/x-amz-json-1.1"},
			{Name: "X-Amz-Target", Value: "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
		},
		Body: []byte(`{"MaxResults":50}`),
		Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
}

func BenchmarkSign(b *testing.B) {
	signer, request := benchRequest(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(request); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendSign(b *testing.B) {
	signer, request := benchRequest(b)
	buf := make([]byte, 0, 8192)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := signer.AppendSign(buf, request); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloor is the hashing that no signer can avoid: SHA-256 of body and
// canonical request, one keyed HMAC of the string to sign, over the same bytes.
func BenchmarkFloor(b *testing.B) {
	signer, request := benchRequest(b)
	steps, err := signer.Steps(request)
	if err != nil {
		b.Fatal(err)
	}
	canonical, toSign := []byte(steps.CanonicalRequest), []byte(steps.StringToSign)
	mac := hmac.New(sha256.New, make([]byte, 32))
	var out [64]byte
	b.ReportAllocs()
	for b.Loop() {
		body := sha256.Sum256(request.Body)
		hex.Encode(out[:], body[:])
		digest := sha256.Sum256(canonical)
		hex.Encode(out[:], digest[:])
		mac.Reset()
		mac.Write(toSign)
		hex.Encode(out[:], mac.Sum(digest[:0]))
	}
}

// BenchmarkChunks signs a body in chunks, in the pieces in which a client sends it;
// BenchmarkChunksFloor is the hash of its bytes.
func BenchmarkChunks(b *testing.B) {
	const length = 1 << 30
	for _, form := range []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer} {
		b.Run(form, func(b *testing.B) {
			signer, r := documented(b)
			r.PayloadHash = form
			piece := make([]byte, 64<<10)
			b.SetBytes(length)
			b.ReportAllocs()
			for b.Loop() {
				_, chunks, err := signer.SignChunks(r, length, 0)
				if err != nil {
					b.Fatal(err)
				}
				body := chunks.Reader(silent{})
				for err == nil {
					_, err = body.Read(piece)
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkChunksFloor(b *testing.B) {
	const length = 1 << 30
	piece := make([]byte, 64<<10)
	b.SetBytes(length)
	for b.Loop() {
		h := sha256.New()
		for range length / len(piece) {
			h.Write(piece)
		}
		_ = h.Sum(nil)
	}
}

// silent is a body whose bytes are there already.
type silent struct{}

func (silent) Read(p []byte) (int, error) { return len(p), nil }

// BenchmarkVerify verifies what BenchmarkSign signs.
func BenchmarkVerify(b *testing.B) {
	signer, request := benchRequest(b)
	signed, err := signer.Sign(request)
	if err != nil {
		b.Fatal(err)
	}
	r := incoming(signed, request.Body, request.Time)
	r.URL = signed.RequestTarget() // as a server gets it, with Host among the headers
	v := verifier(b, sigv4.VerifyOptions{})
	secret := secretOf(credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, secret); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerifyEach verifies requests of which each has a time, a body and a path of
// its own, as a server gets them from one client; BenchmarkSignEach signs those.
func BenchmarkVerifyEach(b *testing.B) {
	requests := eachOther(b, func(s *sigv4.Signer, r *sigv4.Request) *sigv4.Incoming {
		signed, err := s.Sign(r)
		if err != nil {
			b.Fatal(err)
		}
		in := incoming(signed, r.Body, r.Time)
		in.URL = signed.RequestTarget()
		return in
	})
	v, secret := verifier(b, sigv4.VerifyOptions{}), secretOf(verifySecret)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := v.Verify(requests[i%len(requests)], secret); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignEach(b *testing.B) {
	signer, _ := benchRequest(b)
	requests := eachOther(b, func(_ *sigv4.Signer, r *sigv4.Request) *sigv4.Request { return r })
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := signer.Sign(requests[i%len(requests)]); err != nil {
			b.Fatal(err)
		}
	}
}

// eachOther makes requests, ten to the second.
func eachOther[T any](b *testing.B, of func(*sigv4.Signer, *sigv4.Request) T) (all []T) {
	signer, request := benchRequest(b)
	for i := range 60 {
		r := *request
		r.URL += "items/" + strconv.Itoa(i)
		r.Body = []byte(`{"MaxResults":` + strconv.Itoa(i) + `}`)
		r.Time = r.Time.Add(time.Duration(i/10) * time.Second)
		all = append(all, of(signer, &r))
	}
	return all
}

// BenchmarkSignOther signs requests of which none is like the one before.
func BenchmarkSignOther(b *testing.B) {
	signer, request := benchRequest(b)
	other := *request
	other.Headers = append([]sigv4.Header{{Name: "Content-Type", Value: "application/x-amz-json-1.0"}}, request.Headers[1:]...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(request); err != nil {
			b.Fatal(err)
		}
		*request, other = other, *request
	}
}
