package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// Conn is a connection to a [Target]. Like any stream it belongs to one
// goroutine at a time, but for Abort, which may be called from any.
type Conn struct {
	net.Conn                          // TLS if the target has a policy
	Address      string               // where it goes, "ip:port"
	TLS          *tls.ConnectionState // nil: no TLS
	DNS, Connect time.Duration        // phases of the dial
	Handshake    time.Duration

	wire   *wire
	host   string
	policy *trust.Policy
	clock  func() time.Time
	pinned bool
	via    bool  // through a proxy
	asked  bool  // the server wanted a client certificate
	broke  error // what crypto/tls said to the handshake
}

// handshake puts TLS on the connection.
func (c *Conn) handshake(ctx context.Context, t Target, limit time.Duration, short bool) error {
	start := time.Now()
	config, err := t.Policy.TLSConfig(t.Host, t.ALPN, c.clock, t.Further...)
	if err != nil {
		return err
	}
	if short {
		config.CurvePreferences = classicalGroups()
	}
	choose := config.GetClientCertificate
	config.GetClientCertificate = func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		c.asked = true
		return choose(request)
	}
	limited, cancel := withLimit(ctx, limit)
	defer cancel()
	secure := tls.Client(c.wire, config)
	if err := secure.HandshakeContext(limited); err != nil {
		c.broke = err
		var timeout net.Error
		switch known := c.tlsFault(err); {
		case known != nil:
			return known
		case ended(ctx):
			return Interrupted(ctx, "the TLS handshake with "+c.host+" at "+c.Address)
		case limited.Err() != nil || errors.As(err, &timeout) && timeout.Timeout():
			return fault.Wrap(fault.TLSTimeout, err, "%s did not finish the TLS handshake within %v", c.host, limit)
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return fault.Wrap(fault.TLSClosed, err, "%s closed the connection during the TLS handshake", c.host)
		default:
			text, errno := Reason(err)
			return fault.Wrap(fault.TLSClosed, err, "the connection to %s broke during the TLS handshake: %s", c.host, text).WithDetail(errno)
		}
	}
	state := secure.ConnectionState()
	if t.RequireALPN && !slices.Contains(t.ALPN, state.NegotiatedProtocol) {
		return fault.New(fault.ALPNMismatch, "%s at %s was offered the application protocol %s and selected %q",
			c.host, c.Address, strings.Join(t.ALPN, ", "), state.NegotiatedProtocol)
	}
	c.Conn, c.TLS, c.Handshake = secure, &state, time.Since(start)
	return nil
}

func (c *Conn) tlsFault(err error) *fault.Error {
	if c.policy == nil {
		return nil
	}
	return c.policy.Fault(err, trust.Handshake{
		ServerName: c.host, Now: c.clock(), Asked: c.asked, Received: c.wire.first,
		Address: c.Address, Pinned: c.pinned, Proxied: c.via,
	})
}

// Fault names an error of Read or Write as far as TLS is its cause, such as a
// client certificate that a TLS 1.3 server rejects after the handshake. It
// returns nil for errors of the network.
func (c *Conn) Fault(err error) *fault.Error {
	known := c.tlsFault(err)
	if known == nil {
		return nil
	}
	if known.Code == fault.TLSHandshakeFailed {
		known.Code = fault.TLSBroken
	}
	known.Message += " (at " + c.Address + ")"
	return known
}

// SetSilence limits how long each read and write of the network may take; 0: no
// limit.
func (c *Conn) SetSilence(limit time.Duration) {
	c.wire.silence = limit
	if limit <= 0 {
		_ = c.wire.Conn.SetDeadline(c.wire.until)
	}
}

// SetUntil limits when the last read or write of the network must have ended, in
// addition to SetSilence; the zero time: no limit.
func (c *Conn) SetUntil(limit time.Time) {
	c.wire.until = limit
	if c.wire.silence <= 0 {
		_ = c.wire.Conn.SetDeadline(limit)
	}
}

// Written counts the bytes that were handed to the network, those of TLS
// included.
func (c *Conn) Written() int64 { return c.wire.written.Load() }

// Cut reports whether the peer ended a TLS stream without its closing alert, as
// somebody in between could.
func (c *Conn) Cut() bool { return c.TLS != nil && c.wire.ended }

// Alive reports whether an idle connection can be used again: it is neither
// closed, nor has the peer sent anything. Where the system cannot tell, it
// answers true.
func (c *Conn) Alive() bool { return c.drained() && !c.wire.ended && c.wire.quiet() }

// Arrived reports whether a read of the network would not wait. Where the system
// cannot tell, it answers false.
func (c *Conn) Arrived() bool { return !c.wire.quiet() }

// drained reports whether TLS holds neither data nor the closing alert: what came
// in one segment with the last response is no longer in the socket.
func (c *Conn) drained() bool {
	if c.TLS == nil {
		return true
	}
	c.wire.dry = true
	n, err := c.Conn.Read(c.wire.one[:])
	c.wire.dry = false
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded)
}

// Asked reports whether the server asked for a client certificate.
func (c *Conn) Asked() bool { return c.asked }

// NetConn returns the connection below the counting and TLS.
func (c *Conn) NetConn() net.Conn { return c.wire.Conn }

// SetNonblocking has Read return an error for which [WouldBlock] is true where it
// would wait, and Write keep what the network does not take at once, which goes out
// with the next read or write that may wait. Where the system has no such sockets it
// returns false, and does nothing.
func (c *Conn) SetNonblocking(on bool) bool {
	w := c.wire
	w.nonblocking = on && w.split == nil && w.find()
	if w.nonblocking && w.timed { // the deadlines are those of what waits
		w.timed = false
		_ = w.Conn.SetDeadline(time.Time{})
	}
	return w.nonblocking == on
}

// WouldBlock reports whether an error is that of a read that does not wait.
func WouldBlock(err error) bool { return errors.Is(err, errWouldBlock) }

// SetGathering has writes collected that go out together: what is left goes out with
// Flush, or with the next read that may wait.
func (c *Conn) SetGathering(on bool) {
	c.wire.out.Lock()
	defer c.wire.out.Unlock()
	c.wire.gathering = on
}

// Flush writes what was gathered.
func (c *Conn) Flush() error { return c.wire.flush() }

// Late reports whether something of a write has still to go out.
func (c *Conn) Late() bool { return c.wire.split != nil || len(c.wire.late) > 0 }

// Descriptor is that of the socket, to wait for; -1 where there is none. Nothing ends
// such a wait when the connection is closed.
func (c *Conn) Descriptor() int { return c.wire.descriptor() }

// SetSilentFrom counts the time that SetSilence limits, for the next read that
// waits, from an earlier moment on.
func (c *Conn) SetSilentFrom(moment time.Time) { c.wire.from = moment }

// Abort closes the connection at once, without TLS's closing alert.
func (c *Conn) Abort() { _ = c.wire.Close() }
