package wire_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/wire"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

var ok = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	wire.Note(r, "length", len(wire.Body(r)))
	_, _ = io.WriteString(w, "ok")
})

func TestJournalKeepsTheHeadByteForByteOnAKeptConnection(t *testing.T) {
	journal := &wire.Journal{}
	address := wiretest.Start(t, &wire.Server{Name: "one", Handler: ok, Journal: journal})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	heads := []string{
		"POST /a%2Fb?z=1 HTTP/1.1\r\nhOsT: x\r\nB: 2\r\nA:1\r\nContent-Length: 3\r\n",
		"GET /second HTTP/1.1\r\nHost: y\r\n",
	}
	for i, body := range []string{"xyz", ""} {
		if _, err := io.WriteString(conn, heads[i]+"\r\n"+body); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
	}
	records := journal.Since("one", 0)
	if len(records) != 2 {
		t.Fatalf("%d records", len(records))
	}
	for i, r := range records {
		if r.Head != heads[i] || r.Status != 200 || r.Number != i+1 {
			t.Errorf("record %d: %+v", i, r)
		}
	}
	if string(records[0].Body) != "xyz" || records[0].Detail["length"] != 3 {
		t.Errorf("body %q, detail %v", records[0].Body, records[0].Detail)
	}
	if rest := journal.Since("", 1); len(rest) != 1 || rest[0].Number != 2 {
		t.Errorf("after 1: %v", rest)
	}
	if other := journal.Since("two", 0); len(other) != 0 {
		t.Errorf("another stand-in's: %v", other)
	}
}

func TestJournalKeepsAFailedHandshakeAndItsServerName(t *testing.T) {
	root := wiretest.Authority(t)
	pair := wiretest.Issue(t, root, pki.Template{DNS: []string{"a.test"}})
	journal := &wire.Journal{}
	config := &tls.Config{Certificates: []tls.Certificate{pair.TLS}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	address := wiretest.Start(t, &wire.Server{Name: "one", TLS: config, Handler: ok, Journal: journal})
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool(), NextProtos: []string{"a", "b"}})
	if _, err := wiretest.Try(client, wiretest.Request(t, http.MethodGet, "https://a.test/", "")); err == nil {
		t.Fatal("a client without a certificate was served")
	}
	records := journal.Since("", 0)
	if len(records) != 1 || records[0].TLS.ServerName != "a.test" || len(records[0].TLS.Offered) != 2 || !strings.Contains(records[0].Refused, "certificate") {
		t.Fatalf("%+v", records)
	}
}

func TestServerSpeaksAnyALPNToken(t *testing.T) {
	root := wiretest.Authority(t)
	pair := wiretest.Issue(t, root, pki.Template{DNS: []string{"a.test"}})
	journal := &wire.Journal{}
	config := &tls.Config{Certificates: []tls.Certificate{pair.TLS}, NextProtos: []string{"token"}}
	address := wiretest.Start(t, &wire.Server{Name: "one", TLS: config, Handler: ok, Journal: journal})
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool(), NextProtos: []string{"token"}})
	wiretest.Do(t, client, wiretest.Request(t, http.MethodGet, "https://a.test/", ""))
	if got := journal.Since("", 0); len(got) != 1 || got[0].TLS.ALPN != "token" {
		t.Fatalf("%+v", got)
	}
}

func TestJournalIsServedAsJSON(t *testing.T) {
	journal := &wire.Journal{}
	address := wiretest.Start(t, &wire.Server{Name: "one", Handler: ok, Journal: journal})
	control := wiretest.Start(t, &wire.Server{Name: "journal", Handler: journal})
	for range 2 {
		wiretest.Do(t, http.DefaultClient, wiretest.Request(t, http.MethodPost, "http://"+address+"/x", "hello"))
	}
	answer := wiretest.Do(t, http.DefaultClient, wiretest.Request(t, http.MethodGet, "http://"+control+"/records?stand_in=one&after=1", ""))
	var records []wire.Record
	if err := json.Unmarshal([]byte(answer.Body), &records); err != nil {
		t.Fatal(err)
	}
	if len(records) != 1 || records[0].Number != 2 || string(records[0].Body) != "hello" {
		t.Fatalf("%+v", records)
	}
}

func TestAbortedHandlerIsWrittenDownWithoutAStatus(t *testing.T) {
	journal := &wire.Journal{}
	silent := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	address := wiretest.Start(t, &wire.Server{Name: "one", Handler: silent, Journal: journal})
	if _, err := wiretest.Try(http.DefaultClient, wiretest.Request(t, http.MethodGet, "http://"+address, "")); err == nil {
		t.Fatal("answered")
	}
	if records := journal.Since("", 0); len(records) == 0 || records[0].Status != 0 {
		t.Fatalf("%+v", records)
	}
}
