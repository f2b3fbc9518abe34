//go:build !race

// Under the race detector sync.Pool drops objects at random.

package sigv4_test

import (
	"io"
	"testing"

	"github.com/sallyport/sallyport/core/sigv4"
)

func TestSignAllocatesTwice(t *testing.T) {
	signer, request := benchRequest(t)
	if allocs := testing.AllocsPerRun(100, func() { _, _ = signer.Sign(request) }); allocs > 2 {
		t.Errorf("Sign allocates %v times, want at most 2", allocs)
	}
	buf := make([]byte, 0, 8192)
	if allocs := testing.AllocsPerRun(100, func() { _, _, _ = signer.AppendSign(buf, request) }); allocs > 0 {
		t.Errorf("AppendSign allocates %v times, want 0", allocs)
	}
}

func TestVerifyAllocatesTwice(t *testing.T) {
	signer, request := benchRequest(t)
	signed, err := signer.Sign(request)
	if err != nil {
		t.Fatal(err)
	}
	v, secret := verifier(t, sigv4.VerifyOptions{}), secretOf(verifySecret)
	r := incoming(signed, request.Body, request.Time) // whose PayloadHash is new; that of one with the header is not
	if allocs := testing.AllocsPerRun(100, func() { _, _ = v.Verify(r, secret) }); allocs > 2 {
		t.Errorf("Verify allocates %v times, want at most 2", allocs)
	}
}

// TestChunksInConstantMemory signs bodies of very different lengths.
func TestALongBodyInChunksAllocatesNoMore(t *testing.T) {
	allocs := func(length int64) float64 {
		signer, r := documented(t)
		return testing.AllocsPerRun(3, func() {
			_, chunks, err := signer.SignChunks(r, length, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, chunks.Reader(zeros{}), make([]byte, 32<<10)); err != nil {
				t.Fatal(err)
			}
		})
	}
	if small, large := allocs(1<<20), allocs(1<<26); large > small+2 {
		t.Errorf("%v allocations for 1 MiB, %v for 64 MiB", small, large)
	}
}
