package host_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
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
	conn  net.Conn
	calls int
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
	if m.calls++; m.calls%2 == 0 || len(piece) == 0 {
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
	if m.calls++; m.calls%2 == 0 {
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
