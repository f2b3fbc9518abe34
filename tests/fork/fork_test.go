package fork

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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

func TestTwoDoorsBeginAtOnce(t *testing.T) {
	door := cprogram.Library(t)
	file, err := os.ReadFile(door)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.so")
	if err := os.WriteFile(other, file, 0o755); err != nil {
		t.Fatal(err)
	}
	core := "SALLYPORT_CORE_LIBRARY=" + filepath.Dir(door) + "/libsallyport-core.so"
	cprogram.Run(t, []string{core}, cprogram.Build(t, "gcc", "testdata/doors.c", false), door, other)
}
