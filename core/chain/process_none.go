//go:build wasip1

package chain

import (
	"context"

	"github.com/sallyport/sallyport/core/credentials"
)

func run(context.Context, []string, credentials.Lookup, []string) ([]byte, string) {
	return nil, "cannot be run: WebAssembly has no processes"
}
