package host

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// allowList is what Network.Allow says.
type allowList []allowEntry

type allowEntry struct {
	any     bool
	name    string       // lower case; a leading dot: all names below
	network netip.Prefix // valid: addresses
	port    uint16       // 0: any
}

func parseAllow(entries []string) (allowList, error) {
	var list allowList
	for _, text := range entries {
		e, ok := parseEntry(text)
		if !ok {
			return nil, fault.New(fault.InvalidArgument, "the entry %q of Allow is not host:port, with a name, *.name, address, network or * as host, and a number or * as port", text)
		}
		list = append(list, e)
	}
	return list, nil
}

func parseEntry(text string) (e allowEntry, ok bool) {
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" {
		return e, false
	}
	if port != "*" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return e, false
		}
		e.port = uint16(n)
	}
	if host == "*" {
		e.any = true
		return e, true
	}
	if address, err := netip.ParseAddr(host); err == nil {
		e.network = netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen())
		return e, address.Zone() == ""
	}
	if prefix, err := netip.ParsePrefix(host); err == nil {
		if prefix.Addr().Is4In6() { // as the target, which is looked at unmapped
			prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
		}
		e.network = prefix.Masked()
		return e, e.network.IsValid()
	}
	name, below := strings.CutPrefix(host, "*.")
	if e.name, ok = hostName(name); below {
		e.name = "." + e.name
	}
	return e, ok
}

// hostName is a name to compare: in lower case, without the dot at its end. What is
// not of letters, digits, hyphens, underscores and dots is no name, nor what ends in
// a number and would be read as an IPv4 address by some.
func hostName(text string) (string, bool) {
	name := strings.TrimSuffix(text, ".")
	for _, c := range []byte(name) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return "", false
		}
	}
	labels := strings.Split(strings.ToLower(name), ".")
	last := labels[len(labels)-1]
	digits, isHex := strings.CutPrefix(last, "0x")
	number := strings.Trim(last, "0123456789") == "" || isHex && strings.Trim(digits, "0123456789abcdef") == ""
	return strings.Join(labels, "."), !slices.Contains(labels, "") && !number
}

// allows reports whether the module may connect to "host:port".
func (l allowList) allows(target string) bool {
	host, text, err := net.SplitHostPort(target)
	if err != nil {
		return false
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return false
	}
	address, err := netip.ParseAddr(host)
	isName := err != nil
	var name string
	if isName {
		if name, isName = hostName(host); !isName {
			return false // also for *: what would the dialer make of it?
		}
	}
	for _, e := range l {
		switch {
		case e.port != 0 && e.port != uint16(port):
		case e.any,
			e.network.IsValid() && !isName && e.network.Contains(address.Unmap().WithZone("")),
			e.name != "" && isName && (name == e.name || e.name[0] == '.' && strings.HasSuffix(name, e.name)):
			return true
		}
	}
	return false
}
