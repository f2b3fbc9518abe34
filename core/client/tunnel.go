package client

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

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
	n := newConnection(conn, key{}, "")
	h, err := c.askTunnel(n, p, address)
	page := ""
	if err == nil && h.status/100 != 2 && h.status != 407 {
		page = n.page(h)
	}
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
		if page != "" {
			page = fmt.Sprintf(": %q", page)
		}
		err = fault.New(fault.ProxyFailed, "the proxy %s answered %q to CONNECT %s%s", p, h.text, address, page).WithDetail(int32(h.status))
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

// What is shown of the page with which a proxy says why it refuses, and how long
// it is waited for. Often it names the rule, or whom to ask.
const (
	pageBytes = 200
	pageWait  = 500 * time.Millisecond
)

// page returns the beginning of the body of an answer, as text on one line; empty
// if there is none that can be read. The connection is of no use afterwards.
func (n *connection) page(h *head) string {
	how, err := h.framing("CONNECT")
	coding := first(h.headers, "Content-Encoding")
	if err != nil || coding != "" && !strings.EqualFold(coding, "identity") {
		return ""
	}
	timer := time.AfterFunc(pageWait, n.Abort) // a lent network may not have deadlines
	defer timer.Stop()
	var f frames
	if f.begin(how, n.br, endless, maxPageLine) != nil {
		return ""
	}
	raw := make([]byte, pageBytes)
	length, _ := io.ReadFull(&f, raw) // what has come is shown, whatever ended it
	return oneLine(raw[:length])
}

// maxPageLine limits each line between the chunks of such a page.
const maxPageLine = 1 << 10

// oneLine makes a peer's text fit for a message.
func oneLine(raw []byte) string {
	text := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, string(raw))
	return strings.Join(strings.Fields(text), " ")
}
