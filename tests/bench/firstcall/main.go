// Command firstcall makes its first signature in the WebAssembly module and prints
// how long that took in nanoseconds, counted from the start of this process's Go
// code on. If the cache has the module, an earlier process has compiled it.
//
//	firstcall MODULE CACHE
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/sallyport/sallyport/wasm/host"
)

// Set when this package is initialized, after those that it imports.
var started = time.Now()

func main() {
	if len(os.Args) != 3 {
		fail("usage: firstcall MODULE CACHE")
	}
	if err := sign(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fail(err)
	}
	fmt.Println("wasm_first_call", time.Since(started).Nanoseconds())
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

// sign closes nothing: what counts is a process that goes on.
func sign(ctx context.Context, file, cache string) error {
	module, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	runtime, err := host.New(ctx, module, host.Config{CacheDir: cache})
	if err != nil {
		return err
	}
	signer, err := runtime.NewSigner(ctx, host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	})
	if err != nil {
		return err
	}
	_, err = signer.Sign(ctx, &host.Request{Method: "GET", URL: "https://sts.eu-west-1.amazonaws.com/"})
	return err
}
