package client

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

// readFault names why a response could not be read.
func (x *exchange) readFault(ctx context.Context, err error) *fault.Error {
	host := x.target.host
	if ctx.Err() != nil {
		phase := x.phase
		if x.sending != nil && x.unsent != nil && !x.answered {
			phase = "sending the request, after " + x.sending.progress()
		}
		return dial.Interrupted(ctx, phase+" ("+host+" at "+x.Address+")")
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return fault.Wrap(ours.Code, ours, "%s at %s: %s", host, x.Address, ours.Message)
	}
	if named := x.Fault(err); named != nil {
		return named
	}
	var slow *dial.TooSlow
	switch {
	case errors.As(err, &slow):
		return fault.Wrap(fault.RateTooLow, err, "%s at %s: %v while %s; the least is %d bytes a second", host, x.Address, slow, x.phase, x.client.o.MinRate)
	case isTimeout(err):
		return fault.Wrap(fault.ReadTimeout, err, "%s at %s was silent for %v while %s", host, x.Address, x.silence(), x.phase)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		if x.answered {
			return fault.Wrap(fault.HTTPTruncated, err, "%s at %s closed the connection while %s", host, x.Address, x.phase)
		}
		return fault.Wrap(fault.ConnectionClosed, x.marked(err), "%s at %s closed the connection without a response%s", host, x.Address, x.suspicion())
	default:
		text, errno := dial.Reason(err)
		return fault.Wrap(fault.ConnectionReset, x.marked(err), "the connection to %s at %s broke while %s: %s%s", host, x.Address, x.phase, text, x.suspicion()).
			WithDetail(errno)
	}
}

// writeFault names why a request could not be sent, when no response explains it.
func (x *exchange) writeFault(err error) *fault.Error {
	if named := x.Fault(err); named != nil {
		return named
	}
	text, errno := dial.Reason(err)
	switch {
	case isTimeout(err):
		text = "it took nothing for " + x.silence().String()
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		text = "it closed the connection"
	}
	if x.sending != nil {
		text += ", after " + x.sending.progress()
	}
	return fault.Wrap(fault.WriteFailed, x.marked(err), "the request could not be sent to %s at %s: %s%s", x.target.host, x.Address, text, x.suspicion()).
		WithDetail(errno)
}

// unpresented marks the end of a connection whose server had asked for a client
// certificate in vain.
type unpresented struct{ error }

func (u unpresented) Unwrap() error { return u.error }

// Unpresented reports whether the server had asked for a client certificate, got
// none, and ended the connection.
func Unpresented(err error) bool {
	var marked unpresented
	return errors.As(err, &marked)
}

// marked is an error that says so to [Unpresented].
func (x *exchange) marked(err error) error {
	if x.suspicion() == "" {
		return err
	}
	return unpresented{err}
}

// suspicion is what the handshake has shown, for ends that nobody explains.
func (x *exchange) suspicion() string {
	if x.Asked() && !x.used && !x.client.o.Trust.HasClientCertificate() {
		return "; it had asked for a client certificate and none was given"
	}
	return ""
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// errOffline is what a client says that is built without network.
func errOffline() error { return fault.New(fault.Unsupported, "this library is built without network") }
