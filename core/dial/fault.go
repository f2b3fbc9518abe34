package dial

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// ended reports whether the call's own time is up or its caller has cancelled.
// Sockets know the deadline too and may notice it a moment before the context.
func ended(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(deadline)
}

// Interrupted is the error of a call whose context has ended during phase.
func Interrupted(ctx context.Context, phase string) *fault.Error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.Wrap(fault.Cancelled, ctx.Err(), "the caller cancelled while %s", phase)
	}
	return fault.Wrap(fault.DeadlineExceeded, context.DeadlineExceeded, "the time was up while %s", phase)
}

// connectFault names why one address could not be connected.
func connectFault(err error, address string, limit time.Duration) *fault.Error {
	var ours *fault.Error
	if errors.As(err, &ours) { // from a tunnel
		return ours
	}
	code := fault.ConnectFailed
	text, errno := Reason(err)
	var timeout net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		code, text = fault.ConnectTimeout, fmt.Sprintf("no answer within %v", limit)
	case errors.As(err, &timeout) && timeout.Timeout():
		code, text = fault.ConnectTimeout, "no answer"
	case errors.Is(err, syscall.ECONNREFUSED):
		code = fault.ConnectRefused
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		code = fault.ConnectUnreachable
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		code = fault.ConnectDenied
	case errors.Is(err, syscall.ECONNRESET):
		code = fault.ConnectionReset
	}
	return fault.Wrap(code, err, "%s: %s", address, text).WithDetail(errno)
}

// Reason is what the system said, without the addresses around it, and the number
// of that; 0 if it was not the system.
func Reason(err error) (text string, errno int32) {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error(), int32(number)
	}
	return err.Error(), 0
}

// depth orders codes by how far the attempt came.
func depth(code fault.Code) int {
	switch code.Category() {
	case fault.CategoryCertificate:
		return 3
	case fault.CategoryTLS:
		return 2
	}
	if code == fault.TLSTimeout {
		return 2
	}
	return 1
}

// summary makes one error of those of all attempts.
func summary(ctx context.Context, t Target, addresses []string, errs []error) error {
	if ended(ctx) {
		for _, err := range errs { // knows the phase
			if e := fault.From(err); e.Code == fault.Cancelled || e.Code == fault.DeadlineExceeded {
				return e
			}
		}
		return Interrupted(ctx, fmt.Sprintf("connecting to %s:%d (%s)", t.Host, t.Port, strings.Join(addresses, ", ")))
	}
	best := fault.From(errs[0])
	mixed := false
	texts := make([]string, len(errs))
	for i, err := range errs {
		e := fault.From(err)
		texts[i] = e.Message
		if !strings.Contains(e.Message, addresses[i]) {
			texts[i] = addresses[i] + ": " + e.Message
		}
		mixed = mixed || e.Code != best.Code
		if depth(e.Code) > depth(best.Code) {
			best = e
		}
	}
	code, detail := best.Code, best.Detail
	if mixed && depth(code) == 1 {
		code, detail = fault.ConnectFailed, 0
	}
	text := strings.Join(texts, "; ")
	if name := net.JoinHostPort(t.Host, strconv.Itoa(t.Port)); !strings.HasPrefix(text, name+": ") {
		text = name + ": " + text
	}
	return fault.Wrap(code, best, "%s", text).WithDetail(detail)
}
