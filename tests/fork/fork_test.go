package fork

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestObjectsMadeBeforeForkWorkInTheChild(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer server.Close()
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/live.c", true), server.URL)
}

func TestForkWithBusyThreads(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/busy.c", true))
}

func TestFiftyGenerations(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/nested.c", true))
}

func TestForkWhileLoading(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/loading.c", true))
}

func TestForkWithoutHandlers(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/unhandled.c", true))
}

func TestNothingStartsBeforeItIsNeeded(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/lazy.c", true))
}
