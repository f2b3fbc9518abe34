package dial

import (
	"net/netip"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// Allow says which addresses may be dialled. A nil Allow allows all. It is
// immutable.
//
// It is asked about the address itself, after the look-up and for each dial, so
// that a name whose address changes between check and use gains nothing.
type Allow struct {
	public   bool
	networks []netip.Prefix
	hosts    map[string]bool
}

// ParseAllow reads entries, each of which allows more: "public" (every address
// that the IANA registries of special-purpose addresses call global), a network
// in CIDR form, an address, or a host name, which may be anywhere.
//
// Errors: INVALID_OPTION.
func ParseAllow(entries []string) (*Allow, error) {
	a := &Allow{hosts: map[string]bool{}}
	for _, entry := range entries {
		text := strings.TrimSpace(entry)
		if strings.EqualFold(text, "public") {
			a.public = true
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			if address, err2 := netip.ParseAddr(strings.Trim(text, "[]")); err2 == nil && address.Zone() == "" {
				address = address.Unmap()
				network, err = netip.PrefixFrom(address, address.BitLen()), nil
			}
		}
		switch name := named(text); {
		case err == nil && network.Addr().Is4In6():
			return nil, fault.New(fault.InvalidOption, "allow entry %q: write the network in its IPv4 form", entry)
		case err == nil && network != network.Masked():
			return nil, fault.New(fault.InvalidOption, "allow entry %q: the network is %s", entry, network.Masked())
		case err == nil:
			a.networks = append(a.networks, network)
		case ValidHost(name) && !strings.Contains(name, ":") && !numeric(name):
			a.hosts[name] = true
		default:
			return nil, fault.New(fault.InvalidOption, `allow entry %q is neither "public" nor a network such as 10.0.0.0/8, an address or a host name`, entry)
		}
	}
	return a, nil
}

// numeric reports whether the last label begins like a number: what looks like
// an address and is none was meant as one.
func numeric(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last != "" && last[0] >= '0' && last[0] <= '9'
}

// Name reports whether a host may be reached whose address somebody else looks
// up: a proxy, or a lent network. Only a host that is named is, for nobody can
// check where it is.
func (a *Allow) Name(host string) error {
	if a == nil || a.hosts[Canonical(host)] {
		return nil
	}
	if address, err := netip.ParseAddr(host); err == nil {
		if a.allows(address) {
			return nil
		}
		return notAllowed(host, []netip.Addr{address})
	}
	return fault.New(fault.AddressNotAllowed, "%s: its address is looked up by the proxy or the lent network and cannot be checked; name the host in allow", host)
}

// filter keeps the addresses of a host that may be dialled.
func (a *Allow) filter(host string, addresses []netip.Addr) ([]netip.Addr, error) {
	if a == nil || a.hosts[Canonical(host)] {
		return addresses, nil
	}
	var kept []netip.Addr
	for _, address := range addresses {
		if a.allows(address) {
			kept = append(kept, address)
		}
	}
	if len(kept) == 0 {
		return nil, notAllowed(host, addresses)
	}
	return kept, nil
}

func notAllowed(host string, addresses []netip.Addr) error {
	var list []string
	for _, address := range addresses[:min(len(addresses), 8)] {
		list = append(list, address.String())
	}
	return fault.New(fault.AddressNotAllowed, "%s is at %s, which allow does not permit", host, strings.Join(list, ", "))
}

func (a *Allow) allows(address netip.Addr) bool {
	address = place4(address.WithZone("").Unmap())
	if a.public && public(address) {
		return true
	}
	for _, network := range a.networks {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// place4 returns the IPv4 address that a translated or tunnelled IPv6 address
// leads to: NAT64 (RFC 6052) and 6to4 (RFC 3056). It alone decides, for it is the
// place that is reached.
func place4(address netip.Addr) netip.Addr {
	b := address.As16()
	switch {
	case nat64.Contains(address):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixToFour.Contains(address):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return address
}

var (
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
	global6   = netip.MustParsePrefix("2000::/3")

	// special are the networks of the IANA registries (RFC 6890) that are not
	// global, and inside of them those of cloud services for the instance alone.
	special = prefixes(
		"0.0.0.0/8",
		"10.0.0.0/8",
		"100.64.0.0/10", // carrier-grade NAT; Alibaba's metadata service
		"127.0.0.0/8",
		"168.63.129.16/32", // Azure's, in public space
		"169.254.0.0/16",   // link-local; metadata services
		"172.16.0.0/12",
		"192.0.0.0/24",
		"192.0.2.0/24",
		"192.88.99.0/24",
		"192.168.0.0/16",
		"198.18.0.0/15",
		"198.51.100.0/24",
		"203.0.113.0/24",
		"224.0.0.0/3", // multicast, reserved, broadcast
		"2001::/23",   // Teredo, benchmarks, ORCHID
		"2001:db8::/32",
		"3fff::/20",
	)
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

func public(address netip.Addr) bool {
	if address.Is6() && !global6.Contains(address) {
		return false
	}
	for _, network := range special {
		if network.Contains(address) {
			return false
		}
	}
	return true
}
