package host_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/wasm/host"
)

const (
	modulePath  = "../../build/sallyport.wasm"
	offlinePath = "../../build/sallyport-offline.wasm"
	panicPath   = "../../build/wasm/sallyport-panic.wasm" // its objects panic on request
	cacheDir    = "../../build/wasm/cache"                // a compilation takes seconds
)

func TestMain(m *testing.M) {
	flag.Parse()
	for _, path := range []string{modulePath, offlinePath, panicPath} {
		if _, err := os.Stat(path); err != nil {
			fmt.Fprintf(os.Stderr, "%v\nThese tests run the built modules: make wasm-test, in the root of the checkout, builds them.\n", err)
			os.Exit(1)
		}
	}
	code := m.Run()
	if shared, err := sharedRuntime(); code == 0 && err == nil {
		_ = shared.Close(context.Background())
	}
	os.Exit(code)
}

func module(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// newRuntime makes a runtime for one test.
func newRuntime(tb testing.TB, path string, config host.Config) *host.Runtime {
	tb.Helper()
	config.CacheDir = cacheDir
	r, err := host.New(context.Background(), module(tb, path), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return r
}

// sharedRuntime is for all tests that need no network.
var sharedRuntime = sync.OnceValues(func() (*host.Runtime, error) {
	data, err := os.ReadFile(modulePath)
	if err != nil {
		return nil, err
	}
	return host.New(context.Background(), data, host.Config{CacheDir: cacheDir})
})

func shared(tb testing.TB) *host.Runtime {
	tb.Helper()
	r, err := sharedRuntime()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is\n%s\nwant\n%s", what, got, want)
	}
}
