package trust

import (
	"sync"
	"time"
)

// lookEvery is how often the files are looked at, at most.
const lookEvery = time.Second

// refresher knows when the files were last looked at.
type refresher struct {
	mu     sync.Mutex
	looked time.Time
	failed string // why the changed files could not be used; "" if they could
}

// Refresh reads the files of certificates and keys again if they have changed,
// at most once a second of the caller's clock. Files that cannot be used, such as
// a certificate whose new key is not there yet, leave everything as it was until
// they can be; [Policy.Fault] says so. Options.CABytes, CertPEM and KeyPEM stay.
func (p *Policy) Refresh(now time.Time) {
	if !p.refresh.mu.TryLock() {
		return // somebody else is looking
	}
	defer p.refresh.mu.Unlock()
	first := p.refresh.looked.IsZero()
	if since := now.Sub(p.refresh.looked); !first && since >= 0 && since < lookEvery {
		return
	}
	p.refresh.looked = now
	if !p.stale(p.current.Load()) {
		p.refresh.failed = ""
		return
	}
	s, err := p.load()
	if err != nil {
		p.refresh.failed = err.Error()
		return
	}
	p.refresh.failed = ""
	p.current.Store(s)
}

// stale reports whether one of the files has changed.
func (p *Policy) stale(s *state) bool {
	seen := s.seen
	if s.loaded.Load() {
		seen = append(seen[:len(seen):len(seen)], s.roots().seen...)
	}
	for _, one := range seen {
		if p.files.changed(one) {
			return true
		}
	}
	return false
}

// unread says that files have changed and could not be used, for error messages.
func (p *Policy) unread() string {
	if why := p.refresh.why(); why != "" {
		return "; the files have changed since, and cannot be used: " + why
	}
	return ""
}

func (r *refresher) why() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}
