package op_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func newObject(t *testing.T, core *op.Core, kind uint32, keysAndValues ...string) uint64 {
	t.Helper()
	number, err := core.New(kind, pairs(keysAndValues...))
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func signCall() *op.Call {
	return &op.Call{
		Op: op.SignerSign, Texts: []string{"GET", listUsers.URL, listUsers.Headers, "", ""}, Given: 7,
		Numbers: []int64{listUsers.Time}, Spans: make([]op.Span, op.SignedCount),
	}
}

func TestCallsRunAsTheTableSays(t *testing.T) {
	core := op.NewCore(op.System{})
	signer := newObject(t, core, op.SignerNew, explicit...)
	verifier := newObject(t, core, op.VerifierNew)
	call := signCall()
	if err := core.Call(t.Context(), signer, call); err != nil || cut(call.Out, call.Spans[op.SignedSignature]) == "" {
		t.Fatalf("got %v", err)
	}
	freed := newObject(t, core, op.SignerNew, explicit...)
	core.Free(freed)
	core.Free(freed)
	for name, c := range map[string]struct {
		object uint64
		change func(*op.Call)
		code   fault.Code
	}{
		"another object": {verifier, func(*op.Call) {}, fault.InvalidArgument},
		"no object":      {0, func(*op.Call) {}, fault.HandleClosed},
		"a freed object": {freed, func(*op.Call) {}, fault.HandleClosed},
		"no operation":   {signer, func(c *op.Call) { c.Op = 9 }, fault.InvalidArgument},
		"a large number": {signer, func(c *op.Call) { c.Op = 1 << 31 }, fault.InvalidArgument},
		"a constructor":  {signer, func(c *op.Call) { c.Op = op.SignerNew }, fault.InvalidArgument},
		"a text less":    {signer, func(c *op.Call) { c.Texts = c.Texts[:4] }, fault.InvalidArgument},
		"a number more":  {signer, func(c *op.Call) { c.Numbers = make([]int64, 2) }, fault.InvalidArgument},
		"a column":       {signer, func(c *op.Call) { c.Columns = make([]*op.Column, 1) }, fault.InvalidArgument},
		"room for less":  {signer, func(c *op.Call) { c.Spans = c.Spans[:1] }, fault.InvalidArgument},
		"a missing column": {signer, func(c *op.Call) {
			c.Op, c.Numbers, c.Columns = op.SignerPresignBatch, make([]int64, 2), make([]*op.Column, 1)
		}, fault.NullPointer},
	} {
		call := signCall()
		c.change(call)
		if err := core.Call(t.Context(), c.object, call); !errors.Is(err, c.code) {
			t.Errorf("%s: got %v, want %v", name, err, c.code)
		}
	}
	if _, err := core.New(op.SignerSign, nil); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("an operation as a kind: %v", err)
	}
	if _, err := core.Start(signer, signCall()); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("what does not wait was started: %v", err)
	}
}

// The table gives the names, the package the values.
func TestFieldsOfAnIdentityStandAsInTheTable(t *testing.T) {
	names := op.ResultNames(op.VerifierVerify)
	fields := (&identity.Identity{}).Fields()
	if len(names) != len(fields) {
		t.Fatalf("%d names, %d fields", len(names), len(fields))
	}
	for i, field := range fields {
		if field.Name != names[i] {
			t.Errorf("field %d is %s, in ops.tsv %s", i, field.Name, names[i])
		}
	}
}

func TestCopiesOfTheTableAreCurrent(t *testing.T) {
	if out, err := exec.Command("go", "run", "./gen/ops", "-check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat("ops.tsv"); err != nil {
		t.Error(err)
	}
}

func TestTextsAreCheckedByName(t *testing.T) {
	if err := op.CheckText(op.ClientDo, op.RequestBody, true, 3); !errors.Is(err, fault.NullPointer) || err.Error() == "" {
		t.Errorf("got %v", err)
	}
	if err := op.CheckText(op.ClientDo, op.RequestURL, false, op.MaxText+1); !errors.Is(err, fault.InputTooLarge) {
		t.Errorf("got %v", err)
	}
	if err := op.CheckText(op.ClientDo, op.RequestURL, true, 0); err != nil {
		t.Errorf("got %v", err)
	}
}

// slow starts a server that answers when told, and a client of it.
func slow(t *testing.T) (core *op.Core, client uint64, answer chan struct{}) {
	t.Helper()
	answer = make(chan struct{})
	options, network := serve(t, trusttest.Root(t, "root"), func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-answer:
		case <-r.Context().Done():
		}
	})
	core = op.NewCore(network)
	client = newObject(t, core, op.ClientNew, options...)
	t.Cleanup(func() { core.Free(client) })
	return core, client, answer
}

func get() *op.Call {
	return &op.Call{Op: op.ClientDo, Texts: []string{"GET", "https://" + host + "/", "", "", ""}, Numbers: []int64{0, 0, -1, 0, 0}}
}

func start(t *testing.T, core *op.Core, client uint64) uint64 {
	t.Helper()
	ticket, err := core.Start(client, get())
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

func TestACallCanBeLeft(t *testing.T) {
	core, client, answer := slow(t)
	ticket := start(t, core, client)
	if _, done, err := core.Finish(ticket, 10*time.Millisecond); done || err != nil {
		t.Fatalf("done %v, %v", done, err)
	}
	rang := make(chan struct{})
	if err := core.Notify(ticket, func() { close(rang) }, func() {}); err != nil {
		t.Fatal(err)
	}
	close(answer)
	<-rang
	parts, done, err := core.Finish(ticket, -1)
	if err != nil || !done || string(parts[op.ResponseStatus]) != "200" {
		t.Fatalf("got %q, %v, %v", parts, done, err)
	}
	for name, misuse := range map[string]func() error{
		"taken twice":       func() error { _, _, err := core.Finish(ticket, -1); return err },
		"cancelled after":   func() error { return core.Cancel(ticket) },
		"watched after":     func() error { return core.Notify(ticket, func() {}, func() {}) },
		"cancelled too, 2.": func() error { return core.Cancel(ticket) },
	} {
		if err := misuse(); !errors.Is(err, fault.TicketMisused) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	core.Drop(ticket)
	core.Drop(ticket)
	if _, _, err := core.Finish(ticket, 0); !errors.Is(err, fault.HandleClosed) {
		t.Errorf("dropped: %v", err)
	}
}

func TestACancelledCallLeavesNothing(t *testing.T) {
	core, client, _ := slow(t)
	before := runtime.NumGoroutine()
	for range 20 {
		ticket := start(t, core, client)
		if _, done, _ := core.Finish(ticket, time.Millisecond); done {
			t.Fatal("the call ended by itself")
		}
		if err := core.Cancel(ticket); err != nil {
			t.Fatal(err)
		}
		if err := core.Cancel(ticket); !errors.Is(err, fault.TicketMisused) {
			t.Errorf("cancelled twice: %v", err)
		}
		if _, done, err := core.Finish(ticket, -1); !done || !errors.Is(err, fault.Cancelled) {
			t.Errorf("done %v, %v", done, err)
		}
		core.Drop(ticket)
	}
	for range 200 {
		if runtime.NumGoroutine() <= before+2 { // the server's own come and go
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func TestTwoWaitersAndAFreedTicket(t *testing.T) {
	core, client, _ := slow(t)
	ticket := start(t, core, client)
	first := make(chan error)
	var ready sync.WaitGroup
	ready.Add(1)
	go func() {
		ready.Done()
		_, _, err := core.Finish(ticket, -1)
		first <- err
	}()
	ready.Wait()
	for { // until the other waits
		if _, _, err := core.Finish(ticket, 0); errors.Is(err, fault.TicketMisused) {
			break
		}
		runtime.Gosched()
	}
	core.Drop(ticket)
	if err := <-first; !errors.Is(err, fault.Cancelled) {
		t.Errorf("the ticket was freed under a waiter: %v", err)
	}
}

func TestNoNetworkIsSaidAfterTheArguments(t *testing.T) {
	core := op.NewCore(op.System{NoNetwork: fault.New(fault.Unsupported, "no network here")})
	client := newObject(t, core, op.ClientNew)
	if err := core.Call(context.Background(), client, get()); !errors.Is(err, fault.Unsupported) {
		t.Errorf("got %v", err)
	}
	if _, err := core.Start(client, get()); !errors.Is(err, fault.Unsupported) {
		t.Errorf("got %v", err)
	}
	bad := get()
	bad.Numbers[op.ClientDoNumberDuplicatesAllowed] = 2
	if err := core.Call(context.Background(), client, bad); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("got %v", err)
	}
}
