package host

import (
	"net"
	"net/netip"
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
	if e.network, err = netip.ParsePrefix(host); err == nil {
		e.network = e.network.Masked()
		return e, true
	}
	e.name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "*"), "."))
	return e, !strings.ContainsAny(e.name, "*/: ") && strings.Trim(e.name, ".") != "" && (host[0] == '*') == (e.name[0] == '.')
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
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	for _, e := range l {
		switch {
		case e.port != 0 && e.port != uint16(port):
		case e.any,
			e.network.IsValid() && !isName && e.network.Contains(address.Unmap().WithZone("")),
			e.name != "" && isName && (name == e.name || e.name[0] == '.' && strings.HasSuffix(name, e.name) && name != e.name):
			return true
		}
	}
	return false
}
