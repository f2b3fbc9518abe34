package client

import (
	"net"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// proxy is an HTTP proxy.
type proxy struct {
	host          string
	port          int
	authorization string // value of Proxy-Authorization, or ""
}

// String identifies the proxy in the pool's key.
func (p *proxy) String() string { return net.JoinHostPort(p.host, strconv.Itoa(p.port)) }

// parseProxy reads "http://[user:password@]host:port" or "host:port". What cannot
// be read is not to be shown: nobody knows where its password ends.
func parseProxy(text string) (*proxy, string) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	scheme, _, _ := strings.Cut(text, "://")
	t, err := parseTarget(text)
	switch {
	case !strings.EqualFold(scheme, "http"):
		return nil, "only http:// proxies are supported"
	case err != nil || t.path != "/":
		return nil, "it is not of the form http://[user:password@]host:port"
	}
	return &proxy{host: t.host, port: t.port, authorization: t.basic}, ""
}

// proxies decides which requests go through which proxy.
type proxies struct {
	explicit *proxy
	except   exceptions
	off      bool
	env      func(name string) (string, bool)
}

func newProxies(o Options) (proxies, error) {
	p := proxies{off: o.Proxy == "none", env: o.Env}
	if p.off || o.Proxy == "" {
		return p, nil
	}
	var why string
	if p.explicit, why = parseProxy(o.Proxy); why != "" {
		return p, fault.New(fault.InvalidOption, "the proxy URL cannot be used: %s", why)
	}
	p.except = parseExceptions(o.NoProxy)
	return p, nil
}

// choose returns the proxy for a target, nil for none. A pin says where the host
// is, so that the environment's proxy, which is about reaching the world, is
// passed by; an explicit one was meant.
func (p *proxies) choose(t *target, pinned bool) (*proxy, error) {
	switch {
	case p.explicit != nil:
		if p.except.cover(t) {
			return nil, nil
		}
		return p.explicit, nil
	case p.off || p.env == nil || pinned || loopback(t.host):
		return nil, nil
	}
	if parseExceptions(p.variable("NO_PROXY")).cover(t) {
		return nil, nil
	}
	names := []string{"HTTP_PROXY", "ALL_PROXY"}
	if t.secure {
		names[0] = "HTTPS_PROXY"
	}
	for _, name := range names {
		if text := p.variable(name); text != "" {
			chosen, why := parseProxy(text)
			if why != "" {
				return nil, fault.New(fault.InvalidOption, "the proxy URL in %s cannot be used: %s", name, why)
			}
			return chosen, nil
		}
	}
	return nil, nil
}

// variable reads the lower-case name, then the other.
func (p *proxies) variable(name string) string {
	if value, _ := p.env(strings.ToLower(name)); value != "" {
		return value
	}
	if _, cgi := p.env("REQUEST_METHOD"); cgi && name == "HTTP_PROXY" {
		return "" // in a CGI program it comes from the client's Proxy header
	}
	value, _ := p.env(name)
	return value
}
