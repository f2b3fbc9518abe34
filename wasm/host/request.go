package host

import (
	"context"
	"io"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Request is an HTTP request to sign or to send.
type Request struct {
	Method     string
	URL        string // absolute; may hold raw spaces and UTF-8 in path and query
	Headers    []Header
	Body       []byte
	BodyReader io.Reader // instead of Body, for [Client.Stream] alone: read once, sent as it is read
	// ContentLength is that of BodyReader in bytes; -1: unknown, it is sent in chunks.
	ContentLength int64
	PayloadHash   string // 64 hex digits or a constant of AWS; empty: the SHA-256 of Body

	Time    time.Time     // of the signature, in whole seconds; zero: now
	Timeout time.Duration // of a request to send; 0: client.timeout

	// DuplicatesAllowed says that a duplicate does no harm, so that the request
	// may be repeated after it was sent.
	DuplicatesAllowed bool
}

// requestTexts are the texts of a request, in the order of the table.
func (i *instance) requestTexts(r *Request) (_ []text, err error) {
	if r.BodyReader != nil {
		return nil, fault.New(fault.InvalidArgument, "a BodyReader is for Client.Stream alone; give Body")
	}
	if i.lines, err = appendLines(i.lines[:0], r.Headers); err != nil {
		return nil, err
	}
	return []text{
		opRequestMethod: optional(r.Method), opRequestURL: optional(r.URL), opRequestHeaders: optional(i.lines),
		opRequestBody: optional(r.Body), opRequestPayloadHash: optional(r.PayloadHash),
	}, nil
}

// given refuses a nil pointer.
func given[T any](argument *T, name string) error {
	if argument == nil {
		return fault.New(fault.NullPointer, "%s is nil", name)
	}
	return nil
}

// wholeSeconds refuses a duration that the wire cannot carry.
func wholeSeconds(d time.Duration, name string) error {
	if d%time.Second != 0 {
		return fault.New(fault.InvalidArgument, "%s is %v; it must be whole seconds", name, d)
	}
	return nil
}

// seconds is a time for the module.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return sallyNow
	}
	return t.Unix()
}

// timeoutOf is the time that a call over the network has, in milliseconds: the
// caller's, within its context's deadline. 0 leaves it to the options; the module
// refuses what is below.
func timeoutOf(ctx context.Context, timeout time.Duration) int64 {
	ms := milliseconds(timeout)
	if deadline, ok := ctx.Deadline(); ok {
		left := max(milliseconds(time.Until(deadline)), 1)
		if ms == 0 || left < ms {
			ms = left
		}
	}
	return ms
}
