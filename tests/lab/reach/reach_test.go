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
		conn.Close()
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
	response, err := client.Post("https://second.test:8443/a%2Fb?c=d", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got reach.Answer
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	got.Remote = ""
	want := reach.Answer{ServerName: "second.test", HostHeader: "second.test:8443", VirtualHost: "second.test", Path: "/a%2Fb?c=d", Method: "POST"}
	if got != want || response.StatusCode != http.StatusOK {
		t.Errorf("%d %+v", response.StatusCode, got)
	}
}

func TestHostHeaderOfAnotherHostIsMisdirected(t *testing.T) {
	address, root := start(t)
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool()})
	request, _ := http.NewRequest(http.MethodGet, "https://second.test/", nil)
	request.Host = "first.test"
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMisdirectedRequest {
		t.Error(response.Status)
	}
}

func TestRedirectGoesWhereItIsTold(t *testing.T) {
	address, root := start(t)
	client := wiretest.Client(t, address, &tls.Config{RootCAs: root.Pool()})
	response, err := client.Get("https://first.test/redirect?status=307&to=https://evil.test/x")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 307 || response.Header.Get("Location") != "https://evil.test/x" {
		t.Error(response.Status, response.Header)
	}
}
