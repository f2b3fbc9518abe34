package op

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/core/fault"
)

// object is what a New operation makes.
type object interface {
	kind() uint32
	// now panics in a build that tests panics, and else does nothing.
	now()
	Close()
}

// Core holds the objects and the calls under way of one host.
type Core struct {
	system  System
	objects Table[object]
	tickets Table[*Ticket]
}

// NewCore makes a Core without objects.
func NewCore(s System) *Core { return &Core{system: s.withDefaults()} }

// New makes the object of a kind, which is the number of its New operation, and
// returns its number. The settings are kept, so they must not be borrowed.
//
// Errors: those of [ParseOptions] and of the object's package; INVALID_ARGUMENT,
// OUT_OF_MEMORY, PANIC.
func (c *Core) New(kind uint32, settings []Pair) (number uint64, err error) {
	defer func() { err = panicked(recover(), err) }()
	options, err := ParseOptions(settings)
	if err != nil {
		return 0, err
	}
	made, err := construct(kind, options, c.system)
	if err != nil {
		return 0, err
	}
	return c.add(made)
}

func (c *Core) add(made object) (uint64, error) {
	number, ok := c.objects.Add(made)
	if !ok {
		made.Close()
		return 0, fault.New(fault.OutOfMemory, "%d objects are in use", MaxHandles)
	}
	return number, nil
}

// makeOn runs an operation that makes an object, which uses the network.
func (c *Core) makeOn(on object, call *Call) (err error) {
	if c.system.NoNetwork != nil {
		return c.system.NoNetwork
	}
	if err = run(&c.system, on, call); err == nil {
		call.Made, err = c.add(call.made)
	}
	return err
}

// Free forgets an object and closes it.
func (c *Core) Free(number uint64) {
	defer func() { _ = recover() }()
	if on, ok := c.objects.Remove(number); ok {
		on.Close()
	}
}

// Call runs an operation. One that waits is given up when ctx ends. A panic
// becomes an error and closes the object.
//
// Errors: those of the operation; INVALID_ARGUMENT, NULL_POINTER, HANDLE_CLOSED,
// PANIC.
func (c *Core) Call(ctx context.Context, number uint64, call *Call) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = c.Panicked(number, v)
		}
	}()
	return c.CallOrPanic(ctx, number, call)
}

// CallOrPanic is Call for a skin that recovers itself, and then says so to
// [Core.Panicked].
func (c *Core) CallOrPanic(ctx context.Context, number uint64, call *Call) error {
	on, o, err := c.find(number, call)
	if err != nil {
		return err
	}
	switch o.gives {
	case givesResponse:
		err = c.wait(ctx, on, call)
	case givesObject:
		err = c.makeOn(on, call)
	default:
		err = run(&c.system, on, call)
	}
	if isPanic(err) { // of another goroutine
		c.objects.Remove(number)
	}
	return err
}

// Panicked closes the object whose call panicked, and is the error to report.
func (c *Core) Panicked(number uint64, v any) error {
	c.objects.Remove(number)
	return panicked(v, nil)
}

func (c *Core) wait(ctx context.Context, on object, call *Call) error {
	wait, err := prepare(on, call)
	if err != nil {
		return err
	}
	if c.system.NoNetwork != nil {
		return c.system.NoNetwork
	}
	call.Parts, err = wait(ctx)
	return err
}

// find checks a call and returns what it is called on.
func (c *Core) find(number uint64, call *Call) (object, *operation, error) {
	o := row(call.Op)
	if err := call.check(o); err != nil {
		return nil, nil, err
	}
	if o.kind == 0 {
		return nil, o, nil
	}
	on, ok := c.objects.Get(number)
	if !ok {
		return nil, nil, fault.New(fault.HandleClosed, "the object was freed, or closed after a panic")
	}
	if on.kind() != o.kind {
		return nil, nil, fault.New(fault.InvalidArgument, "%s is not called on what %s makes", o.name, row(on.kind()).name)
	}
	if panicsOnRequest {
		on.now()
	}
	return on, o, nil
}

// panicked is err, or what a recovered value says. A panic that was carried over
// from another goroutine is an error already.
func panicked(v any, err error) error {
	if v == nil {
		return err
	}
	if e, ok := v.(*fault.Error); ok && e.Code == fault.Panic {
		return e
	}
	return fault.New(fault.Panic, "panic: %s", Cut(fmt.Sprint(v), 400))
}

func isPanic(err error) bool { return err != nil && fault.CodeOf(err) == fault.Panic }

// Cut shortens s to at most n bytes without splitting a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
