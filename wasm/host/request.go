package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Request is an HTTP request to sign or to send.
type Request struct {
	Method      string
	URL         string // absolute; may hold raw spaces and UTF-8 in path and query
	Headers     []Header
	Body        []byte
	PayloadHash string // 64 hex digits or a constant of AWS; empty: the SHA-256 of Body

	Time    time.Time     // of the signature, in whole seconds; zero: now
	Timeout time.Duration // of a request to send; 0: client.timeout

	// DuplicatesAllowed says that a duplicate does no harm, so that the request
	// may be repeated after it was sent.
	DuplicatesAllowed bool
}

// missing is the error for an argument that is nil.
func missing(what string) error { return fault.New(fault.NullPointer, "the %s is nil", what) }

// writeRequest puts a request into the input and returns its address.
func (i *instance) writeRequest(r *Request, expires time.Duration, timeout int64) (uint64, error) {
	var err error
	if i.lines, err = appendLines(i.lines[:0], r.Headers); err != nil {
		return 0, err
	}
	w, err := i.write(requestSize, len(r.Method), len(r.URL), len(i.lines), len(r.Body), len(r.PayloadHash))
	if err != nil {
		return 0, err
	}
	w.request(r, i.lines, expires, timeout)
	return uint64(w.base), nil
}

// request fills the struct that the input begins with.
func (w *writer) request(r *Request, lines []byte, expires time.Duration, timeout int64) {
	w.int32(0, requestSize)
	span(w, requestMethod, r.Method)
	span(w, requestURL, r.URL)
	span(w, requestHeaders, lines)
	span(w, requestBody, r.Body)
	span(w, requestPayloadHash, r.PayloadHash)
	w.int64(requestTime, seconds(r.Time))
	w.int64(requestExpires, int64(expires/time.Second))
	w.int64(requestTimeout, timeout)
	if r.DuplicatesAllowed {
		w.int64(requestFlags, 1)
	}
}

// seconds is a time for the module.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return sallyNow
	}
	return t.Unix()
}

// timeoutOf is the time that a call over the network has, in milliseconds: the
// caller's, within its context's deadline. 0 leaves it to the options.
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
