package op_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// prompts is a core with a client that has an open connection to a server.
type prompts struct {
	*op.Core
	client uint64
	url    string
	served *httptest.Server
}

func newPrompts(t *testing.T, handler http.HandlerFunc) *prompts {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c := op.NewCore(op.System{})
	number, err := c.New(op.ClientNew, []op.Pair{{Key: "client.proxy", Value: "none"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Free(number) })
	p := &prompts{c, number, server.URL, server}
	call := p.get("/")
	call.Prompt = false
	if err := c.Call(t.Context(), number, call); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *prompts) get(path string) *op.Call {
	return &op.Call{
		Op: op.ClientDo, Texts: []string{"GET", p.url + path, "", "", ""}, Numbers: []int64{0, 0, -1, 0, 0}, Prompt: true, Leave: true,
	}
}

func (p *prompts) start(t *testing.T, object uint64, call *op.Call) uint64 {
	t.Helper()
	ticket, err := p.Start(object, call)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

// finish advances a call until it has ended.
func (p *prompts) finish(t *testing.T, ticket uint64, into []byte) (parts [][]byte, made uint64, err error) {
	t.Helper()
	for w, ok := p.Advance(ticket, into); ok; w, ok = p.Advance(ticket, into) {
		if w.Descriptor < 0 || w.Most <= 0 {
			t.Fatal(w)
		}
		time.Sleep(50 * time.Microsecond)
	}
	parts, made, _, err = p.FinishMade(ticket, -1)
	p.Drop(ticket)
	return parts, made, err
}

func TestAPromptCallEndsAsAnyOther(t *testing.T) {
	p := newPrompts(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.URL.Path)) })
	for range 3 {
		parts, _, err := p.finish(t, p.start(t, p.client, p.get("/path")), nil)
		if err != nil || string(parts[op.ResponseBody]) != "/path" || string(parts[op.ResponseReused]) != "true" {
			t.Fatalf("%q %v", parts, err)
		}
	}
	p.served.Close()
	if _, _, err := p.finish(t, p.start(t, p.client, p.get("/")), nil); fault.CodeOf(err) != fault.ConnectRefused {
		t.Error(err)
	}
}

func TestAPromptCallCanBeLeft(t *testing.T) {
	left := make(chan struct{})
	p := newPrompts(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hold" {
			<-r.Context().Done()
			left <- struct{}{}
		}
	})
	warm := func() {
		if _, _, err := p.finish(t, p.start(t, p.client, p.get("/")), nil); err != nil {
			t.Fatal(err)
		}
	}
	ended := make(chan struct{})
	for name, leave := range map[string]func(uint64){
		"dropped": p.Drop,
		"cancelled": func(ticket uint64) {
			if err := p.Cancel(ticket); err != nil {
				t.Error(err)
			}
			if _, _, err := p.finish(t, ticket, nil); fault.CodeOf(err) != fault.Cancelled {
				t.Error(err)
			}
		},
		"watched": func(ticket uint64) {
			if err := p.Notify(ticket, func() { close(ended) }, func() {}); err != nil {
				t.Error(err)
			}
			if err := p.Cancel(ticket); err != nil {
				t.Error(err)
			}
			<-ended
			p.Drop(ticket)
		},
	} {
		warm()
		ticket := p.start(t, p.client, p.get("/hold"))
		if _, ok := p.Advance(ticket, nil); !ok {
			t.Errorf("%s: it is not the caller that waits", name)
		}
		leave(ticket)
		<-left
	}
}

func TestALongBodyIsLeftInAStream(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	p := newPrompts(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			w.Header().Set("Content-Length", "1048576")
			_, _ = w.Write(body)
		}
	})
	for _, prompt := range []bool{true, false} {
		call := p.get("/long")
		call.Prompt = prompt
		parts, stream, err := p.finish(t, p.start(t, p.client, call), nil)
		if err != nil || stream == 0 || len(parts[op.ResponseBody]) != 0 {
			t.Fatal(stream, err)
		}
		memory, at := make([]byte, len(body)), 0
		for at < len(memory) {
			into := memory[at:at:len(memory)]
			got, _, err := p.finish(t, p.start(t, stream, &op.Call{Op: op.StreamRead, Numbers: []int64{1 << 20}, Prompt: prompt}), into)
			if err != nil || len(got[0]) == 0 {
				t.Fatal(len(got), err)
			}
			if !prompt {
				copy(memory[at:], got[0])
			}
			at += len(got[0])
		}
		if !bytes.Equal(memory, body) {
			t.Error("the body is another one")
		}
		p.Free(stream)
		if parts, _, err := p.finish(t, p.start(t, p.client, p.get("/")), nil); err != nil || string(parts[op.ResponseReused]) != "true" {
			t.Errorf("the connection was lost: %v", err)
		}
	}
}
