package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http/httpproxy"

	"github.com/sallyport/sallyport/core/client"
)

// NO_PROXY means what golang.org/x/net/http/httpproxy takes it for. The lists are
// put together by chance from parts that meet each other often. Left out are hosts
// that end with a dot and LOCALHOST in capitals: to us they are the same hosts.
func TestNoProxyIsReadAsHTTPProxyReadsIt(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	seen := map[bool]int{}
	for range 4000 {
		list := someList(random)
		j := newJudges(t, list)
		for range 10 {
			target := pick(random, "http", "https") + "://" + someHost(random) + pick(random, "", "", ":80", ":443", ":8080") + "/"
			seen[j.compare(t, list, target)]++
		}
	}
	if seen[true] < 1000 || seen[false] < 1000 {
		t.Errorf("the cases are lopsided: %v", seen)
	}
}

func FuzzNoProxy(f *testing.F) {
	f.Add(".example.com,10.0.0.0/8,[::1]:443,*.a:80", "example.com")
	f.Add("*", "10.1.2.3:8080")
	f.Fuzz(func(t *testing.T, list, authority string) {
		u, err := url.Parse("http://" + authority + "/")
		if err != nil || u.Host != authority || strings.HasSuffix(u.Hostname(), ".") || u.User != nil || client.CheckURL(u.String()) != nil ||
			strings.EqualFold(u.Hostname(), "localhost") {
			return // no URL, or one of those that are left out
		}
		for _, b := range []byte(list) {
			if b >= 0x80 { // see the test of international hosts
				return
			}
		}
		newJudges(t, list).compare(t, list, u.String())
	})
}

// judges are both readers of one list.
type judges struct {
	ours    *client.Client
	proxied atomic.Bool
	theirs  func(*url.URL) (*url.URL, error)
}

const proxyHost = "proxy.invalid:3128"

var errDialed = errors.New("dialled")

func newJudges(t *testing.T, list string) *judges {
	j := &judges{}
	environment := map[string]string{"HTTP_PROXY": "http://" + proxyHost, "HTTPS_PROXY": "http://" + proxyHost, "NO_PROXY": list}
	var err error
	j.ours, err = client.New(client.Options{
		Retries: -1,
		Env:     func(name string) (string, bool) { value, ok := environment[name]; return value, ok },
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			j.proxied.Store(address == proxyHost)
			return nil, errDialed
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.ours.Close)
	j.theirs = (&httpproxy.Config{HTTPProxy: "http://" + proxyHost, HTTPSProxy: "http://" + proxyHost, NoProxy: list}).ProxyFunc()
	return j
}

// compare asks both for one URL, and returns what the other says.
func (j *judges) compare(t *testing.T, list, target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.ours.Do(t.Context(), &client.Request{URL: target}); !errors.Is(err, errDialed) {
		t.Fatalf("%s: %v", target, err)
	}
	proxy, err := j.theirs(u)
	if err != nil {
		t.Fatal(err)
	}
	if j.proxied.Load() != (proxy != nil) {
		t.Errorf("NO_PROXY=%q %s: by proxy: ours %v, httpproxy's %v", list, target, j.proxied.Load(), proxy != nil)
	}
	return proxy != nil
}

func pick(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

func someHost(random *rand.Rand) string {
	return pick(random, "example.com", "a.example.com", "b.a.example.com", "notexample.com", "com", "EXAMPLE.com", "xn--bcher-kva.example", "a.xn--bcher-kva.example",
		"10.1.2.3", "10.1.2.4", "192.0.2.1", "127.0.0.1", "127.9.9.9", "1.2.3", "[::1]", "[2001:db8::1]", "[2001:DB8::2]", "[::ffff:10.1.2.3]", "[::ffff:127.0.0.1]",
		"localhost", "a.localhost", "a_b.example.com")
}

func someList(random *rand.Rand) string {
	var entries []string
	for range random.IntN(4) {
		entry := pick(random, "example.com", ".example.com", "*.example.com", "*example.com", "a.example.com", ".com", "com", "Example.COM", "..example.com", "example.com.",
			"10.1.2.3", "10.0.0.0/8", "10.1.2.3/32", "10.1.2.0/33", "2.3", "0.0.1", ".3", "010.1.2.3", "::1", "[::1]", "2001:db8::1", "[2001:db8::1]", "2001:db8::/32",
			"::ffff:10.1.2.3", "::ffff:10.0.0.0/104", "::/0", "0.0.0.0/0", "127.0.0.0/8", "localhost", "b\u00fccher.example", "B\u00dcCHER.example", ".b\u00fccher.example",
			"*", "", "*.", ".", "**", "a*.example.com", "http://example.com", "example.com/", "a b", "xn--bcher-kva.example", "example")
		if random.IntN(3) == 0 {
			entry += pick(random, ":80", ":443", ":8080", ":", ":http", ":080", "::80")
		}
		entries = append(entries, pick(random, "", "", " ", "\t")+entry+pick(random, "", "", " "))
	}
	return strings.Join(entries, ",")
}
