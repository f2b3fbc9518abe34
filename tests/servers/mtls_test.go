package servers_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/servers"
)

// verifyClient is the part of a server block that asks for a certificate.
func verifyClient(t *testing.T, mode string, authority *pki.Authority) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clients.pem")
	if err := os.WriteFile(path, authority.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("ssl_verify_client %s; ssl_client_certificate %s;\n", mode, path)
}

func TestNginxTakesTheClientCertificateAndNoOther(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, verifyClient(t, "on", p.clients)+
		"location /who { return 200 \"$ssl_client_verify $ssl_client_s_dn\"; }\n")
	for claim, c := range map[string]struct {
		whom   trust.Options
		status int
		says   string
	}{
		"right":   {p.as(p.client(p.clients)), 200, "SUCCESS CN=client"},
		"none":    {p.as(nil), 400, "No required SSL certificate was sent"},
		"foreign": {p.as(p.client(p.root)), 400, "The SSL certificate error"},
	} {
		t.Run(claim, func(t *testing.T) {
			client := p.reach(t, c.whom, nil, pin("a.test", nginx.IP))
			if body := mustGet(t, client, fmt.Sprintf("https://a.test:%d/who", port), c.status); !strings.Contains(body, c.says) {
				t.Error(body)
			}
		})
	}
}

func TestClientCertificateIsSentThoughTheServerNamesOtherAuthorities(t *testing.T) {
	p := newParties(t)
	for _, version := range []string{"TLSv1.2", "TLSv1.3"} {
		nginx := twoHosts(t, p, "ssl_protocols "+version+";"+verifyClient(t, "optional_no_ca", p.root)+
			"location /who { return 200 \"$ssl_client_s_dn\"; }\n")
		c := p.reach(t, p.as(p.client(p.clients)), nil, pin("a.test", nginx.IP))
		if body := mustGet(t, c, fmt.Sprintf("https://a.test:%d/who", port), 200); body != "CN=client" {
			t.Errorf("%s: %q", version, body)
		}
	}
}

const endpoint = "a1-ats.iot.eu-west-1.amazonaws.com"

// iotServer is an nginx that stands for both ports of AWS IoT: 443 ends TLS in the stream module,
// which can be told the ALPN token, and 8443 in HTTP. Its trace id is the raw path that it saw.
func iotServer(t *testing.T, p *parties) *servers.Nginx {
	pair := p.server(endpoint)
	clients := verifyClient(t, "on", p.clients)
	tls := func(port int) string {
		return strings.Replace(listen(t, pair), ":10443 ", fmt.Sprintf(":%d ", port), 1) + clients
	}
	answer := `location / { default_type application/json;
		add_header x-amzn-RequestId $request_id; return 200 '{"message":"OK","traceId":"$request_method $request_uri"}'; }`
	return servers.StartNginx(t, servers.NginxConfig{
		Stream: "server { " + tls(10443) + " ssl_alpn x-amzn-http-ca; proxy_pass {ip}:8080; }",
		HTTP:   "server { listen {ip}:8080; " + answer + " }\nserver { " + tls(8443) + answer + " }\n",
		Await:  8443,
	})
}

func publisher(t *testing.T, whom trust.Options, ip string, port int) *iot.Publisher {
	t.Helper()
	p, err := iot.New(iot.Options{Endpoint: endpoint, Port: port, Client: options(t, whom, pin(endpoint, ip))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestPublisherSpeaksToNginxOnBothPorts(t *testing.T) {
	p := newParties(t)
	nginx := iotServer(t, p)
	device := p.as(p.client(p.clients))
	for _, c := range []struct {
		port        int
		alpn        string
		topic, path string
	}{
		{10443, "x-amzn-http-ca", "$aws/rules/r/x", "/topics/%24aws%2Frules%2Fr%2Fx"},
		{8443, "", "data//test/a b/é?&.", "/topics/data%2F%2Ftest%2Fa%20b%2F%C3%A9%3F%26."},
	} {
		receipt, err := publisher(t, device, nginx.IP, c.port).Publish(context.Background(), message(c.topic))
		if err != nil {
			t.Fatal(err)
		}
		if receipt.TraceID != "POST "+c.path+"?qos=1" || receipt.Peer.ALPN != c.alpn || receipt.RequestID == "" {
			t.Errorf("port %d: %+v", c.port, receipt)
		}
	}
}

func message(topic string) *iot.Message {
	return &iot.Message{Topic: topic, QoS: 1, Payload: []byte("{}"), MessageExpiry: -1}
}

func TestPublisherNamesARejectedClientCertificate(t *testing.T) {
	p := newParties(t)
	nginx := iotServer(t, p)
	foreign := p.as(p.client(p.root))
	_, err := publisher(t, foreign, nginx.IP, 10443).Publish(context.Background(), message("a"))
	// The stream module ends the connection after the handshake, without saying why.
	wantFault(t, err, fault.PublishUncertain, fault.ClientCertificateRejected)
}
