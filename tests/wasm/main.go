// Command wasm does Sallyport's four jobs inside the WebAssembly module, which
// runs under wazero in this program, against the local stand-ins.
//
//	wasm [-lab FILE] [-module FILE] [-cache DIR]
//
// It prints what held and what did not, and exits with 0 only if everything held.
// The module may connect to the stand-ins' addresses and to nothing else.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sallyport/sallyport/wasm/host"
)

func main() {
	var o options
	flag.StringVar(&o.lab, "lab", "build/tools/sallyport-lab", "the lab program, `file`")
	flag.StringVar(&o.module, "module", "build/sallyport.wasm", "the module, `file`")
	flag.StringVar(&o.cache, "cache", "build/wasm/cache", "`directory` for the compiled module")
	flag.Parse()
	held, err := run(context.Background(), o, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "wasm:", err)
	}
	if err != nil || !held {
		os.Exit(1)
	}
}

type options struct{ lab, module, cache string }

// run does the jobs and reports whether everything held.
func run(ctx context.Context, o options, out io.Writer) (bool, error) {
	module, err := os.ReadFile(o.module)
	if err != nil {
		return false, fmt.Errorf("%w (make wasm builds it)", err)
	}
	lab, stop, err := startLab(o.lab)
	if err != nil {
		return false, err
	}
	defer stop()
	started := time.Now()
	runtime, err := host.New(ctx, module, host.Config{CacheDir: o.cache, Network: &host.Network{Allow: lab.addresses()}})
	if err != nil {
		return false, err
	}
	defer func() { _ = runtime.Close(ctx) }()
	version, err := runtime.Version(ctx)
	if err != nil {
		return false, err
	}
	r := &report{out: out}
	r.say("Sallyport %s in WebAssembly: %.1f MB, ready after %v", version, float64(len(module))/1e6, time.Since(started).Round(time.Millisecond))
	for _, job := range []struct {
		title string
		do    func(context.Context, *host.Runtime, *standIns, *report) error
	}{
		{"1. reach: an HTTPS service by its address, under its real name", reach},
		{"2. sign: a request that the service accepts", sign},
		{"3. publish: to AWS IoT Core, by client certificate and ALPN", publish},
		{"4. verify: who an instance is", verify},
	} {
		r.say("\n%s", job.title)
		if err := job.do(ctx, runtime, lab, r); err != nil {
			r.check(err.Error(), false)
		}
	}
	r.say("\n%d claims held, %d did not.", r.held, r.failed)
	return r.failed == 0, nil
}

// report prints claims and counts them.
type report struct {
	out          io.Writer
	held, failed int
}

func (r *report) say(format string, args ...any) { _, _ = fmt.Fprintf(r.out, format+"\n", args...) }

func (r *report) check(claim string, holds bool) {
	if holds {
		r.held++
		r.say("   ok: %s", claim)
	} else {
		r.failed++
		r.say("   FAILED: %s", claim)
	}
}
