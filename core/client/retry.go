package client

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	backoffFirst  = 100 * time.Millisecond
	backoffMost   = 5 * time.Second
	retryAfterMax = 5 * time.Minute // a server that wants more gets no repeat
)

// send sends a request until it has a response, or an error that must not or
// cannot be met by a repeat. The rule is in the package documentation.
func (c *Client) send(ctx context.Context, r *prepared, attempts *int) (*Response, error) {
	repeats, tries, staleMet, sent := 0, 0, false, false
	for {
		*attempts++
		tries++
		a := c.try(ctx, r, staleMet)
		earlier := sent || a.sent && a.reused
		sent = sent || a.sent
		if a.err != nil && tries > 1 {
			a.err.Message += fmt.Sprintf(" (attempt %d)", tries)
		}
		if a.err != nil && sent {
			a.err.Cause = &sentError{a.err.Cause, earlier}
		}
		if a.err != nil && !c.repeatable(ctx, r, &a) {
			return nil, a.err
		}
		if a.err != nil && a.reused && !a.answered && !staleMet {
			staleMet = true // the server had closed it: not the request's fault, so no wait and no count
			continue
		}
		if a.err == nil && c.resign(r, a.response) && ctx.Err() == nil {
			_ = a.response.body.Close()
			continue
		}
		if a.err == nil && a.response.StatusCode == 417 && r.unexpect() && ctx.Err() == nil {
			_ = a.response.body.Close()
			continue
		}
		var wait time.Duration
		ask := a.err != nil
		if ask {
			wait = backoff(repeats, c.o.Rand)
		} else {
			wait, ask = c.retryAfter(a.response)
			ask = ask && r.source.repeatable()
		}
		if !ask || repeats == c.o.Retries || !sleep(ctx, wait) {
			if a.err != nil {
				return nil, a.err
			}
			a.response.Resigned = r.resigned.why
			return a.response, nil
		}
		if a.response != nil {
			_ = a.response.body.Close()
		}
		repeats++
	}
}

// sentError marks the error of a call whose request has left us.
type sentError struct {
	cause   error
	earlier bool
}

func (e *sentError) Error() string { return "the request was sent, at least in part" }
func (e *sentError) Unwrap() error { return e.cause }

// Sent reports whether an error of [Client.Do] came after a byte of the request
// had left us, in any attempt: the server may have acted on it. With false it
// has not.
func Sent(err error) bool {
	var mark *sentError
	return errors.As(err, &mark)
}

// SentEarlier reports whether an error of [Client.Do] came after a byte of the
// request had left us in an attempt before the last, or on a connection that had
// carried a request before. With false, whatever the last attempt met (such as a
// server that turns us away in the handshake) is the fate of the whole call.
func SentEarlier(err error) bool {
	var mark *sentError
	return errors.As(err, &mark) && mark.earlier
}

// repeatable reports whether sending again is safe and can help.
func (c *Client) repeatable(ctx context.Context, r *prepared, a *attempt) bool {
	var dns *net.DNSError
	var cut *dial.HelloCut
	switch {
	case ctx.Err() != nil || !a.err.Code.Retryable() || !r.source.repeatable():
		return false
	case a.err.Code.Category() == fault.CategoryTimeout: // the caller said how long to wait, not how often
		return false
	case errors.As(a.err, &dns) && dns.IsNotFound, errors.As(a.err, &cut):
		return false
	case !a.sent:
		return true
	}
	return r.DuplicatesAllowed || idempotent(r.Method)
}

// idempotent methods have the same effect once and twice (RFC 9110 section 9.2.2).
func idempotent(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE":
		return true
	}
	return false
}

// backoff doubles with each repeat; half of it is chance, so that clients that
// failed together do not return together.
func backoff(repeats int, random io.Reader) time.Duration {
	wait := min(backoffFirst<<min(repeats, 16), backoffMost)
	var b [8]byte
	if random == nil {
		return wait
	}
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return wait
	}
	half := uint64(wait / 2)
	return wait/2 + time.Duration(binary.LittleEndian.Uint64(b[:])%(half+1))
}

// retryAfter returns how long the server asks to wait. Only 429 and 503 with
// that header say that the request was not processed.
func (c *Client) retryAfter(response *Response) (time.Duration, bool) {
	value := response.Header("Retry-After")
	if response.StatusCode != 429 && response.StatusCode != 503 || value == "" {
		return 0, false
	}
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else {
		at, ok := httpDate(value)
		if !ok {
			return 0, false
		}
		now, ok := httpDate(response.Header("Date")) // the clock that the server means
		if !ok {
			now = c.o.Clock()
		}
		wait = max(0, at.Sub(now))
	}
	return wait + backoff(0, c.o.Rand) - backoffFirst/2, wait <= retryAfterMax
}

// httpDate reads the three forms of RFC 9110 section 5.6.7.
func httpDate(text string) (time.Time, bool) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// sleep waits unless the deadline would come first or the call is cancelled.
func sleep(ctx context.Context, wait time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
