package dial

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// Table says at which addresses a host is to be reached. It is immutable.
type Table struct {
	pins map[place][]netip.Addr
}

// place is a host and a port of it; port 0 is any.
type place struct {
	host string
	port int
}

// ParseTable reads entries "host:port:address[,address]" (curl's --resolve) or
// "host:*:address" for every port. IPv6 addresses may stand in brackets. Where
// both are given for a host, the entry with the port wins. Wildcard hosts are
// refused: a pin is for one name.
func ParseTable(entries []string) (*Table, error) {
	t := &Table{pins: make(map[place][]netip.Addr, len(entries))}
	for _, entry := range entries {
		at, addresses, why := parseEntry(entry)
		if why != "" {
			return nil, fault.New(fault.ResolveMalformed, "resolve entry %q: %s", entry, why)
		}
		if _, twice := t.pins[at]; twice {
			return nil, fault.New(fault.ResolveMalformed, "resolve entry %q: this host and port stand in an entry before; list all addresses in one", entry)
		}
		t.pins[at] = addresses
	}
	return t, nil
}

func parseEntry(entry string) (at place, addresses []netip.Addr, why string) {
	host, rest, ok := cutHost(entry)
	port, list, two := strings.Cut(rest, ":")
	if !ok || !two {
		return at, nil, "it is not host:port:address"
	}
	switch {
	case strings.HasPrefix(rest, "//"):
		return at, nil, "it begins with a scheme; a host is written alone, or with its port"
	case host == "" && strings.Count(entry, ":") > 2:
		return at, nil, "an IPv6 address as host must stand in brackets"
	}
	if at.host = named(host); !ValidHost(at.host) {
		return at, nil, "the host " + strconv.Quote(host) + " is not a host name"
	}
	if port != "*" {
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil || number == 0 {
			return at, nil, "the port " + strconv.Quote(port) + " is neither 1 to 65535 nor *"
		}
		at.port = int(number)
	}
	for _, text := range strings.Split(list, ",") {
		text = strings.TrimSpace(text)
		bare := text
		if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
			bare = text[1 : len(text)-1]
		}
		address, err := netip.ParseAddr(bare)
		if err != nil || (bare != text && !address.Is6()) || !validZone(address.Zone()) {
			return at, nil, strconv.Quote(text) + " is not an IP address"
		}
		addresses = append(addresses, address.Unmap())
	}
	return at, addresses, ""
}

// cutHost takes the host, in brackets if it is an IPv6 address.
func cutHost(entry string) (host, rest string, ok bool) {
	if inner, found := strings.CutPrefix(entry, "["); found {
		host, rest, ok = strings.Cut(inner, "]:")
		return host, rest, ok
	}
	return strings.Cut(entry, ":")
}

// Lookup returns the addresses pinned for host and port, none if it is not
// pinned. A nil Table pins nothing.
func (t *Table) Lookup(host string, port int) []netip.Addr {
	if t == nil || len(t.pins) == 0 {
		return nil
	}
	host = Canonical(host)
	if addresses, ok := t.pins[place{host, port}]; ok {
		return addresses
	}
	return t.pins[place{host, 0}]
}

// Canonical is the form in which hosts are compared: lower case, without the
// dot that ends a fully qualified name.
func Canonical(host string) string {
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// named is the form in which a host that somebody wrote is compared with that of a URL:
// an international name stands there in its xn-- form.
func named(host string) string {
	host = Canonical(host)
	if ascii, ok := grammar.ASCIIHost(host); ok {
		return ascii
	}
	return host
}

// ValidHost reports whether host is a name of letters, digits, hyphens,
// underscores and dots, or an IP address without brackets, with or without zone.
func ValidHost(host string) bool {
	if strings.Contains(host, ":") {
		address, err := netip.ParseAddr(host)
		return err == nil && validZone(address.Zone())
	}
	if host == "" || len(host) > 253 || host[0] == '.' || strings.Contains(host, "..") {
		return false
	}
	return consistsOf(host, "-_.")
}

// validZone reports whether an IPv6 zone, empty for none, holds only what RFC
// 6874 allows. A parser of addresses takes any byte.
func validZone(zone string) bool { return consistsOf(zone, "-_.~") }

// consistsOf reports whether s holds only letters, digits and what others holds.
func consistsOf(s, others string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(others, c) >= 0) {
			return false
		}
	}
	return true
}
