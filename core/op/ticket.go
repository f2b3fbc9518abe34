package op

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Ticket is a call under way. Its result can be taken once, by one waiter.
type Ticket struct {
	done   chan struct{} // closed when the call has ended
	cancel context.CancelCauseFunc
	run    func() // the call, and its end
	begun  atomic.Bool
	broken func() // after a panic

	stepping sync.Mutex // never held while waiting
	prompt   prompt     // nil: a goroutine makes the call, or it has ended
	abandon  func()     // ends a prompt call

	mu       sync.Mutex
	state    ticketState
	waiting  bool
	notify   func() // called once, when the call has ended
	got      outcome
	err      error
	released func()
}

type ticketState uint8

const (
	running ticketState = iota
	cancelled
	ended
	taken
)

func misused(format string) error { return fault.New(fault.TicketMisused, "%s", format) }

// Start begins a call that waits, and returns the number of its ticket. What the
// call borrows is copied before Start returns.
//
// Errors: those of [Core.Call] that need no network; INVALID_ARGUMENT if the
// operation does not wait.
func (c *Core) Start(number uint64, call *Call) (ticket uint64, err error) {
	defer func() {
		if err = panicked(recover(), err); isPanic(err) {
			c.objects.Remove(number)
		}
	}()
	on, o, err := c.find(number, call)
	if err != nil {
		return 0, err
	}
	if o.gives != givesResponse {
		return 0, fault.New(fault.InvalidArgument, "%s does not wait, so it is called and not started", o.name)
	}
	wait, err := prepare(on, call)
	if err != nil {
		return 0, err
	}
	if c.system.NoNetwork != nil {
		return 0, c.system.NoNetwork
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	t := &Ticket{done: make(chan struct{}), cancel: cancel, prompt: call.prompt}
	t.broken = func() { c.objects.Remove(number) }
	rest := call.waits
	if rest == nil {
		rest = func(ctx context.Context) (outcome, error) {
			parts, err := wait(ctx)
			return outcome{parts: parts}, err
		}
	}
	if t.prompt != nil {
		rest, t.abandon = t.prompt.rest, t.prompt.abandon
	}
	ticket, ok := c.tickets.Add(t)
	if !ok {
		cancel(nil)
		if t.abandon != nil {
			t.abandon()
		}
		return 0, fault.New(fault.OutOfMemory, "%d calls are under way", MaxHandles)
	}
	t.run = func() {
		var got outcome
		var err error
		defer func() {
			if err = panicked(recover(), err); isPanic(err) {
				t.broken()
			}
			t.end(got, err)
		}()
		got, err = rest(ctx)
	}
	if t.prompt == nil {
		go func() {
			defer func() { _ = recover() }() // run has
			t.begin()
		}()
	}
	return ticket, nil
}

// begin runs the call unless that has begun.
func (t *Ticket) begin() {
	if t.begun.CompareAndSwap(false, true) {
		t.run()
	}
}

// end keeps the result for whoever takes it.
func (t *Ticket) end(got outcome, err error) {
	t.mu.Lock()
	t.got, t.err = got, err
	if t.state == cancelled {
		t.discard()
		t.err = errCancelled()
	}
	t.state = ended
	notify := t.notify
	t.notify = nil
	if t.got.made == nil { // whose body ends with the context
		t.cancel(nil)
	}
	close(t.done) // before anybody can be told that it is over
	t.mu.Unlock()
	if notify != nil {
		notify()
	}
}

// discard gives up a result that nobody takes; t.mu is held.
func (t *Ticket) discard() {
	if t.got.made != nil {
		t.got.made.Close()
		t.cancel(nil)
	}
	t.got = outcome{}
}

func errCancelled() error { return fault.New(fault.Cancelled, "the caller cancelled the operation") }

// Finish waits for the end of a call, at most for a time; a negative one is no
// limit. It returns false if the call goes on, else its result, and the ticket is
// used up.
//
// Errors: those of the operation; CANCELLED, HANDLE_CLOSED, TICKET_MISUSED.
func (c *Core) Finish(ticket uint64, limit time.Duration) (parts [][]byte, done bool, err error) {
	parts, _, done, err = c.FinishMade(ticket, limit)
	return parts, done, err
}

// FinishMade is Finish of a call that may leave a stream: made is its number, or 0.
func (c *Core) FinishMade(ticket uint64, limit time.Duration) (parts [][]byte, made uint64, done bool, err error) {
	t, err := c.ticket(ticket)
	if err != nil {
		return nil, 0, false, err
	}
	if err := t.startWaiting(); err != nil {
		return nil, 0, false, err
	}
	ended := t.wait(limit)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = false
	if !ended {
		return nil, 0, false, nil
	}
	got, err := t.got, t.err
	t.got, t.state = outcome{}, taken
	if got.made != nil {
		if s, ok := got.made.(*Stream); ok {
			s.cancel = func() { t.cancel(nil) }
		}
		made, err = c.add(got.made)
	}
	return got.parts, made, true, err
}

func (t *Ticket) startWaiting() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.state == taken:
		return misused("the result of this call was taken before")
	case t.waiting:
		return misused("another thread waits for this call")
	}
	t.waiting = true
	return nil
}

func (t *Ticket) wait(limit time.Duration) bool {
	select { // most often a call that was announced is taken
	case <-t.done:
		return true
	default:
	}
	t.stepping.Lock()
	t.leave()
	t.stepping.Unlock()
	if limit == 0 {
		return false
	}
	if limit < 0 {
		t.begin() // before the goroutine has: a thread that has to be woken comes later
	}
	var over <-chan time.Time
	if limit > 0 {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-t.done:
		return true
	case <-over:
		return false
	}
}

// Cancel gives a call up. Its end, which Finish waits for, follows at once.
//
// Errors: HANDLE_CLOSED; TICKET_MISUSED if it was cancelled before or has ended.
func (c *Core) Cancel(ticket uint64) error {
	t, err := c.ticket(ticket)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch t.state {
	case cancelled:
		return misused("this call was cancelled before")
	case ended, taken:
		return misused("this call has ended before")
	}
	t.giveUp()
	return nil
}

// giveUp ends a call that is under way; t.mu is held.
func (t *Ticket) giveUp() {
	t.state = cancelled
	t.cancel(context.Canceled)
	if t.abandon != nil {
		t.abandon()
	}
}

// Notify has f called when the call ends, or at once if it has ended. The ticket
// calls released when it is dropped. Only one pair is kept.
//
// Errors: HANDLE_CLOSED; TICKET_MISUSED if there is one, or the result was taken.
func (c *Core) Notify(ticket uint64, f, released func()) error {
	t, err := c.ticket(ticket)
	if err != nil {
		return err
	}
	t.stepping.Lock()
	t.leave() // nobody may wait for what is made promptly
	t.stepping.Unlock()
	t.mu.Lock()
	switch {
	case t.state == taken:
		err = misused("the result of this call was taken before")
	case t.released != nil:
		err = misused("this call is watched already")
	default:
		t.released = released
	}
	over := t.state == ended
	if err == nil && !over {
		t.notify = f
	}
	t.mu.Unlock()
	if err == nil && over {
		f()
	}
	return err
}

// Drop forgets a ticket, and cancels its call if it is under way.
func (c *Core) Drop(ticket uint64) {
	t, ok := c.tickets.Remove(ticket)
	if !ok {
		return
	}
	t.mu.Lock()
	if t.state == running {
		t.giveUp()
	}
	if t.state == ended {
		t.discard()
	}
	released := t.released
	t.notify, t.released = nil, nil
	t.mu.Unlock()
	if released != nil {
		released()
	}
}

func (c *Core) ticket(number uint64) (*Ticket, error) {
	t, ok := c.tickets.Get(number)
	if !ok {
		return nil, fault.New(fault.HandleClosed, "the ticket was freed")
	}
	return t, nil
}
