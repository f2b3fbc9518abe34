package trust

import (
	"strings"
	"sync"
)

// mostKept is how many sets of roots are kept at once.
const mostKept = 8

// Kept shares root certificates that were read from files between policies, which
// parse more than a hundred of them otherwise, and keep them, each for itself. A file
// that has changed is read again. The zero value is ready for use, from many
// goroutines at once; who shares it shares a file system.
type Kept struct {
	mu sync.Mutex
	by map[string]roots
}

// given is givenRoots.
func (k *Kept) given(o Options, f files) (*roots, error) {
	key := o.named()
	if k == nil || len(o.CABytes) > 0 || key == "" { // which is the system's
		return givenRoots(o, f)
	}
	if r, ok := k.fresh(key, f); ok {
		return &r, nil
	}
	r, err := givenRoots(o, f)
	if r != nil {
		k.keep(key, *r)
	}
	return r, err
}

// system is defaultRoots.
func (k *Kept) system(f files) roots {
	if k == nil {
		return defaultRoots(f)
	}
	if r, ok := k.fresh("", f); ok {
		return r
	}
	r := defaultRoots(f)
	k.keep("", r)
	return r
}

// named is what roots are read from, but for bytes.
func (o *Options) named() string {
	var b strings.Builder
	add := func(kind, path string) {
		if path != "" {
			b.WriteString(kind + "\x00" + path + "\x00")
		}
	}
	add("file", o.CAFile)
	add("dir", o.CADir)
	if o.Env != nil {
		for _, name := range []string{"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"} {
			path, _ := o.Env(name)
			add(name, path)
		}
	}
	return b.String()
}

func (k *Kept) fresh(key string, f files) (r roots, ok bool) {
	k.mu.Lock()
	r, ok = k.by[key]
	k.mu.Unlock()
	for _, one := range r.seen {
		ok = ok && !f.changed(one)
	}
	return r, ok
}

// keep keeps what can be told to have changed.
func (k *Kept) keep(key string, r roots) {
	if len(r.seen) == 0 {
		return // a file may appear
	}
	for _, one := range r.seen {
		if one.info == nil {
			return
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.by) >= mostKept || k.by == nil {
		k.by = make(map[string]roots, mostKept)
	}
	k.by[key] = r
}
