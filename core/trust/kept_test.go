//go:build !wasip1

package trust_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestRootsAreReadOnceUntilTheirFileChanges(t *testing.T) {
	before, after, bytes := trusttest.Root(t, "before"), trusttest.Root(t, "after"), trusttest.Root(t, "bytes")
	file, other := write(t, "ca.pem", before.PEM()), write(t, "other.pem", bytes.PEM())
	for name, c := range map[string]trust.Options{
		"file":        {CAFile: file},
		"directory":   {CADir: filepath.Dir(file)},
		"environment": {Env: only("REQUESTS_CA_BUNDLE", file)},
		"list":        {Env: only("SSL_CERT_DIR", filepath.Dir(file))},
	} {
		replace(t, file, before.PEM())
		var mu sync.Mutex
		reads := 0
		c.Kept = new(trust.Kept)
		c.ReadFile = func(path string) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			reads++
			return os.ReadFile(path)
		}
		now := time.Now()
		first := policy(t, c)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if !believes(t, policy(t, c), before) {
					t.Errorf("%s: what is kept is not believed", name)
				}
			})
		}
		all.Wait()
		if reads != 1 {
			t.Errorf("%s: read %d times", name, reads)
		}
		for _, different := range []trust.Options{{CAFile: other, Kept: c.Kept}, {CABytes: bytes.PEM(), Kept: c.Kept}, {CABytes: bytes.PEM(), CAFile: c.CAFile, Kept: c.Kept}} {
			if p := policy(t, different); !believes(t, p, bytes) {
				t.Errorf("%s: other roots are not believed", name)
			}
		}
		first.Refresh(now)
		replace(t, file, after.PEM())
		if p := policy(t, c); !believes(t, p, after) || believes(t, p, before) || reads != 2 {
			t.Errorf("%s: not read again, %d reads", name, reads)
		}
		if !believes(t, first, before) {
			t.Errorf("%s: a policy changed without Refresh", name)
		}
		if first.Refresh(now.Add(2 * time.Second)); !believes(t, first, after) || reads != 2 {
			t.Errorf("%s: Refresh did not take what is kept, %d reads", name, reads)
		}
	}
}

func TestSystemRootsThatAreKeptAreStillTheSystems(t *testing.T) {
	root := trusttest.Root(t, "system")
	file := write(t, "system.pem", root.PEM())
	reads, there := 0, func(path string) string {
		if path == "/etc/ssl/certs/ca-certificates.crt" {
			return file
		}
		return path
	}
	o := trust.Options{
		Kept:     new(trust.Kept),
		ReadFile: func(path string) ([]byte, error) { reads++; return os.ReadFile(there(path)) },
		Stat:     func(path string) (os.FileInfo, error) { return os.Stat(there(path)) },
	}
	first := policy(t, o)
	for range 2 { // the second one finds what is kept
		if p := policy(t, o); !believes(t, p, root) || p.ID() != first.ID() {
			t.Errorf("ID %s, not %s", p.ID(), first.ID())
		}
	}
	if reads != 1 {
		t.Errorf("read %d times", reads)
	}
}

func TestALinkWhoseFileComesLaterIsRead(t *testing.T) {
	here, late := trusttest.Root(t, "here"), trusttest.Root(t, "late")
	dir := filepath.Dir(write(t, "here.pem", here.PEM()))
	target := filepath.Join(t.TempDir(), "late.pem")
	if err := os.Symlink(target, filepath.Join(dir, "link.pem")); err != nil {
		t.Fatal(err)
	}
	o := trust.Options{CADir: dir, Kept: new(trust.Kept)}
	now := time.Now()
	p := policy(t, o)
	p.Refresh(now)
	replace(t, target, late.PEM())
	if !believes(t, policy(t, o), late) {
		t.Error("what was kept is without it")
	}
	if p.Refresh(now.Add(time.Second)); !believes(t, p, late) {
		t.Error("Refresh is without it")
	}
}

// only is an environment of one variable.
func only(name, value string) func(string) (string, bool) {
	return func(asked string) (string, bool) {
		if asked != name {
			return "", false
		}
		return value, true
	}
}
