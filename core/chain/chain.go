package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Found is what a source has given.
type Found struct {
	credentials.Credentials
	Expires time.Time // zero: never
	Source  string    // for people: "role arn:aws:iam::1:role/r of profile \"p\""
}

// provider asks one source.
type provider func(ctx context.Context) (Found, error)

const (
	ahead     = 15 * time.Minute // botocore's "advisory" time
	again     = 30 * time.Second // after an attempt that failed, or goes on
	askingEnd = 2 * time.Minute  // of an attempt that nobody waits for
	mostKept  = 16               // former signers: with credentials of an hour a body may take most of a day
)

// Chain keeps the credentials of one source, and a signer made of them. It may be
// used from many goroutines at once.
type Chain struct {
	Region string // that goes with the source, "" if it has none
	Log    *Log   // what was said of sources

	source   provider
	sessions *sessions // of a certificate; nil: from elsewhere
	mfa      *mfa      // nil: nobody has to be asked for a code
	static   *Found    // what has no end
	sign     sigv4.Options
	form     *sigv4.Signer
	clock    func() time.Time
	jitter   io.Reader
	alone    bool // no goroutine may ask ahead of time
	close    func()

	current atomic.Pointer[state]
	tried   atomic.Int64 // when Ready last asked
	ended   context.Context
	end     context.CancelFunc

	mu     sync.Mutex // of what follows; never held while a source is asked
	asking *asking    // nil: nobody asks
	former []*state   // before current, oldest first
}

// state is a signer with the end of its credentials.
type state struct {
	signer  *sigv4.Signer
	found   Found
	expires int64        // Unix nanoseconds, or never
	due     atomic.Int64 // when to begin to ask for others
}

// lastMoment is the last one that the dates of Python can say.
var lastMoment = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

const (
	never    = 1<<63 - 1
	lastYear = 2262 // that nanoseconds reach; some write 9999 for never
)

// asking is a request to the source on behalf of all who wait meanwhile.
type asking struct {
	done  chan struct{}
	err   error
	again bool // who asked gave up: that says nothing about the source
}

// Static is what a source gave that has a key pair without end.
func (c *Chain) Static() (Found, bool) {
	if c.static == nil {
		return Found{}, false
	}
	return *c.static, true
}

// Use sets what signers are made with, apart from credentials, and checks it.
func (c *Chain) Use(o sigv4.Options) error {
	o.Credentials = credentials.Credentials{AccessKeyID: "ID", SecretAccessKey: "a secret of some length"}
	var err error
	c.form, err = sigv4.New(o)
	c.sign = o
	return err
}

// Form is a signer without credentials of worth, to ask what depends on the scheme.
func (c *Chain) Form() *sigv4.Signer { return c.form }

// Close gives up what is being asked.
func (c *Chain) Close() {
	c.end()
	if s := c.current.Load(); s != nil {
		s.signer.Forget()
	}
	c.mu.Lock()
	for _, s := range c.former {
		s.signer.Forget()
	}
	c.mu.Unlock()
	c.close()
}

// Signer returns the signer of a time, which the clock has said, without waiting.
//
// Errors: CREDENTIALS_STALE if there is none that is valid: [Chain.Wait] gets one.
func (c *Chain) Signer(now time.Time) (*sigv4.Signer, error) {
	s := c.current.Load()
	if s != nil && now.UnixNano() < s.due.Load() {
		return s.signer, nil
	}
	return c.late(s, now.UnixNano())
}

// Former is the signer that had an access key id, which may be over by now: who
// began a body in chunks with it has to end it with it.
//
// Errors: CREDENTIALS_NOT_KEPT if it was too many renewals ago, or never here: those
// of another process are not.
func (c *Chain) Former(accessKeyID string) (*sigv4.Signer, error) {
	if s := c.current.Load(); s != nil && s.found.AccessKeyID == accessKeyID {
		return s.signer, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.former {
		if s.found.AccessKeyID == accessKeyID {
			return s.signer, nil
		}
	}
	return nil, fault.New(fault.CredentialsNotKept, "those that the body or event stream was begun with are not among the last %d of this process", mostKept+1)
}

// late begins to ask for others where there is time to do so.
func (c *Chain) late(s *state, now int64) (*sigv4.Signer, error) {
	switch {
	case s == nil:
		return nil, fault.New(fault.CredentialsStale, "the credentials have not been asked for yet")
	case now >= s.expires:
		return nil, fault.New(fault.CredentialsStale, "the credentials of %s have expired at %s", s.found.Source, stamp(s.found.Expires))
	}
	if due := s.due.Load(); !c.alone && now >= due && s.due.CompareAndSwap(due, now+int64(again)) {
		c.askAside()
	}
	return s.signer, nil
}

// Ready is Signer for a caller that has no way to wait: what is not there is asked
// for, so that a later call finds it.
//
// Errors: CREDENTIALS_STALE.
func (c *Chain) Ready() (*sigv4.Signer, error) {
	now := c.clock()
	signer, err := c.Signer(now)
	if tried := c.tried.Load(); err != nil && !c.alone && now.UnixNano()-tried >= int64(again) && c.tried.CompareAndSwap(tried, now.UnixNano()) {
		c.askAside()
	}
	return signer, err
}

// askAside asks in a goroutine, unless somebody asks.
func (c *Chain) askAside() {
	a, mine := c.join()
	if !mine {
		return
	}
	go func() {
		defer func() { _ = recover() }() // ask has told those who wait
		ctx, cancel := context.WithTimeout(c.ended, askingEnd)
		defer cancel()
		c.ask(ctx, a)
	}()
}

// Wait returns the signer of now, and asks the source if there is none.
//
// Errors: those of the source; CREDENTIALS_EXPIRED if it gave what has an end that
// is over; CANCELLED.
func (c *Chain) Wait(ctx context.Context) (*sigv4.Signer, error) {
	for {
		signer, err := c.Signer(c.clock())
		if err == nil && !(c.alone && c.isDue()) {
			return signer, nil
		}
		a, mine := c.join()
		if mine {
			c.ask(ctx, a)
		} else {
			select {
			case <-a.done:
			case <-ctx.Done():
				return nil, fault.New(fault.Cancelled, "given up while others asked for credentials")
			}
		}
		switch {
		case a.err == nil:
		case signer != nil: // there is time for another try
			return signer, nil
		case !a.again || mine || ctx.Err() != nil:
			return nil, a.err
		}
	}
}

// isDue reports whether it is time to ask, and puts the next time off.
func (c *Chain) isDue() bool {
	now, s := c.clock().UnixNano(), c.current.Load()
	due := s.due.Load()
	return now >= due && s.due.CompareAndSwap(due, now+int64(again))
}

// Now is what the source gave last; false: nothing yet.
func (c *Chain) Now() (Found, bool) {
	s := c.current.Load()
	if s == nil {
		return Found{}, false
	}
	return s.found, true
}

func (c *Chain) join() (a *asking, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking == nil {
		c.asking, mine = &asking{done: make(chan struct{}), again: true}, true
	}
	return c.asking, mine
}

// ask asks the source and lets the others know, also if it panics. It returns what
// the source gave.
func (c *Chain) ask(ctx context.Context, a *asking) Found {
	a.err = fault.New(fault.Cancelled, "the question to the source of credentials was given up")
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.asking = nil
		close(a.done)
	}()
	found, err := c.source(ctx)
	if err == nil {
		err = c.take(found)
	}
	a.err, a.again = c.since(err), err != nil && ctx.Err() != nil
	return found
}

// take makes a signer of what a source gave.
func (c *Chain) take(found Found) error {
	now := c.clock()
	if found.Expires.After(lastMoment) {
		found.Expires = lastMoment
	}
	s := &state{found: found, expires: never}
	due := int64(never)
	if !found.Expires.IsZero() {
		left := found.Expires.Sub(now)
		if left <= 0 {
			c.Log.add(found.Source, "has expired at "+stamp(found.Expires))
			return fault.New(fault.CredentialsExpired, "%s gave credentials that have expired at %s", found.Source, stamp(found.Expires))
		}
		if found.Expires.Year() < lastYear {
			early := min(ahead, left/3)
			s.expires = found.Expires.UnixNano()
			due = s.expires - int64(early+c.part(early/10))
		}
	}
	s.due.Store(due)
	c.Log.given(found)
	o := c.sign
	o.Credentials = found.Credentials
	var err error
	if s.signer, err = sigv4.New(o); err != nil {
		e := fault.From(err)
		return fault.Wrap(e.Code, err, "%s: %s", found.Source, e.Message)
	}
	if before := c.current.Swap(s); before != nil && before.found.AccessKeyID != found.AccessKeyID {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.former = append(c.former[max(0, len(c.former)-mostKept+1):], before)
	}
	return nil
}

// since says of a failure how long there have been no credentials.
func (c *Chain) since(err error) error {
	if err != nil {
		c.Log.failed(err)
	}
	s := c.current.Load()
	if err == nil || s == nil || c.clock().UnixNano() < s.expires {
		return err
	}
	e := fault.From(err)
	return fault.Wrap(e.Code, err, "%s; the last credentials have expired at %s", e.Message, stamp(s.found.Expires)).WithDetail(e.Detail)
}

// part is a random part of a time, so that many processes do not ask at once.
func (c *Chain) part(most time.Duration) time.Duration {
	var b [2]byte
	if c.jitter == nil {
		return 0
	}
	if _, err := io.ReadFull(c.jitter, b[:]); err != nil {
		return 0
	}
	return most * time.Duration(int(b[0])<<8|int(b[1])) / (1 << 16)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Format shows where the credentials come from.
func (c *Chain) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "Chain") }

func hasCode(err error, code fault.Code) bool { return errors.Is(err, code) }
