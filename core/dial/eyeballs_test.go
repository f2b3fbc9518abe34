package dial_test

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

// A host whose every AAAA is dead costs one head start, not one for each of them.
func TestDeadAddressesOfOneFamilyCostOneStagger(t *testing.T) {
	port := serve(t, "127.0.0.1:0", stalls)
	var mu sync.Mutex
	var dialled []string
	d := dial.New(dial.Options{
		Clock: time.Now, Connect: time.Minute,
		Lookup: func(context.Context, string) (list []netip.Addr, _ error) {
			for _, address := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::3", "127.0.0.1"} {
				list = append(list, netip.MustParseAddr(address))
			}
			return list, nil
		},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			mu.Lock()
			dialled = append(dialled, address)
			mu.Unlock()
			if strings.HasPrefix(address, "[2001:db8::") {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	})
	c, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: port})
	if err != nil {
		t.Fatal(err)
	}
	c.Abort()
	mu.Lock()
	defer mu.Unlock()
	end := ":" + strconv.Itoa(port)
	if want := []string{"[2001:db8::1]" + end, "127.0.0.1" + end}; !slices.Equal(dialled[:2], want) {
		t.Errorf("dialled %q, want %q first", dialled, want)
	}
}
