package abi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestEveryPointerIsChecked(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/null.c", true))
}

func TestBatchesAreColumnsInAndOut(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/batch.c", true))
}

func TestFormsAreVerified(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/post.c", true))
}

func TestConventionsHold(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/conventions.c", true))
}

func TestBodiesPassBothWaysAndFieldsHaveNames(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.EnableFullDuplex()
		switch r.URL.Path {
		case "/fields":
			w.Header().Set("X-One", "1")
			w.Header().Set("Trailer", "X-Sum, X-Empty")
			_ = control.Flush()
			w.Header().Set("X-Sum", "abc: d")
			w.Header().Set("X-Empty", "")
		case "/echo":
			_ = control.Flush()
			b := make([]byte, 1)
			for {
				if _, err := io.ReadFull(r.Body, b); err != nil {
					return
				}
				_, _ = w.Write(b)
				_ = control.Flush()
			}
		default:
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}))
	defer server.Close()
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/fields.c", true), server.URL)
}

func TestALargeBodyIsInMemoryOnce(t *testing.T) {
	const length = 160 << 20
	period := make([]byte, 251<<12)
	for i := range period {
		period[i] = byte(i % 251)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(length))
		for left := length; left > 0; left -= len(period) {
			if _, err := w.Write(period[:min(left, len(period))]); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	most := length * 3 / 2
	if os.Getenv(cprogram.Sanitizer) != "" { // whose memory counts too
		most = 1 << 40
	}
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/whole.c", true), server.URL, strconv.Itoa(length), strconv.Itoa(most))
}

// A ticket is right and wrong in the same ways when sanitizers watch; make sanitize
// has them watch the other programs too.
func TestCallsCanBeLeft(t *testing.T) {
	include := "-I" + cprogram.Root(t) + "/cshared/door"
	for _, sanitizer := range []string{"", "address", "thread"} {
		t.Run(sanitizer, func(t *testing.T) {
			t.Setenv(cprogram.Sanitizer, sanitizer)
			cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/ticket.c", true, include))
		})
	}
}

func TestBodiesInChunksComeInAndGoOn(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/incoming.c", true))
}

func TestNothingIsKeptOfBorrowedMemory(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/borrowed.c", true))
}
