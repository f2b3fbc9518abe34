//go:build !race

package op_test

import (
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

// The race detector makes pools forget on purpose.
func TestSigningAllocatesNothing(t *testing.T) {
	signer, err := op.NewSigner(settings(t, explicit...), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() { _, _, _ = signer.AppendSign(buffer, &listUsers) }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}
