package servers_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/lab/pki"
)

// parties are the certificates of one test.
type parties struct {
	t       *testing.T
	root    *pki.Authority // of the servers
	clients *pki.Authority // of the clients
}

func newParties(t *testing.T) *parties {
	p := &parties{t: t}
	for _, authority := range []**pki.Authority{&p.root, &p.clients} {
		made, err := pki.NewAuthority("test root", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		*authority = made
	}
	return p
}

func (p *parties) server(names ...string) *pki.Pair {
	return issue(p.t, p.root, pki.Template{Name: names[0], DNS: names})
}

func (p *parties) client(authority *pki.Authority) *pki.Pair {
	return issue(p.t, authority, pki.Template{Name: "client", Client: true})
}

func issue(t *testing.T, authority *pki.Authority, template pki.Template) *pki.Pair {
	t.Helper()
	pair, err := authority.Issue(template)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// as shows a client certificate; nil shows none.
func (p *parties) as(pair *pki.Pair) trust.Options {
	o := trust.Options{CABytes: p.root.PEM()}
	if pair != nil {
		o.CertPEM, o.KeyPEM = pair.CertPEM, pair.KeyPEM
	}
	return o
}

// reach makes a client that knows one address for the names; change may be nil.
func (p *parties) reach(t *testing.T, whom trust.Options, change func(*client.Options), pins ...string) *client.Client {
	t.Helper()
	o := options(t, whom, pins...)
	if change != nil {
		change(&o)
	}
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// options are those of a client with pins such as "a.test:*:127.0.0.1".
func options(t *testing.T, whom trust.Options, pins ...string) client.Options {
	t.Helper()
	policy, err := trust.New(whom)
	if err != nil {
		t.Fatal(err)
	}
	table, err := dial.ParseTable(pins)
	if err != nil {
		t.Fatal(err)
	}
	return client.Options{Trust: policy, Resolve: table}
}

func pin(name, ip string) string { return fmt.Sprintf("%s:*:%s", name, ip) }

func get(c *client.Client, url string) (*client.Response, error) {
	return c.Do(context.Background(), &client.Request{Method: "GET", URL: url})
}

// mustGet wants a status and returns the body.
func mustGet(t *testing.T, c *client.Client, url string, status int) string {
	t.Helper()
	response, err := get(c, url)
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	if response.StatusCode != status {
		t.Fatalf("GET %s: %s", url, response.Status)
	}
	return string(response.Body)
}

// wantFault fails the test unless err has one of the codes; it returns the message.
func wantFault(t *testing.T, err error, codes ...fault.Code) string {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Errorf("the error is %v, not %v", err, codes)
		return ""
	}
	t.Log(err)
	for _, code := range codes {
		if f.Code == code {
			return f.Message
		}
	}
	t.Errorf("the code is %s, not %v", f.Code.Name(), codes)
	return f.Message
}
