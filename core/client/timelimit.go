package client

import (
	"context"
	"time"
)

// timeLimit is a context with a deadline and without a timer, which would cost an
// exchange on a kept connection a tenth of its time: there the deadlines of the
// connection do the same. Done is that of the parent, so whatever waits for it
// needs [withTimer] first.
type timeLimit struct {
	context.Context
	until time.Time
}

func (l timeLimit) Deadline() (time.Time, bool) {
	if at, ok := l.Context.Deadline(); ok && at.Before(l.until) {
		return at, true
	}
	return l.until, true
}

func (l timeLimit) Err() error {
	if err := l.Context.Err(); err != nil {
		return err
	}
	if !time.Now().Before(l.until) {
		return context.DeadlineExceeded
	}
	return nil
}

// withTimer returns a context whose Done is closed at the deadline.
func withTimer(ctx context.Context) (context.Context, context.CancelFunc) {
	if l, ok := ctx.(timeLimit); ok {
		return context.WithDeadline(l.Context, l.until)
	}
	return ctx, func() {}
}

// until returns the deadline that the connection has to keep, zero if a timer
// does.
func until(ctx context.Context) time.Time {
	if l, ok := ctx.(timeLimit); ok {
		return l.until
	}
	return time.Time{}
}

// watch calls abort when ctx ends by a timer or its caller. stop is as that of
// context.AfterFunc.
func watch(ctx context.Context, abort func()) (stop func() bool) {
	if ctx.Done() == nil {
		return nobody
	}
	return context.AfterFunc(ctx, abort)
}

// nobody is the end of a watch over what never ends.
func nobody() bool { return true }
