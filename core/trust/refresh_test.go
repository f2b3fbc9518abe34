//go:build !wasip1

package trust_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// replace puts a new file into the place of an old one, as tools for renewal do.
func replace(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreReadAgainWhenTheyChange(t *testing.T) {
	before, after := trusttest.Root(t, "before"), trusttest.Root(t, "after")
	file := write(t, "ca.pem", before.PEM())
	dir := filepath.Dir(write(t, "ca.pem", before.PEM()))
	now := time.Now()
	for name, c := range map[string]struct {
		o      trust.Options
		change func()
		keeps  bool // the old root stays beside the new one
	}{
		"file renamed over":      {trust.Options{CAFile: file}, func() { replace(t, file, after.PEM()) }, false},
		"file added to a folder": {trust.Options{CADir: dir}, func() { replace(t, filepath.Join(dir, "2.pem"), after.PEM()) }, true},
	} {
		p := policy(t, c.o)
		p.Refresh(now)
		id := p.ID()
		c.change()
		p.Refresh(now.Add(999 * time.Millisecond))
		if p.ID() != id {
			t.Errorf("%s: looked at twice within a second", name)
		}
		p.Refresh(now.Add(time.Second))
		if p.ID() == id {
			t.Errorf("%s: not read again", name)
		}
		if !believes(t, p, after) || believes(t, p, before) != c.keeps {
			t.Errorf("%s: believes the new root %v, the old one %v", name, believes(t, p, after), believes(t, p, before))
		}
		id = p.ID()
		p.Refresh(now.Add(time.Hour))
		if p.ID() != id {
			t.Errorf("%s: the ID changes without a change", name)
		}
	}
}

func TestARenewedClientCertificateIsUsedOnceItsKeyIsThereToo(t *testing.T) {
	root := trusttest.Root(t, "root")
	first, second := root.Issue(t, []string{"device-1"}), root.Issue(t, []string{"device-2"})
	cert, key := write(t, "c.pem", first.PEM()), write(t, "k.pem", first.KeyPEM(t))
	p := policy(t, trust.Options{CABytes: root.PEM(), CertFile: cert, KeyFile: key})
	now := time.Now()
	p.Refresh(now)
	id := p.ID()

	replace(t, cert, second.PEM())
	p.Refresh(now.Add(time.Second))
	if p.ID() != id {
		t.Error("a certificate without its key was taken")
	}
	stranger := serverOf(trusttest.Root(t, "stranger").Issue(t, []string{"a.test"}))
	if err := handshake(t, p, "a.test", stranger); err == nil || !strings.Contains(err.Message, "cannot be used: CLIENT_KEY_MISMATCH") {
		t.Errorf("%v does not say that the changed files were not used", err)
	}
	replace(t, key, second.KeyPEM(t))
	p.Refresh(now.Add(2 * time.Second))
	if p.ID() == id {
		t.Error("the renewed pair was not taken")
	}
	if err := handshake(t, p, "a.test", stranger); err == nil || strings.Contains(err.Message, "cannot be used") {
		t.Errorf("%v speaks of files that have been read", err)
	}
}

func TestAClockThatGoesBackDoesNotStopTheLooking(t *testing.T) {
	root, other := trusttest.Root(t, "root"), trusttest.Root(t, "other")
	path := write(t, "ca.pem", root.PEM())
	p := policy(t, trust.Options{CAFile: path})
	now := time.Now()
	p.Refresh(now)
	replace(t, path, other.PEM())
	p.Refresh(now.Add(-time.Hour))
	if !believes(t, p, other) {
		t.Error("the file was not read again")
	}
}

// Without the check, reading waits for ever for somebody who writes.
func TestPipesAndSocketsInADirectoryAreNotWaitedFor(t *testing.T) {
	root := trusttest.Root(t, "root")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), root.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "0-pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mknod(filepath.Join(dir, "1-socket"), syscall.S_IFSOCK|0o600, 0); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"2-link-to-pipe": "0-pipe", "3-device": "/dev/zero", "4-loop": "4-loop"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p := policy(t, trust.Options{CADir: dir})
	if !believes(t, p, root) {
		t.Error("the certificate beside them is not believed")
	}
	if err := os.Remove(filepath.Join(dir, "ca.pem")); err != nil {
		t.Fatal(err)
	}
	if _, err := trust.New(trust.Options{CADir: dir}); fault.CodeOf(err).Category() != fault.CategoryTLS {
		t.Errorf("nothing but pipes: %v", err)
	}
}
