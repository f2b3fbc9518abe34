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
	kind    int // the number of its New operation
	name    string
	options Options
	closed  atomic.Bool
}

// Format prints what kind of object it is, and none of its options.
func (o *object) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "%s", o.name) }

// newObject makes the object in one instance, to know that the options are good.
func (r *Runtime) newObject(ctx context.Context, kind int, name string, options Options) (*object, error) {
	o := &object{runtime: r, kind: kind, name: name, options: maps.Clone(options)}
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
		return o.in(i, func(handle uint64) error { return do(i, handle) })
	})
}

// in runs a call with the object's handle in that instance.
func (o *object) in(i *instance, do func(handle uint64) error) error {
	if o.closed.Load() {
		return fault.New(fault.HandleClosed, "the %s is closed", o.name)
	}
	key := weak.Make(o)
	h, ok := i.handles[key]
	if !ok {
		handle, err := i.build(o)
		if err != nil {
			return err
		}
		h = handle
		i.handles[key] = h
	}
	err := do(h)
	if fault.CodeOf(err) == fault.Panic { // which closed the handle
		delete(i.handles, key)
	}
	return err
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
func (i *instance) build(o *object) (uint64, error) {
	keys := slices.Sorted(maps.Keys(o.options))
	sizes := make([]int, 0, 2*len(keys))
	for _, key := range keys {
		sizes = append(sizes, len(key), len(o.options[key]))
	}
	w, err := i.write(pairSize*len(keys), sizes...)
	if err != nil {
		return 0, err
	}
	for n, key := range keys {
		w.span(pairSize*n, textOf(key, true))
		w.span(pairSize*n+strSize, textOf(o.options[key], true))
	}
	err = i.do("sally_new", uint64(o.kind), uint64(w.base), uint64(len(keys)), uint64(i.fixed+fixedNumber))
	if err != nil {
		return 0, err
	}
	b, err := i.view(i.fixed+fixedNumber, 8)
	if err != nil {
		return 0, err
	}
	return order.Uint64(b), nil
}
