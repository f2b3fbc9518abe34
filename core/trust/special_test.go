//go:build unix

package trust_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestAFIFOInADirectoryIsPassedOver(t *testing.T) {
	root := trusttest.Root(t, "root")
	directory := filepath.Dir(write(t, "ca.pem", root.PEM()))
	if err := syscall.Mkfifo(filepath.Join(directory, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link": filepath.Join(directory, "fifo"), "zero": "/dev/zero"} {
		if err := os.Symlink(to, filepath.Join(directory, link)); err != nil {
			t.Fatal(err)
		}
	}
	p, err := trust.New(trust.Options{CADir: directory})
	if err != nil || !believes(t, p, root) {
		t.Error(err)
	}
}
