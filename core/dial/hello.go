package dial

import (
	"crypto/tls"
	"errors"
	"io"
	"syscall"

	"github.com/sallyport/sallyport/core/fault"
)

// HelloCut is in the chain of the error of a handshake that ended before the
// server said anything, twice: with all groups and with the classical ones. Doing
// the same again changes nothing.
type HelloCut struct {
	Size, Classical int64 // bytes of the two hellos
	Last            error
}

func (e *HelloCut) Error() string { return e.Last.Error() }

// Unwrap returns the error of the second try.
func (e *HelloCut) Unwrap() error { return e.Last }

// classicalGroups are those of tls.Config without the post-quantum hybrids, whose
// key shares make the hello longer than one packet.
func classicalGroups() []tls.CurveID {
	return []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
}

// wasCut reports whether an error is the end of a connection on which the server
// has not said a byte.
func (w *wire) wasCut(err error) bool {
	return len(w.first) == 0 && w.written.Load() > 0 &&
		(errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE))
}

// cutTwice is the error of both tries.
func cutTwice(address string, first, second int64, err error) error {
	e := fault.From(err)
	return fault.Wrap(e.Code, &HelloCut{first, second, e},
		"%s (%s), which it did to a ClientHello of %d bytes and to one of %d bytes without post-quantum key exchange: its size is not the reason",
		e.Message, address, first, second).WithDetail(e.Detail)
}

// silent reports whether a hello was sent and the peer has not said a byte.
func (w *wire) silent() bool { return w.written.Load() > 0 && len(w.first) == 0 && !w.ended }
