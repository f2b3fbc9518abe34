package host

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
)

// errno is WASI preview 1's.
type errno uint32

const (
	success         errno = 0
	errAccess       errno = 2 // not allowed by Network.Allow
	errAddrNotAvail errno = 4
	errAgain        errno = 6
	errBadFile      errno = 8
	errCancelled    errno = 11
	errAborted      errno = 13
	errConnRefused  errno = 14
	errConnReset    errno = 15
	errFault        errno = 21
	errHostUnreach  errno = 23
	errIO           errno = 29
	errTooManyFiles errno = 33
	errNetDown      errno = 38
	errNetUnreach   errno = 40
	errNoEntry      errno = 44 // the name cannot be looked up
	errNotSupported errno = 58 // no network is lent
	errNotPermitted errno = 63
	errPipe         errno = 64
	errTimedOut     errno = 73
)

// errnoOf is what the module is told about a failure of the network.
func errnoOf(err error) errno {
	var lookup *net.DNSError
	switch {
	case err == nil:
		return success
	case errors.As(err, &lookup):
		return errNoEntry
	case errors.Is(err, context.Canceled):
		return errCancelled
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return errTimedOut
	}
	for _, row := range []struct {
		system syscall.Errno
		errno  errno
	}{
		{syscall.ECONNREFUSED, errConnRefused},
		{syscall.ECONNRESET, errConnReset},
		{syscall.ECONNABORTED, errAborted},
		{syscall.EPIPE, errPipe},
		{syscall.ETIMEDOUT, errTimedOut},
		{syscall.EHOSTUNREACH, errHostUnreach},
		{syscall.ENETUNREACH, errNetUnreach},
		{syscall.ENETDOWN, errNetDown},
		{syscall.EADDRNOTAVAIL, errAddrNotAvail},
		{syscall.EACCES, errNotPermitted},
		{syscall.EPERM, errNotPermitted},
		{syscall.EMFILE, errTooManyFiles},
	} {
		if errors.Is(err, row.system) {
			return row.errno
		}
	}
	return errIO
}
