package bench

import (
	"context"
	"net"
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

// exchanges measures a request on a connection that is kept open: a call that
// waits, and one that is started and whose result is taken. door/exchange.c
// measures the same from C.
func exchanges(tb testing.TB) []work {
	core := op.NewCore(op.System{})
	client, err := core.New(op.ClientNew, []op.Pair{{Key: "client.proxy", Value: "none"}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { core.Free(client) })
	call := func(address string) *op.Call {
		return &op.Call{Op: op.ClientDo, Texts: []string{"GET", "http://" + address + "/", "", "", ""}, Numbers: []int64{0, 0, -1, 0, 0}}
	}
	held, left := answering(tb), answering(tb)
	return []work{
		{"exchange_go", func(n int) {
			for range n {
				if err := core.Call(context.Background(), client, call(held)); err != nil {
					tb.Fatal(err)
				}
			}
		}},
		{"exchange_left_go", func(n int) {
			for range n {
				ticket, err := core.Start(client, call(left))
				if err != nil {
					tb.Fatal(err)
				}
				if _, done, err := core.Finish(ticket, -1); !done || err != nil {
					tb.Fatal(done, err)
				}
				core.Drop(ticket)
			}
		}},
	}
}

// answering is the address of a server that answers each request, which comes in
// one piece, at once.
func answering(tb testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = l.Close() })
	go func() {
		defer func() { _ = recover() }()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = recover() }()
				defer c.Close()
				in := make([]byte, 4096)
				for {
					if _, err := c.Read(in); err != nil {
						return
					}
					if _, err := c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}
