package host

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"weak"

	"github.com/sallyport/sallyport/core/fault"
)

// Options are settings by key; docs/options.md lists them.
type Options map[string]string

// Format prints the keys alone, whatever the verb: values can be secrets.
func (o Options) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, slices.Sorted(maps.Keys(o))) }

// object is what an instance makes from options. Each instance that has served
// it has one of its own, and does not keep this one alive.
type object struct {
	runtime *Runtime
	kind    string // as in the names sally_kind_new and sally_kind_free
	options Options
	closed  atomic.Bool
}

// Format prints what kind of object it is, and none of its options.
func (o *object) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "%s", o.kind) }

// held is what an instance has of an object.
type held struct {
	kind   string
	handle uint32
}

// newObject makes the object in one instance, to know that the options are good.
func (r *Runtime) newObject(ctx context.Context, kind string, options Options) (*object, error) {
	o := &object{runtime: r, kind: kind, options: maps.Clone(options)}
	if err := o.use(ctx, func(*instance, uint64) error { return nil }); err != nil {
		return nil, err
	}
	runtime.AddCleanup(o, (*Runtime).forget, r) // if nobody closes it
	return o, nil
}

// forget lets instances free the objects that are closed or out of reach.
func (r *Runtime) forget() {
	r.closes.Add(1)
	r.tidyIdle()
}

// use runs a call with the object's handle in an instance.
func (o *object) use(ctx context.Context, do func(i *instance, handle uint64) error) error {
	return o.runtime.with(ctx, func(i *instance) error {
		if o.closed.Load() {
			return fault.New(fault.HandleClosed, "the %s is closed", o.kind)
		}
		key := weak.Make(o)
		h, ok := i.handles[key]
		if !ok {
			handle, err := i.build(o)
			if err != nil {
				return err
			}
			h = held{o.kind, handle}
			i.handles[key] = h
		}
		err := do(i, uint64(h.handle))
		if fault.CodeOf(err) == fault.Panic { // which closed the handle
			delete(i.handles, key)
		}
		return err
	})
}

// Close forgets the object in all instances. Calls in progress go on; later ones
// fail with HANDLE_CLOSED. An object that nobody refers to any more is forgotten
// without it, some time after.
func (o *object) Close() {
	if !o.closed.Swap(true) {
		o.runtime.forget()
	}
}

// build makes an object in an instance.
func (i *instance) build(o *object) (uint32, error) {
	options, err := i.withHandle("sally_options_new")
	if err != nil {
		return 0, err
	}
	defer func() { _, _ = i.call("sally_options_free", uint64(options)) }()
	for _, key := range slices.Sorted(maps.Keys(o.options)) {
		value := o.options[key]
		w, err := i.write(0, len(key), len(value))
		if err != nil {
			return 0, err
		}
		err = i.do("sally_options_set", uint64(options), put(w, key), uint64(len(key)), put(w, value), uint64(len(value)))
		if err != nil {
			return 0, err
		}
	}
	return i.withHandle("sally_"+o.kind+"_new", uint64(options))
}
