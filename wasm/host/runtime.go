package host

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sallyport/sallyport/core/fault"
)

// Runtime is a compiled module with its instances. It may be used from many
// goroutines at once.
type Runtime struct {
	config   Config
	allow    allowList
	engine   wazero.Runtime
	cache    wazero.CompilationCache // nil: none
	compiled wazero.CompiledModule

	slots   chan struct{} // holds one for each call that runs, and all of them at the end
	closers chan struct{} // holds one while Close works
	freed   bool          // of the holder of closers
	closing context.Context
	close   context.CancelFunc
	closes  atomic.Uint64 // objects closed so far

	mu   sync.Mutex
	idle []*instance // the last used is last
}

// New compiles a module, sallyport.wasm or sallyport-offline.wasm, and starts one
// instance of it.
//
// Errors: INVALID_ARGUMENT for the module or the configuration, OUT_OF_MEMORY if
// Config.MaxMemory is too small to start.
func New(ctx context.Context, module []byte, config Config) (*Runtime, error) {
	r := &Runtime{config: config}
	if err := r.config.check(); err != nil {
		return nil, err
	}
	var err error
	if config.Network != nil {
		if r.allow, err = parseAllow(config.Network.Allow); err != nil {
			return nil, err
		}
	}
	r.closing, r.close = context.WithCancel(context.Background())
	r.slots, r.closers = make(chan struct{}, r.config.MaxInstances), make(chan struct{}, 1)
	if err := r.compile(ctx, module); err != nil {
		r.end(ctx)
		return nil, err
	}
	err = r.with(ctx, func(*instance) error { return nil })
	if err != nil {
		r.end(ctx)
		return nil, err
	}
	return r, nil
}

func (r *Runtime) compile(ctx context.Context, module []byte) error {
	config := wazero.NewRuntimeConfig().
		WithDebugInfoEnabled(false).
		WithMemoryLimitPages(uint32(min(r.config.MaxMemory/pageSize, mostPages)))
	if dir := r.config.CacheDir; dir != "" {
		var err error
		if r.cache, err = wazero.NewCompilationCacheWithDir(dir); err != nil {
			return fault.Wrap(fault.InvalidArgument, err, "CacheDir %q: %v", dir, err)
		}
		config = config.WithCompilationCache(r.cache)
	}
	r.engine = wazero.NewRuntimeWithConfig(ctx, config)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r.engine); err != nil {
		return fault.Wrap(fault.Internal, err, "WASI: %v", err)
	}
	if err := lendNetwork(ctx, r.engine); err != nil {
		return fault.Wrap(fault.Internal, err, "%s: %v", networkModule, err)
	}
	var err error
	ctx = experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0))
	r.compiled, err = r.engine.CompileModule(ctx, module)
	if isDamaged(err) { // and would be at each start
		discard(r.config.CacheDir)
		r.compiled, err = r.engine.CompileModule(ctx, module)
	}
	switch {
	case isOfCache(err):
		return fault.Wrap(fault.InvalidArgument, err, "CacheDir %q: %v", r.config.CacheDir, err)
	case err != nil:
		return fault.Wrap(fault.InvalidArgument, err, "the module of %d bytes cannot be used: %s", len(module), firstLine(err.Error()))
	}
	if _, ours := r.compiled.ExportedFunctions()["sally_version"]; !ours || len(r.compiled.ExportedMemories()) == 0 {
		return fault.New(fault.InvalidArgument, "the module is not Sallyport's: it has no sally_version, or no memory")
	}
	return nil
}

// Close ends calls over the network, waits for all calls, and frees everything.
// Later calls fail with HANDLE_CLOSED; closing once more does nothing.
//
// Errors: DEADLINE_EXCEEDED or CANCELLED if ctx ends first. Then nothing is freed,
// and Close can be called again.
func (r *Runtime) Close(ctx context.Context) error {
	r.close()
	select {
	case r.closers <- struct{}{}:
		defer func() { <-r.closers }()
	case <-ctx.Done():
		return ended(ctx, "waiting for another Close")
	}
	if r.freed {
		return nil
	}
	for held := range cap(r.slots) {
		select {
		case r.slots <- struct{}{}:
		case <-ctx.Done():
			for range held {
				<-r.slots
			}
			return ended(ctx, "waiting for calls to end")
		}
	}
	r.end(ctx)
	r.freed = true
	return nil
}

func (r *Runtime) end(ctx context.Context) {
	r.close()
	r.mu.Lock()
	idle := r.idle
	r.idle = nil
	r.mu.Unlock()
	for _, i := range idle {
		i.drop()
	}
	if r.engine != nil {
		_ = r.engine.Close(ctx)
	}
	if r.cache != nil {
		_ = r.cache.Close(ctx)
	}
}

// with runs a call on an instance.
func (r *Runtime) with(ctx context.Context, do func(*instance) error) error {
	i, err := r.hold(ctx)
	if err != nil {
		return err
	}
	defer r.release(i)
	err = do(i)
	if err != nil && ctx.Err() != nil {
		return endedInside(ctx, err)
	}
	return err
}

// hold waits for an instance, which is the caller's until release.
func (r *Runtime) hold(ctx context.Context) (_ *instance, err error) {
	select {
	case r.slots <- struct{}{}:
	default: // all instances are busy
		select {
		case r.slots <- struct{}{}:
		case <-r.closing.Done():
			return nil, errClosed()
		case <-ctx.Done():
			return nil, ended(ctx, "waiting for one of the instances")
		}
	}
	defer func() {
		if err != nil {
			<-r.slots
		}
	}()
	switch {
	case r.closing.Err() != nil:
		return nil, errClosed()
	case ctx.Err() != nil:
		return nil, ended(ctx, "starting the call")
	}
	i, err := r.take()
	if err != nil {
		return nil, err
	}
	i.caller = ctx
	return i, nil
}

func (r *Runtime) release(i *instance) {
	r.giveBack(i)
	<-r.slots
}

func errClosed() error { return fault.New(fault.HandleClosed, "the runtime is closed") }

// take returns the instance that was used last, or a new one.
func (r *Runtime) take() (*instance, error) {
	r.mu.Lock()
	if n := len(r.idle); n > 0 {
		i := r.idle[n-1]
		r.idle = r.idle[:n-1]
		r.mu.Unlock()
		return i, nil
	}
	r.mu.Unlock()
	return newInstance(r)
}

// giveBack keeps an instance for the next call, if it is good for one.
func (r *Runtime) giveBack(i *instance) {
	i.caller = nil
	i.tidy()
	if i.lost || i.module.Memory().Size() > keptMemory {
		i.drop()
		return
	}
	r.mu.Lock()
	r.idle = append(r.idle, i)
	r.mu.Unlock()
}

// tidyIdle lets the instances that no call uses forget closed objects: one at a
// time, because calls that find no instance idle make more.
func (r *Runtime) tidyIdle() {
	select {
	case r.slots <- struct{}{}: // Close waits for it like for a call
		defer func() { <-r.slots }()
	default: // no instance is idle, or the runtime is closed
		return
	}
	for {
		r.mu.Lock()
		n := slices.IndexFunc(r.idle, func(i *instance) bool { return i.seen != r.closes.Load() })
		if n < 0 {
			r.mu.Unlock()
			return
		}
		i := r.idle[n]
		r.idle = slices.Delete(r.idle, n, n+1)
		r.mu.Unlock()
		r.giveBack(i)
	}
}

// ended is the error of a call whose context ended before it began.
func ended(ctx context.Context, phase string) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.Wrap(fault.DeadlineExceeded, ctx.Err(), "the time was up while %s", phase)
	}
	return fault.Wrap(fault.Cancelled, ctx.Err(), "the caller cancelled while %s", phase)
}

// endedInside corrects the module's error of an ended call: the module knows no
// difference between the two ends of a context.
func endedInside(ctx context.Context, err error) error {
	e := fault.From(err)
	if e.Code == fault.Cancelled && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e.Code, e.Cause = fault.DeadlineExceeded, ctx.Err()
	}
	return e
}
