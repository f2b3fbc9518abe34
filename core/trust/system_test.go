package trust

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestDistrustDatesOfEmbeddedRootsAreKept(t *testing.T) {
	root := trusttest.Root(t, "distrusted")
	leaf := root.Issue(t, []string{"a.test"})
	refused := errors.New("issued after the distrust date")
	for _, constraint := range []func([]*x509.Certificate) error{nil, func([]*x509.Certificate) error { return refused }} {
		pool := constrained(slices.Values([]bundle.Root{{Certificate: root.Certificate.Raw, Constraint: constraint}}))
		_, err := leaf.Certificate.Verify(x509.VerifyOptions{Roots: pool, DNSName: "a.test"})
		if (err != nil) != (constraint != nil) {
			t.Errorf("with constraint %v: %v", constraint != nil, err)
		}
	}
	with := 0
	for r := range bundle.Roots() {
		if r.Constraint != nil {
			with++
		}
	}
	if with == 0 {
		t.Log("the bundle has no constrained root at present")
	}
}

func TestDefaultRootsComeFromFileThenDirectoryThenEmbedded(t *testing.T) {
	root := trusttest.Root(t, "system root")
	absent := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	noDirectory := func(string) ([]fs.DirEntry, error) { return nil, fs.ErrNotExist }
	cases := []struct {
		name string
		f    files
		want string
	}{
		{"file", files{read: func(path string) ([]byte, error) {
			if path == "/etc/pki/tls/certs/ca-bundle.crt" {
				return root.PEM(), nil
			}
			return nil, fs.ErrNotExist
		}, list: noDirectory}, "system file /etc/pki/tls/certs/ca-bundle.crt"},
		{"file without certificates", files{read: func(string) ([]byte, error) { return []byte("#"), nil }, list: noDirectory}, "embedded Mozilla roots"},
		{"directory", files{read: func(path string) ([]byte, error) {
			if path == "/etc/ssl/certs/any-name" {
				return root.PEM(), nil
			}
			return nil, fs.ErrNotExist
		}, list: func(path string) ([]fs.DirEntry, error) { return []fs.DirEntry{entry("any-name")}, nil }}, "system directory /etc/ssl/certs"},
		{"nothing", files{read: absent, list: noDirectory}, "embedded Mozilla roots"},
	}
	for _, c := range cases {
		if got := defaultRoots(c.f); got.source != c.want || got.pool == nil {
			t.Errorf("%s: roots from %q, want %q", c.name, got.source, c.want)
		}
	}
}

// What is reported, what an error is made from and what is believed are the same.
func TestASystemFileIsReadAsAnyOther(t *testing.T) {
	first, second, plain := trusttest.Root(t, "first"), trusttest.Root(t, "second"), trusttest.Root(t, "plain")
	trusted := pem.EncodeToMemory(&pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: second.Certificate.Raw})
	for name, c := range map[string]struct {
		data  []byte
		roots []*trusttest.Identity
	}{
		"plain":              {slices.Concat(first.PEM(), plain.PEM()), []*trusttest.Identity{first, plain}},
		"with what Go skips": {slices.Concat([]byte("\xef\xbb\xbf"), first.PEM(), trusted, plain.PEM()), []*trusttest.Identity{first, second, plain}},
	} {
		r := defaultRoots(files{
			read: func(string) ([]byte, error) { return c.data, nil },
			list: func(string) ([]fs.DirEntry, error) { return nil, fs.ErrNotExist },
		})
		if listed, problems := r.list(); len(listed) != len(c.roots) || len(problems) != 0 {
			t.Errorf("%s: %d roots, %d problems", name, len(listed), len(problems))
		}
		for _, root := range c.roots {
			leaf := root.Issue(t, []string{"a.test"})
			if _, err := leaf.Certificate.Verify(x509.VerifyOptions{Roots: r.pool, DNSName: "a.test"}); err != nil {
				t.Errorf("%s: %s: %v", name, root.Certificate.Subject, err)
			}
		}
	}
}

// entry is a file in a directory listing.
type entry string

func (e entry) Name() string             { return string(e) }
func (entry) IsDir() bool                { return false }
func (entry) Type() fs.FileMode          { return 0 }
func (entry) Info() (fs.FileInfo, error) { return nil, fs.ErrInvalid }

func TestFewSetsOfRootsAreKept(t *testing.T) {
	var k Kept
	for i := range 3 * mostKept {
		k.keep(string(rune('a'+i)), roots{seen: []stamp{{info: fileInfo{}}}})
		if _, ok := k.by[string(rune('a'+i))]; !ok || len(k.by) > mostKept {
			t.Fatalf("%d are kept, the last one: %v", len(k.by), ok)
		}
	}
}

type fileInfo struct{ fs.FileInfo }
