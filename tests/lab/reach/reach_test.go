package reach_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/reach"
	"github.com/sallyport/sallyport/tests/lab/wire"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

func start(t *testing.T) (string, *pki.Authority) {
	root := wiretest.Authority(t)
	var hosts reach.Hosts
	for _, name := range []string{"first.test", "second.test"} {
		pair := wiretest.Issue(t, root, pki.Template{Name: name, DNS: []string{name}})
		hosts = append(hosts, reach.Host{Name: name, Certificate: pair.TLS})
	}
	return wiretest.Start(t, &wire.Server{Name: "reach", TLS: hosts.TLS(), Handler: hosts}), root
}

func TestServerNamePicksTheCertificate(t *testing.T) {
	address, root := start(t)
	for sent, want := range map[string]string{
		"first.test":   "first.test",
		"second.test":  "second.test",
		"unknown.test": "first.test",
		"":             "first.test",
	} {
		conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: sent, InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		leaf := conn.ConnectionState().PeerCertificates[0]
		_ = conn.Close()
		if leaf.Subject.CommonName != want {
			t.Errorf("SNI %q: certificate of %s", sent, leaf.Subject.CommonName)
		}
	}
	// The default certificate does not make an unknown name trustworthy.
	if _, err := tls.Dial("tcp", address, &tls.Config{ServerName: "unknown.test", RootCAs: root.Pool()}); err == nil {
		t.Error("an unknown name verified")
	}
}

func TestAnswerDescribesTheRequest(t *testing.T) {
	address, root := start(t)
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool()})
	answer := wiretest.Do(t, client, wiretest.Request(t, http.MethodPost, "https://second.test:8443/a%2Fb?c=d", ""))
	var got reach.Answer
	if err := json.Unmarshal([]byte(answer.Body), &got); err != nil {
		t.Fatal(err)
	}
	got.Remote = ""
	want := reach.Answer{ServerName: "second.test", HostHeader: "second.test:8443", VirtualHost: "second.test", Path: "/a%2Fb?c=d", Method: "POST"}
	if got != want || answer.Status != http.StatusOK {
		t.Errorf("%d %+v", answer.Status, got)
	}
}

func TestHostHeaderOfAnotherHostIsMisdirected(t *testing.T) {
	address, root := start(t)
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool()})
	request := wiretest.Request(t, http.MethodGet, "https://second.test/", "")
	request.Host = "first.test"
	if answer := wiretest.Do(t, client, request); answer.Status != http.StatusMisdirectedRequest {
		t.Error(answer.Status)
	}
}

func TestRedirectGoesWhereItIsTold(t *testing.T) {
	address, root := start(t)
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool()})
	answer := wiretest.Do(t, client, wiretest.Request(t, http.MethodGet, "https://first.test/redirect?status=307&to=https://evil.test/x", ""))
	if answer.Status != 307 || answer.Header.Get("Location") != "https://evil.test/x" {
		t.Error(answer.Status, answer.Header)
	}
}
