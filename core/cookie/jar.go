package cookie

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// How many cookies a jar holds, and sends with one request: the limits of Chromium, and
// those of curl, behind which servers refuse the header.
const (
	maxPerDomain = 180
	maxInJar     = 3000
	maxSent      = 150
	maxSentBytes = 8 << 10
)

// Place is what a request is for, as far as cookies ask.
type Place struct {
	Secure bool   // https; this machine counts as that in any case
	Host   string // in lower case, without a dot at its end and without brackets
	Path   string // without query
}

// Jar holds cookies. The zero value is an empty one. It may be used from many goroutines
// at once.
type Jar struct {
	mu       sync.Mutex
	byDomain map[string][]*cookie
	count    int
	clock    uint64 // of creations and uses
}

// cookie is one in the jar (RFC 6265 section 5.3).
type cookie struct {
	name, value, path string
	domain            string
	hostOnly          bool
	secure            bool
	ends              time.Time // zero: with the jar
	created, used     uint64
}

// Set takes the cookies that a response sets: the values of its Set-Cookie headers. One
// that the place may not set is passed over, as is one that cannot be read.
func (j *Jar) Set(from Place, headers []string, now time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	from.Secure = from.trustworthy()
	for _, line := range headers {
		if parsed, ok := parse(line); ok {
			if c := parsed.from(from, now); c != nil && (from.Secure || !j.hidesSecure(c, now)) {
				j.put(c, now)
			}
		}
	}
}

// Header returns the value of the Cookie header for a request; empty: it has none.
func (j *Jar) Header(to Place, now time.Time) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	to.Secure = to.trustworthy()
	var found []*cookie
	var pairs []string
	for domain := to.Host; domain != ""; {
		for _, c := range j.byDomain[domain] {
			if c.goesTo(to, now) {
				found = append(found, c)
				for i := len(found) - 1; i > 0 && c.comesBefore(found[i-1]); i-- {
					found[i-1], found[i] = c, found[i-1]
				}
			}
		}
		if isAddress(to.Host) {
			break
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	j.clock++
	size := 0
	for i, c := range found {
		if size += len(c.name) + len(c.value) + len("=; "); i == maxSent || size > maxSentBytes {
			break
		}
		pairs = append(pairs, c.name+"="+c.value)
		c.used = j.clock
	}
	return strings.Join(pairs, "; ")
}

// String says what it is, and nothing of its cookies: they may be secrets.
func (j *Jar) String() string { return "cookie.Jar" }

// GoString does the same for %#v.
func (j *Jar) GoString() string { return j.String() }

// from makes the cookie that a server sets; nil: it may not.
func (s *setCookie) from(place Place, now time.Time) *cookie {
	c := &cookie{name: s.name, value: s.value, path: s.path, domain: place.Host, hostOnly: true, secure: s.secure, ends: s.ends(now)}
	switch {
	case s.secure && !place.Secure:
		return nil
	case s.domain == "" || s.domain == place.Host && (isAddress(s.domain) || isPublic(s.domain)):
	case isAddress(place.Host) || isPublic(s.domain) || !within(place.Host, s.domain):
		return nil
	default:
		c.domain, c.hostOnly = s.domain, false
	}
	if c.path == "" {
		c.path = directory(place.Path)
	}
	switch {
	case hasPrefix(s.name, "__secure-"):
		if !s.secure {
			return nil
		}
	case hasPrefix(s.name, "__host-"):
		if !s.secure || !c.hostOnly || s.path != "/" {
			return nil
		}
	}
	return c
}

// put keeps a cookie, in the place of one with the same name, domain and path. One that
// has ended takes that one away, and nothing else.
func (j *Jar) put(c *cookie, now time.Time) {
	j.clock++
	c.created, c.used = j.clock, j.clock
	all := j.byDomain[c.domain]
	at := len(all) - 1
	for at >= 0 && (all[at].name != c.name || all[at].path != c.path) {
		at--
	}
	switch {
	case at >= 0 && c.ended(now):
		j.remove(c.domain, at)
	case at >= 0:
		c.created = all[at].created
		all[at] = c
	case !c.ended(now):
		if j.byDomain == nil {
			j.byDomain = make(map[string][]*cookie)
		}
		if len(all) >= maxPerDomain {
			j.evict(c.domain, now)
		} else if j.count >= maxInJar {
			j.evict("", now)
		}
		j.byDomain[c.domain] = append(j.byDomain[c.domain], c)
		j.count++
	}
}

// evict makes room: of the cookies of a domain, or of all, one goes that has ended, else
// the one that was not sent for the longest time.
func (j *Jar) evict(domain string, now time.Time) {
	var oldest *cookie
	where := 0
	for one, all := range j.byDomain {
		if domain != "" && one != domain {
			continue
		}
		for at, c := range all {
			if c.ended(now) {
				c.used = 0
			}
			if oldest == nil || c.used < oldest.used {
				oldest, where = c, at
			}
		}
	}
	j.remove(oldest.domain, where)
}

func (j *Jar) remove(domain string, at int) {
	if j.byDomain[domain] = slices.Delete(j.byDomain[domain], at, at+1); len(j.byDomain[domain]) == 0 {
		delete(j.byDomain, domain)
	}
	j.count--
}

// hidesSecure reports whether a cookie from http would stand where a Secure one does.
func (j *Jar) hidesSecure(c *cookie, now time.Time) bool {
	for domain, all := range j.byDomain {
		if !within(domain, c.domain) && !within(c.domain, domain) {
			continue
		}
		for _, old := range all {
			if old.secure && old.name == c.name && !old.ended(now) && covers(old.path, c.path) {
				return true
			}
		}
	}
	return false
}

// comesBefore is the order of section 5.4: longer paths first, then older cookies.
func (c *cookie) comesBefore(other *cookie) bool {
	return len(c.path) > len(other.path) || len(c.path) == len(other.path) && c.created < other.created
}

func (c *cookie) ended(now time.Time) bool { return !c.ends.IsZero() && !c.ends.After(now) }

func (c *cookie) goesTo(to Place, now time.Time) bool {
	return (!c.hostOnly || c.domain == to.Host) && (!c.secure || to.Secure) && covers(c.path, to.Path) && !c.ended(now)
}

// within reports whether a host is a domain or one of its hosts (section 5.1.3).
func within(host, domain string) bool {
	above, ok := strings.CutSuffix(host, domain)
	return ok && (above == "" || strings.HasSuffix(above, ".") && !isAddress(host))
}

// covers reports whether a cookie's path is that of a request (section 5.1.4).
func covers(path, requested string) bool {
	rest, ok := strings.CutPrefix(requested, path)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(path, "/"))
}

// directory is the path of a cookie that has none (section 5.1.4).
func directory(path string) string {
	if at := strings.LastIndexByte(path, '/'); at > 0 && path[0] == '/' {
		return path[:at]
	}
	return "/"
}

// trustworthy reports whether Secure cookies may come from there and go there: nobody
// reads along on the way to this machine, so that http will do, as for browsers.
func (p *Place) trustworthy() bool {
	address, err := netip.ParseAddr(p.Host)
	return p.Secure || err == nil && address.IsLoopback() || p.Host == "localhost" || strings.HasSuffix(p.Host, ".localhost")
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// registries are second levels below which countries let others register.
const registries = " ac co com edu go gob gouv gov govt gv mil ne net nom or org sch "

// isPublic reports whether a domain is, or looks like, one below which anybody may have
// a name.
func isPublic(domain string) bool {
	second, top, dotted := strings.Cut(domain, ".")
	return !dotted || second == "" || len(top) == 2 && strings.Contains(registries, " "+second+" ")
}

// hasPrefix compares without regard to case, as servers may read names so.
func hasPrefix(name, prefix string) bool {
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}
