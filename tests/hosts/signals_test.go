package hosts

import (
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// A handler that the host installs at any time has stack wherever it interrupts the
// library, runs on the host's threads alone, and what the host blocks stays blocked.
func TestHandlersOfTheHost(t *testing.T) {
	urls, _ := servers(t)
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/handlers.c", true), urls[0].URL+"/slow")
}
