package host

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"weak"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	// keptMemory is above what an instance has that served ordinary calls. Memory
	// does not shrink, so a larger instance is not kept.
	keptMemory = 64 << 20
	// keptBuffer is the same for the two buffers.
	keptBuffer = 1 << 20
	leastArea  = 16 << 10
)

// instance is one instance of the module. One goroutine uses it at a time.
type instance struct {
	runtime   *Runtime
	module    api.Module
	ctx       context.Context // carries the instance to the functions that it imports
	caller    context.Context // of the call in progress
	functions map[string]api.Function
	stack     [16]uint64
	stderr    head
	lost      bool // a call did not return

	handles map[weak.Pointer[object]]uint64
	seen    uint64 // Runtime.closes when handles were tidied

	fixed         uint32 // where small results go, see layout.go
	input, output area
	lines         []byte // scratch
	connections   connections
}

// area is memory of the module that it allocated for us.
type area struct{ address, size uint32 }

type instanceKey struct{}

func newInstance(r *Runtime) (*instance, error) {
	i := &instance{runtime: r, functions: map[string]api.Function{}, handles: map[weak.Pointer[object]]uint64{}, seen: r.closes.Load()}
	i.ctx = context.WithValue(context.Background(), instanceKey{}, i)
	config := wazero.NewModuleConfig().
		WithName(""). // many at a time
		WithStartFunctions("_initialize").
		WithSysWalltime().WithSysNanotime().WithSysNanosleep().WithOsyield(runtime.Gosched).
		WithRandSource(rand.Reader).
		WithEnv("GOMEMLIMIT", strconv.FormatInt(r.config.MaxMemory*3/4, 10)). // collect before memory cannot grow
		WithStderr(&i.stderr)
	var err error
	if i.module, err = r.engine.InstantiateModule(i.ctx, r.compiled, config); err != nil {
		return nil, i.crash(err)
	}
	if i.fixed, err = i.alloc(fixedSize); err == nil {
		err = i.input.reserve(i, leastArea)
	}
	if err == nil {
		err = i.output.reserve(i, leastArea)
	}
	if err != nil {
		i.drop()
		return nil, err
	}
	return i, nil
}

// drop frees the instance.
func (i *instance) drop() {
	i.connections.closeAll()
	_ = i.module.Close(i.ctx)
}

// tidy frees what the instance need not keep between calls.
func (i *instance) tidy() {
	if closes := i.runtime.closes.Load(); closes != i.seen {
		i.seen = closes
		for key, h := range i.handles {
			if o := key.Value(); o == nil || o.closed.Load() {
				delete(i.handles, key)
				_, _ = i.call("sally_object_free", h)
			}
		}
	}
	for _, a := range []*area{&i.input, &i.output} {
		if a.size > keptBuffer {
			i.free(a.address)
			*a = area{}
		}
	}
}

// call calls an export. An error means that the instance is lost.
func (i *instance) call(name string, arguments ...uint64) (uint64, error) {
	if i.lost {
		return 0, fault.New(fault.Internal, "%s on an instance that is lost", name)
	}
	function := i.functions[name]
	if function == nil {
		if function = i.module.ExportedFunction(name); function == nil {
			return 0, fault.New(fault.Unsupported, "the module has no %s: module and package are of different versions", name)
		}
		if d := function.Definition(); len(d.ParamTypes()) != len(arguments) || len(d.ResultTypes()) > 1 {
			return 0, fault.New(fault.Unsupported, "the module's %s has %d parameters, not %d: module and package are of different versions",
				name, len(d.ParamTypes()), len(arguments))
		}
		i.functions[name] = function
	}
	stack := i.stack[:max(len(arguments), 1)]
	copy(stack, arguments)
	if err := function.CallWithStack(i.ctx, stack); err != nil {
		i.lost = true
		return 0, i.crash(err)
	}
	return stack[0], nil
}

// crash names why an instance ended.
func (i *instance) crash(err error) error {
	text := firstLine(err.Error())
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		text = fmt.Sprintf("it ended with status %d", exit.ExitCode())
	}
	if said := i.stderr.String(); said != "" {
		text = firstLine(said)
		if strings.Contains(said, "out of memory") || strings.Contains(said, "cannot allocate memory") {
			return fault.Wrap(fault.OutOfMemory, err, "an instance of the module needs more than MaxMemory, %d bytes: %s", i.runtime.config.MaxMemory, text)
		}
	}
	return fault.Wrap(fault.Panic, err, "an instance of the module is lost: %s", text)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}

// head keeps the beginning of what the module writes to its standard error: the
// reason of a crash comes first, the stacks of goroutines after it.
type head struct{ text []byte }

const headSize = 4 << 10

func (h *head) Write(p []byte) (int, error) {
	h.text = append(h.text, p[:min(len(p), headSize-len(h.text))]...)
	return len(p), nil
}

func (h *head) String() string { return string(h.text) }

// alloc gets memory of the module.
func (i *instance) alloc(size uint32) (uint32, error) {
	address, err := i.call("sally_alloc", uint64(size))
	if err == nil && uint32(address) == 0 {
		err = fault.New(fault.InputTooLarge, "%d bytes do not fit into an instance of the module", size)
	}
	return uint32(address), err
}

func (i *instance) free(address uint32) { _, _ = i.call("sally_free", uint64(address)) }

// reserve makes the area at least so large. What it held is lost then.
func (a *area) reserve(i *instance, size uint32) error {
	if size <= a.size {
		return nil
	}
	size = max(size, leastArea)
	if a.address != 0 {
		i.free(a.address)
		*a = area{}
	}
	address, err := i.alloc(size)
	if err == nil {
		*a = area{address, size}
	}
	return err
}

// view is memory of the module. It is good until the module is called again.
func (i *instance) view(address, size uint32) ([]byte, error) {
	if b, ok := i.module.Memory().Read(address, size); ok {
		return b, nil
	}
	return nil, fault.New(fault.Internal, "the module names %d bytes at %d, outside of its memory", size, address)
}
