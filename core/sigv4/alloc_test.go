//go:build !race

// Under the race detector sync.Pool drops objects at random.

package sigv4_test

import "testing"

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
