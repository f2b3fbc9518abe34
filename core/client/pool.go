package client

import (
	"bufio"
	"crypto/tls"
	"net/netip"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

const (
	idleFor     = 30 * time.Second // shorter than the usual idle timeout of servers
	unusedFor   = time.Second      // of a connection that has served no request yet
	idlePerHost = 8
	burstFor    = 2 * time.Second // of connections beyond that: the next burst finds them, but no idle program holds them
	idleTotal   = 1024
)

// key is what two requests must share to use one connection. A pin or a proxy
// that differs leads elsewhere, a policy that differs believes somebody else.
type key struct {
	secure bool
	host   string
	port   int
	policy string // trust
	alpn   string
	pins   *netip.Addr // the first address in the immutable table, nil: not pinned
	via    proxy
}

// connection is a connection with what the next request on it needs.
type connection struct {
	*dial.Conn
	key     key
	br      *bufio.Reader
	replay  replay // what br reads from during and after Begin
	scratch []byte
	peer    Peer
	forward *proxy // plain requests go to this proxy; nil: to the host
	used    bool   // an earlier request had its answer on it
	expires time.Time
	idleFor time.Duration
}

func newConnection(c *dial.Conn, k key, trustSource string) *connection {
	n := &connection{Conn: c, key: k, br: bufio.NewReaderSize(c, 4<<10), idleFor: idleFor}
	n.peer = Peer{Address: c.Address}
	if c.TLS != nil {
		n.peer.TLSVersion = tls.VersionName(c.TLS.Version)
		n.peer.CipherSuite = tls.CipherSuiteName(c.TLS.CipherSuite)
		n.peer.ALPN = c.TLS.NegotiatedProtocol
		n.peer.TrustSource = trustSource
		for _, certificate := range c.TLS.PeerCertificates {
			n.peer.Certificates = append(n.peer.Certificates, certificate.Raw)
		}
	}
	return n
}

// retire says goodbye, briefly: a peer that does not listen is not waited for.
func (n *connection) retire() {
	n.SetSilence(time.Second)
	n.SetUntil(time.Time{})
	_ = n.Close()
}

// pool keeps idle connections. The zero value is ready.
type pool struct {
	mu     sync.Mutex
	idle   map[key][]*connection // the longest idle first
	count  int
	timer  *time.Timer
	due    time.Time // when timer is
	closed bool
}

// get returns a connection that is still good, nil if there is none.
func (p *pool) get(k key) *connection {
	for {
		p.mu.Lock()
		list := p.idle[k]
		if len(list) == 0 {
			p.mu.Unlock()
			return nil
		}
		n := list[len(list)-1]
		p.remove(k, len(list)-1)
		p.mu.Unlock()
		// What a server sends behind its handshake, such as tickets, lies unread on a
		// connection without a request. It would look like the end.
		if time.Now().Before(n.expires) && (!n.used || n.Alive()) {
			return n
		}
		n.Abort()
	}
}

// remove takes one connection out; p.mu is held.
func (p *pool) remove(k key, index int) {
	list := p.idle[k]
	copy(list[index:], list[index+1:])
	list[len(list)-1] = nil
	p.idle[k] = list[:len(list)-1] // an empty list stays for the next one
	p.count--
}

// put keeps a connection that has served a request for the next one.
func (p *pool) put(n *connection) {
	n.used = true
	p.keep(n)
}

// keep keeps a connection for the next request.
func (p *pool) keep(n *connection) {
	p.mu.Lock()
	if p.closed || p.count >= idleTotal {
		p.mu.Unlock()
		n.retire()
		return
	}
	now, lasts, look := time.Now(), unusedFor, idleFor
	if n.used {
		lasts = n.idleFor
	}
	if len(p.idle[n.key]) >= idlePerHost {
		lasts, look = min(lasts, burstFor), burstFor
	}
	n.expires = now.Add(lasts)
	if p.idle == nil {
		p.idle = make(map[key][]*connection)
	}
	p.idle[n.key] = append(p.idle[n.key], n)
	p.count++
	p.reapBy(now.Add(look))
	p.mu.Unlock()
}

// reapBy sees that reap runs, at the latest at a time; p.mu is held.
func (p *pool) reapBy(due time.Time) {
	switch {
	case p.timer == nil:
		p.timer = time.AfterFunc(time.Until(due), p.reap)
	case due.Before(p.due):
		p.timer.Reset(time.Until(due))
	default:
		return
	}
	p.due = due
}

// reap closes what has expired, so that a client that nobody uses holds no
// sockets. It runs on a timer that exists only while something is idle.
func (p *pool) reap() {
	defer func() { _ = recover() }()
	now := time.Now()
	p.mu.Lock()
	var expired []*connection
	for k, list := range p.idle {
		for i := len(list) - 1; i >= 0; i-- {
			if !now.Before(list[i].expires) {
				expired = append(expired, list[i])
				p.remove(k, i)
				list = p.idle[k]
			}
		}
		if len(list) == 0 {
			delete(p.idle, k)
		}
	}
	p.timer = nil
	if p.count > 0 {
		p.reapBy(now.Add(idleFor / 4))
	}
	p.mu.Unlock()
	for _, n := range expired {
		n.retire()
	}
}

func (p *pool) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle, p.count = nil, 0
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	p.mu.Unlock()
	for _, list := range idle {
		for _, n := range list {
			n.retire()
		}
	}
}
