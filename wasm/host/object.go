package host

import (
	"context"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/sallyport/sallyport/core/fault"
)

// Options are settings by key; docs/options.md lists them.
type Options map[string]string

// object is what an instance makes from options. Each instance that has served
// it has one of its own.
type object struct {
	runtime *Runtime
	kind    string // as in the names sally_kind_new and sally_kind_free
	options Options
	closed  atomic.Bool
}

// newObject makes the object in one instance, to know that the options are good.
func (r *Runtime) newObject(ctx context.Context, kind string, options Options) (*object, error) {
	o := &object{runtime: r, kind: kind, options: maps.Clone(options)}
	if err := o.use(ctx, func(*instance, uint64) error { return nil }); err != nil {
		return nil, err
	}
	return o, nil
}

// use runs a call with the object's handle in an instance.
func (o *object) use(ctx context.Context, do func(i *instance, handle uint64) error) error {
	return o.runtime.with(ctx, func(i *instance) error {
		if o.closed.Load() {
			return fault.New(fault.HandleClosed, "the %s is closed", o.kind)
		}
		handle, ok := i.handles[o]
		if !ok {
			var err error
			if handle, err = i.build(o); err != nil {
				return err
			}
			i.handles[o] = handle
		}
		err := do(i, uint64(handle))
		if fault.CodeOf(err) == fault.Panic { // which closed the handle
			delete(i.handles, o)
		}
		return err
	})
}

// Close forgets the object in all instances. Calls in progress go on; later ones
// fail with HANDLE_CLOSED.
func (o *object) Close() {
	if !o.closed.Swap(true) {
		o.runtime.closes.Add(1)
		o.runtime.tidyIdle()
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
