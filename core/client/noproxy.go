package client

import (
	"net"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/grammar"
)

// exceptions are the entries of a NO_PROXY list, read as golang.org/x/net's
// httpproxy reads them; a test compares both. An entry is one of
//
//	10.1.2.3  2001:db8::1    an address
//	10.0.0.0/8               a network
//	example.com              a name and what is below it
//	.example.com             what is below it; *.example.com says the same
//	10.1.2.3:80  example.com:8080  [2001:db8::1]:443
//	*                        everything
type exceptions []exception

// exception is an entry; a field that it does not have is empty.
type exception struct {
	everything bool
	network    *net.IPNet
	address    net.IP
	suffix     string // of a name, with its dot in front
	itself     bool   // the name without the dot counts too
	port       string // empty: any
}

func parseExceptions(list string) exceptions {
	var out exceptions
	for entry := range strings.SplitSeq(list, ",") {
		if e, ok := parseException(strings.ToLower(strings.TrimSpace(entry))); ok {
			out = append(out, e)
		}
	}
	return out
}

func parseException(entry string) (e exception, ok bool) {
	if entry == "" || entry == "*" {
		return exception{everything: true}, entry != ""
	}
	if _, network, err := net.ParseCIDR(entry); err == nil {
		return exception{network: network}, true
	}
	host := entry
	if name, port, err := net.SplitHostPort(entry); err == nil {
		host, e.port = name, port
	}
	if e.address = net.ParseIP(host); e.address != nil {
		return e, true
	}
	if host == "" {
		return e, false
	}
	if strings.HasPrefix(host, "*.") {
		host = host[1:]
	}
	e.itself = host[0] != '.'
	if e.itself {
		host = "." + host
	}
	if name, ok := grammar.ASCIIHost(host[1:]); ok { // hosts are in this form
		host = "." + name
	}
	e.suffix = host
	return e, true
}

func (list exceptions) cover(t *target) bool {
	address := net.ParseIP(t.host)
	for i := range list {
		if list[i].covers(t, address) {
			return true
		}
	}
	return false
}

// covers reports whether the entry names the target, whose host is an address or
// else nil.
func (e *exception) covers(t *target, address net.IP) bool {
	switch {
	case e.everything:
		return true
	case e.network != nil:
		return address != nil && e.network.Contains(address)
	case e.port != "" && e.port != strconv.Itoa(t.port):
		return false
	case e.address != nil:
		return e.address.Equal(address)
	}
	return address == nil && (strings.HasSuffix(t.host, e.suffix) || e.itself && t.host == e.suffix[1:])
}

// loopback reports whether a host is this machine, which no proxy of an
// environment is meant for.
func loopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || address != nil && address.IsLoopback()
}
