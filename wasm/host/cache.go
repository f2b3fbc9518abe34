package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// isDamaged reports whether the compiled module in the cache cannot be read, as
// after a loss of power.
func isDamaged(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "compilationcache: ")
}

// isOfCache reports whether it is the cache, not the module, that is bad.
func isOfCache(err error) bool {
	var file *fs.PathError
	var rename *os.LinkError
	return isDamaged(err) || errors.As(err, &file) || errors.As(err, &rename)
}

var entryName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// discard removes the compiled modules from a cache, of all versions of wazero,
// which does not say what it was reading. What cannot be removed is left for the
// next attempt to meet.
func discard(dir string) {
	versions, _ := os.ReadDir(dir)
	for _, version := range versions {
		if !strings.HasPrefix(version.Name(), "wazero-") {
			continue
		}
		entries, _ := os.ReadDir(filepath.Join(dir, version.Name()))
		for _, entry := range entries {
			if entry.Type().IsRegular() && entryName.MatchString(entry.Name()) {
				_ = os.Remove(filepath.Join(dir, version.Name(), entry.Name()))
			}
		}
	}
}
