package host_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// entries are the files of a cache with their sizes; small ones hold no module.
func entries(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	found := map[string]int64{}
	names, err := filepath.Glob(filepath.Join(dir, "wazero-*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if rest, err := filepath.Rel(dir, name); err == nil && info.Size() > 1<<20 {
			found[rest] = info.Size()
		}
	}
	return found
}

func TestADamagedCacheIsMadeAnew(t *testing.T) {
	shared(t) // fills the shared cache, whose entries have the names that ours will have
	dir := t.TempDir()
	for name := range entries(t, cacheDir) {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("WAZ"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "of-the-user")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := host.New(context.Background(), module(t, offlinePath), host.Config{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close(context.Background()) }()
	if found := entries(t, dir); len(found) != 1 {
		t.Errorf("the cache has %v", found)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}

func TestACacheThatCannotBeUsedIsNamed(t *testing.T) {
	shared(t)
	dir := t.TempDir()
	for name := range entries(t, cacheDir) {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil { // a directory in place of the file
			t.Fatal(err)
		}
	}
	_, err := host.New(context.Background(), module(t, modulePath), host.Config{CacheDir: dir})
	if fault.CodeOf(err) != fault.InvalidArgument || !strings.Contains(err.Error(), dir) {
		t.Errorf("%v", err)
	}
}
