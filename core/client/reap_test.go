package client

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

func TestIdleConnectionsExpireWithoutACall(t *testing.T) {
	d := dial.New(dial.Options{Clock: time.Now, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		t.Cleanup(func() { far.Close() })
		return near, nil
	}})
	var p pool
	defer p.close()
	put := func(host string) *connection {
		conn, err := d.Dial(context.Background(), dial.Target{Host: host, Port: 80})
		if err != nil {
			t.Fatal(err)
		}
		n := newConnection(conn, key{host: host}, "")
		p.put(n)
		return n
	}
	old, young := put("old.test"), put("young.test")
	old.expires = time.Now()
	p.reap()
	if p.count != 1 || p.timer == nil {
		t.Errorf("%d connections are idle, timer %v; want 1 and a timer for it", p.count, p.timer != nil)
	}
	if _, err := old.Write([]byte("x")); err == nil {
		t.Error("the expired connection is open")
	}
	if n := p.get(key{host: "young.test"}); n != young {
		t.Error("the other connection is gone")
	}
	young.expires = time.Now()
	p.put(young)
	young.expires = time.Now()
	if n := p.get(key{host: "young.test"}); n != nil {
		t.Error("an expired connection is used")
	}
	p.reap()
	if p.count != 0 || p.timer != nil {
		t.Errorf("%d connections are idle, timer %v; want none", p.count, p.timer != nil)
	}
	if len(p.idle) != 0 {
		t.Errorf("%d hosts are remembered", len(p.idle))
	}
}
