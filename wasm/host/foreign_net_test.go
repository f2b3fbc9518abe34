package host_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/sallyport/sallyport/core/fault"
	sallyop "github.com/sallyport/sallyport/core/op"
)

const wasiAgain = 6

// miser lends one connection by the words of wasm/doc.go, and as little as they
// allow: a few bytes at a time, and nothing at all every other time.
type miser struct {
	conn          net.Conn
	reads, writes int
}

func (m *miser) lend() map[string]api.GoModuleFunc {
	return map[string]api.GoModuleFunc{"dial": m.dial, "read": m.read, "write": m.write}
}

func (m *miser) dial(_ context.Context, module api.Module, stack []uint64) {
	address, _ := module.Memory().Read(uint32(stack[0]), uint32(stack[1]))
	var err error
	if m.conn, err = net.Dial("tcp", string(address)); err != nil {
		stack[0] = 14
		return
	}
	module.Memory().WriteUint32Le(uint32(stack[2]), 1<<32-1) // any number is an id
	stack[0] = 0
}

func (m *miser) read(_ context.Context, module api.Module, stack []uint64) {
	piece, _ := module.Memory().Read(uint32(stack[1]), min(uint32(stack[2]), 1000))
	count := uint32(stack[3])
	if m.reads++; m.reads%2 == 0 || len(piece) == 0 {
		stack[0] = wasiAgain
		return
	}
	_ = m.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	n, err := m.conn.Read(piece)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		stack[0] = wasiAgain
		return
	}
	module.Memory().WriteUint32Le(count, uint32(n))
	stack[0] = 0
}

// write's nothing is no bytes and no error.
func (m *miser) write(_ context.Context, module api.Module, stack []uint64) {
	piece, _ := module.Memory().Read(uint32(stack[1]), min(uint32(stack[2]), 100))
	if m.writes++; m.writes%2 == 0 {
		piece = nil
	}
	n, _ := m.conn.Write(piece)
	module.Memory().WriteUint32Le(uint32(stack[3]), uint32(n))
	stack[0] = 0
}

func TestAForeignHostLendsItsNetwork(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
	m := &miser{}
	f := newForeignOn(t, modulePath, goodHost(), m.lend())
	client := f.object(sallyop.ClientNew, "client.resolve="+serverName+":*:127.0.0.1", "tls.ca_bytes="+string(s.root.PEM()))
	if err := f.request(client, s.url(t, "/")); err != nil {
		t.Fatal(err)
	}
	if status := f.result(sallyop.ResponseStatus); status != "418" {
		t.Errorf("status %s", status)
	}
	_ = m.conn.Close()
}

// A host that says it moved more bytes than there are is no reason for a trap.
func TestAForeignHostThatMiscountsIsAnError(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	for _, name := range []string{"read", "write"} {
		m := &miser{}
		functions := m.lend()
		functions[name] = func(_ context.Context, module api.Module, stack []uint64) {
			module.Memory().WriteUint32Le(uint32(stack[3]), uint32(stack[2])+1)
			stack[0] = 0
		}
		f := newForeignOn(t, modulePath, goodHost(), functions)
		client := f.object(sallyop.ClientNew, "client.resolve="+serverName+":*:127.0.0.1", "client.retries=0")
		err := f.request(client, s.url(t, "/"))
		if err == nil || err.Code.Category() == "internal" {
			t.Errorf("%s: %v", name, err)
		}
		f.call("sally_object_free", client)
		_ = m.conn.Close()
	}
}

// A connection that takes no byte keeps nobody from asking for the end.
func TestAForeignHostCancelsWhileNothingIsWritten(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	m := &miser{}
	functions := m.lend()
	functions["write"] = func(_ context.Context, module api.Module, stack []uint64) {
		module.Memory().WriteUint32Le(uint32(stack[3]), 0)
		stack[0] = 0
	}
	asked := 0
	functions["cancelled"] = func(_ context.Context, _ api.Module, stack []uint64) {
		asked++
		stack[0] = uint64(min(asked/5, 1))
	}
	f := newForeignOn(t, modulePath, goodHost(), functions)
	client := f.object(sallyop.ClientNew, "client.resolve="+serverName+":*:127.0.0.1", "client.timeout=60000")
	if err := f.request(client, s.url(t, "/")); err == nil || err.Code != fault.Cancelled {
		t.Errorf("%v", err)
	}
	_ = m.conn.Close()
}

// What cannot be given back must not be done: a message that was sent is no
// INVALID_ARGUMENT.
func TestNothingIsSentForACallWithoutRoomForItsResults(t *testing.T) {
	dialled := 0
	f := newForeignOn(t, modulePath, goodHost(), map[string]api.GoModuleFunc{
		"dial": func(_ context.Context, _ api.Module, stack []uint64) { dialled++; stack[0] = 14 },
	})
	client := f.object(sallyop.ClientNew, "client.retries=0")
	for claim, c := range map[string]struct {
		change func(*operation)
		want   fault.Code
	}{
		"no spans":                 {func(o *operation) { o.spans = 0 }, fault.NullPointer},
		"spans that are not there": {func(o *operation) { o.spans = 1<<32 - 8 }, fault.InvalidArgument},
		"fewer than there are":     {func(o *operation) { o.spanCount-- }, fault.InvalidArgument},
		"more than there are":      {func(o *operation) { o.spanCount++ }, fault.InvalidArgument},
		"none":                     {func(o *operation) { o.spanCount = 0 }, fault.InvalidArgument},
	} {
		o := f.requestOperation(sallyop.ClientDo, client, "https://192.0.2.1/", 0, 0, -1, 0, 0)
		c.change(o)
		if err := f.run(o); err == nil || err.Code != c.want {
			t.Errorf("%s: got %v, want %v", claim, err, c.want.Name())
		}
	}
	if dialled != 0 {
		t.Errorf("the host was asked for %d connections", dialled)
	}
	if err := f.request(client, "https://192.0.2.1/"); err == nil || dialled == 0 {
		t.Errorf("a good call: %v after %d connections", err, dialled)
	}
}

func TestAForeignHostMovesBodiesInPieces(t *testing.T) {
	var length int64
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) {
		length = r.ContentLength
		sent, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write(bytes.Repeat(sent, 1000))
	})
	m := &miser{}
	f := newForeignOn(t, modulePath, goodHost(), m.lend())
	client := f.object(sallyop.ClientNew, "client.resolve="+serverName+":*:127.0.0.1", "tls.ca_bytes="+string(s.root.PEM()))
	must := func(o *operation) {
		t.Helper()
		if err := f.run(o); err != nil {
			t.Fatal(err)
		}
	}
	const timeout, duplicates, redirects, upload, noLength = 0, 0, -1, 1, -1
	must(f.requestOperation(sallyop.ClientOpen, client, s.url(t, "/"), timeout, duplicates, redirects, upload, noLength, 0, 0))
	stream := f.made()
	if stream == 0 || stream == client {
		t.Fatalf("the stream is object %d", stream)
	}
	for _, piece := range []string{"in ", "pieces"} {
		must(f.operation(sallyop.StreamWrite, stream, []any{piece}))
	}
	must(f.operation(sallyop.StreamEnd, stream, nil))
	if written := f.result(sallyop.WrittenWritten); written != "9" {
		t.Errorf("%s bytes were written", written)
	}
	must(f.operation(sallyop.StreamResponse, stream, nil))
	if status := f.result(sallyop.ResponseStatus); status != "202" || length != -1 {
		t.Errorf("status %s, a length of %d was announced", status, length)
	}
	var body strings.Builder
	for {
		must(f.operation(sallyop.StreamRead, stream, nil, 700))
		piece := f.result(sallyop.ChunkData)
		if len(piece) > 700 {
			t.Fatalf("a piece has %d bytes", len(piece))
		}
		if piece == "" {
			break
		}
		body.WriteString(piece)
	}
	if body.String() != strings.Repeat("in pieces", 1000) {
		t.Errorf("the body has %d bytes", body.Len())
	}
	f.call("sally_object_free", stream)
	if err := f.run(f.operation(sallyop.StreamRead, stream, nil, 1)); err == nil || err.Code != fault.HandleClosed {
		t.Errorf("after its end: %v", err)
	}
	if err := f.run(f.requestOperation(sallyop.ClientDo, client, s.url(t, "/"), 0, 0, -1, 0, 0)); err != nil {
		t.Errorf("the client afterwards: %v", err)
	}
	_ = m.conn.Close()
}
