// Package host runs Sallyport's WebAssembly module in a Go program, with wazero:
// no cgo, and nothing of the module can reach what it was not lent.
//
//	module, err := os.ReadFile("build/sallyport.wasm") // make wasm
//	runtime, err := host.New(ctx, module, host.Config{CacheDir: dir})
//	signer, err := runtime.NewSigner(ctx, host.Options{"credentials.source": ...})
//	signed, err := signer.Sign(ctx, &host.Request{Method: "GET", URL: url})
//
// Objects are made from the options of docs/options.md.
//
// # Errors
//
// All errors are of package core/fault, with the codes of docs/errors.md. Each call
// can fail with
//
//   - HANDLE_CLOSED: the object or the [Runtime] is closed.
//   - CANCELLED, DEADLINE_EXCEEDED: the context ended; errors.Is finds its error.
//   - OUT_OF_MEMORY: an instance needs more than Config.MaxMemory.
//   - PANIC: a fault of the module. The call's instance may be lost; others go on.
//   - UNSUPPORTED, INTERNAL: the module is of another version than this package.
//
// What else a function answers is in its comment.
//
// # Instances
//
// A module's instance serves one call at a time. A [Runtime] makes instances when
// they are needed, keeps them, and makes objects anew in each, so that a
// [Runtime] and all its objects may be used from many goroutines at once. An
// instance whose call ends in a trap, or that has no memory left, is dropped;
// the call gets an error and all others go on. State of an object is an instance's
// own: open connections, and the tokens of the metadata service. A [Stream] keeps
// its instance until it is closed.
//
// Compiling the module takes seconds. Config.CacheDir keeps the result for the
// next process. It holds machine code: nobody else may write to it.
//
// # What the module is lent
//
// The real clock, the operating system's randomness, memory up to
// Config.MaxMemory, and the network that Config.Network allows. There is no
// network by default, and what needs it fails with UNSUPPORTED. There are no
// files and no environment: pass certificates as bytes (tls.ca_bytes, tls.cert,
// tls.key); the trusted roots are Mozilla's otherwise.
//
// # Cancellation
//
// A call over the network ends within about ten milliseconds of its context,
// because the module asks for it; its deadline is passed on too. A call that only
// computes is not interrupted: it takes microseconds, and 16 milliseconds for
// each MiB to hash; a batch can end between pieces of some thousand rows. wazero
// could interrupt it (WithCloseOnContextDone), but every call would pay, five times
// and more.
package host
