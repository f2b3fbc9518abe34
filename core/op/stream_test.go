package op_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// streams is a core with a client.
type streams struct {
	*op.Core
	client uint64
}

func newStreams(t *testing.T, handler http.HandlerFunc) *streams {
	t.Helper()
	options, network := serve(t, trusttest.Root(t, "root"), handler)
	var pairs []op.Pair
	for i := 0; i < len(options); i += 2 {
		pairs = append(pairs, op.Pair{Key: options[i], Value: options[i+1]})
	}
	c := op.NewCore(network)
	client, err := c.New(op.ClientNew, pairs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Free(client) })
	return &streams{c, client}
}

func (s *streams) open(t *testing.T, numbers ...int64) uint64 {
	t.Helper()
	call := &op.Call{Op: op.ClientOpen, Texts: []string{"PUT", "https://" + host + "/", "", "", ""}, Numbers: append(numbers, 0, 0)}
	if err := s.Call(t.Context(), s.client, call); err != nil {
		t.Fatal(err)
	}
	return call.Made
}

func (s *streams) wait(ctx context.Context, t *testing.T, number uint64, call *op.Call) ([]byte, error) {
	t.Helper()
	err := s.Call(ctx, number, call)
	if err != nil {
		return nil, err
	}
	return call.Parts[0], nil
}

func write(data string) *op.Call {
	return &op.Call{Op: op.StreamWrite, Texts: []string{data}, Given: 1, Bytes: [op.MaxBytes][]byte{[]byte(data)}}
}

func read(size int64) *op.Call { return &op.Call{Op: op.StreamRead, Numbers: []int64{size}} }

func TestStreamPassesBothBodies(t *testing.T) {
	s := newStreams(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	})
	for _, length := range []int64{-1, 200_000} {
		number := s.open(t, 0, 0, -1, 1, length)
		sent := strings.Repeat("0123456789", 20_000)
		for rest := sent; rest != ""; rest = rest[50_000:] {
			if got, err := s.wait(t.Context(), t, number, write(rest[:50_000])); err != nil || string(got) != "50000" {
				t.Fatalf("written %q: %v", got, err)
			}
		}
		end := &op.Call{Op: op.StreamEnd, Spans: make([]op.Span, 1)}
		if err := s.Call(t.Context(), number, end); err != nil || string(end.Out) != "200000" {
			t.Fatalf("the end: %q, %v", end.Out, err)
		}
		if _, err := s.wait(t.Context(), t, number, write("x")); fault.CodeOf(err) != fault.InvalidArgument {
			t.Errorf("written behind the end: %v", err)
		}
		if status, err := s.wait(t.Context(), t, number, &op.Call{Op: op.StreamResponse}); err != nil || string(status) != "200" {
			t.Fatalf("%q: %v", status, err)
		}
		var got bytes.Buffer
		for {
			piece, err := s.wait(t.Context(), t, number, read(7_000))
			if err != nil || len(piece) > 7_000 {
				t.Fatalf("%d bytes: %v", len(piece), err)
			}
			if len(piece) == 0 {
				break
			}
			got.Write(piece)
		}
		if got.String() != sent {
			t.Errorf("%d bytes came back", got.Len())
		}
		s.Free(number)
		if _, err := s.wait(t.Context(), t, number, read(1)); fault.CodeOf(err) != fault.HandleClosed {
			t.Errorf("read after it was freed: %v", err)
		}
	}
}

func TestStreamCanBeLeftAndFreed(t *testing.T) {
	gone := make(chan struct{}, 8)
	s := newStreams(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		gone <- struct{}{}
	})
	left := s.open(t, 0, 0, -1, 0, -1)
	if _, err := s.wait(t.Context(), t, left, &op.Call{Op: op.StreamResponse}); err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Start(left, read(10))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Cancel(ticket); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Finish(ticket, -1); fault.CodeOf(err) != fault.Cancelled {
		t.Errorf("a read that was cancelled: %v", err)
	}
	s.Drop(ticket)
	<-gone
	if _, err := s.wait(t.Context(), t, left, read(10)); fault.CodeOf(err) != fault.HandleClosed {
		t.Errorf("a stream whose read was left: %v", err)
	}
	freed := s.open(t, 0, 0, -1, 0, -1)
	if _, err := s.wait(t.Context(), t, freed, &op.Call{Op: op.StreamResponse}); err != nil {
		t.Fatal(err)
	}
	ticket, err = s.Start(freed, read(10))
	if err != nil {
		t.Fatal(err)
	}
	s.Free(freed)
	if _, _, err := s.Finish(ticket, -1); fault.CodeOf(err) != fault.HandleClosed {
		t.Errorf("a read of a stream that was freed: %v", err)
	}
	<-gone
}

func TestStreamRefusesWhatDoesNotFit(t *testing.T) {
	s := newStreams(t, func(http.ResponseWriter, *http.Request) {})
	for _, numbers := range [][]int64{{0, 0, -1, 2, -1}, {0, 2, -1, 0, -1}, {0, 0, -1, 0, 5}, {0, 0, -1, 1, -2}, {-1, 0, -1, 0, -1}} {
		call := &op.Call{Op: op.ClientOpen, Texts: []string{"PUT", "https://" + host + "/", "", "", ""}, Numbers: append(numbers, 0, 0)}
		if err := s.Call(t.Context(), s.client, call); fault.CodeOf(err) != fault.InvalidArgument || call.Made != 0 {
			t.Errorf("%v: %v", numbers, err)
		}
	}
	number := s.open(t, 0, 0, -1, 0, -1)
	defer s.Free(number)
	if _, err := s.wait(t.Context(), t, number, write("x")); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("written without upload: %v", err)
	}
	if err := s.Call(t.Context(), number, &op.Call{Op: op.StreamEnd, Spans: make([]op.Span, 1)}); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("ended without upload: %v", err)
	}
	if _, err := s.wait(t.Context(), t, number, read(0)); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("a read of nothing: %v", err)
	}
	if _, err := s.New(op.ClientOpen, nil); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("a stream from options: %v", err)
	}
}
