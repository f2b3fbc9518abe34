package abi

import (
	"io"
	"net/http"
	"net/http/httptest"
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
