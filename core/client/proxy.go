package client

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
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
	t, err := parseTarget(text)
	switch {
	case err != nil || t.path != "/":
		return nil, "it is not of the form http://[user:password@]host:port"
	case t.secure:
		return nil, "only http:// proxies are supported"
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
	p.except = strings.Split(o.NoProxy, ",")
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
	if exceptions(strings.Split(p.variable("NO_PROXY"), ",")).cover(t) {
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

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// exceptions are the entries of a NO_PROXY list.
type exceptions []string

func (e exceptions) cover(t *target) bool {
	address, _ := netip.ParseAddr(t.host)
	for _, entry := range e {
		entry = strings.ToLower(strings.TrimSpace(entry))
		if entry == "*" {
			return true
		}
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			if prefix.Contains(address) {
				return true
			}
			continue
		}
		if host, port, err := net.SplitHostPort(entry); err == nil {
			if port != strconv.Itoa(t.port) {
				continue
			}
			entry = host
		}
		name := dial.Canonical(strings.TrimPrefix(strings.TrimPrefix(strings.Trim(entry, "[]"), "*"), "."))
		if name != "" && (t.host == name || strings.HasSuffix(t.host, "."+name)) {
			return true
		}
	}
	return false
}

// tunnel returns how to reach an address through a proxy.
func (c *Client) tunnel(p *proxy) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) {
		raw, err := c.connectTunnel(ctx, p, address)
		if err != nil {
			e := fault.From(err)
			if e.Code != fault.ProxyFailed && e.Code != fault.ProxyAuthRequired && e.Code != fault.AddressNotAllowed {
				e = fault.Wrap(fault.ProxyFailed, e, "the proxy %s cannot be used: %s", p, e.Message)
			}
			return nil, e
		}
		return raw, nil
	}
}

func (c *Client) connectTunnel(ctx context.Context, p *proxy, address string) (net.Conn, error) {
	conn, err := c.dialer.Dial(ctx, dial.Target{Host: p.host, Port: p.port})
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, conn.Abort)
	h, err := c.askTunnel(newConnection(conn, key{}, ""), p, address)
	if !stop() || err != nil {
		conn.Abort()
		if ctx.Err() != nil {
			return nil, dial.Interrupted(ctx, "waiting for its answer to CONNECT")
		}
		return nil, err
	}
	switch {
	case h.status == 407:
		why := "no user and password were sent"
		if p.authorization != "" {
			why = "it did not accept the user and password that were sent as Basic"
		}
		if offers := h.schemes(); offers != "" {
			why += "; it offers " + offers
		}
		err = fault.New(fault.ProxyAuthRequired, "the proxy %s answered %q to CONNECT %s: %s", p, h.text, address, why).WithDetail(407)
	case h.status/100 != 2:
		err = fault.New(fault.ProxyFailed, "the proxy %s answered %q to CONNECT %s", p, h.text, address).WithDetail(int32(h.status))
	}
	if err != nil {
		conn.Abort()
		return nil, err
	}
	conn.SetSilence(0) // clears the deadlines
	return conn.NetConn(), nil
}

// schemes lists how a proxy wants to be authenticated to, without the parameters.
func (h *head) schemes() string {
	var list []string
	for _, field := range h.headers {
		if strings.EqualFold(field.Name, "Proxy-Authenticate") {
			scheme, _, _ := strings.Cut(field.Value, " ")
			if scheme = strings.Trim(scheme, ","); grammar.Token(scheme) && len(list) < 8 {
				list = append(list, string(excerpt([]byte(scheme))))
			}
		}
	}
	return strings.Join(list, ", ")
}

func (c *Client) askTunnel(n *connection, p *proxy, address string) (*head, error) {
	if pinned, err := netip.ParseAddrPort(address); err == nil {
		// A zone names an interface of this machine.
		address = netip.AddrPortFrom(pinned.Addr().WithZone(""), pinned.Port()).String()
	}
	n.SetSilence(c.o.Timeouts.Read)
	b := appendField([]byte("CONNECT "+address+" HTTP/1.1\r\n"), "Host", address)
	b = appendField(b, "User-Agent", c.o.UserAgent)
	if p.authorization != "" {
		b = appendField(b, "Proxy-Authorization", p.authorization)
	}
	if _, err := n.Write(append(b, '\r', '\n')); err != nil {
		return nil, err
	}
	raw, err := readHead(n.br, nil, c.o.MaxHeader)
	if err != nil {
		return nil, err
	}
	h, err := parseHead(string(raw))
	if err == nil && h.status/100 == 2 && n.br.Buffered() > 0 {
		err = fault.New(fault.ProxyFailed, "the proxy %s sent bytes after its answer to CONNECT", p)
	}
	return h, err
}
