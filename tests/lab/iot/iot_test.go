package iot_test

import (
	"crypto/tls"
	"net/http"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/iot"
	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/wire"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

const (
	host   = "x-ats.iot.ap-northeast-1.amazonaws.com"
	region = "ap-northeast-1"
)

var credentials = sdk.Credentials{AccessKeyID: "AKIAEXAMPLEEXAMPLE00", SecretAccessKey: "secret"}

// stand is a started stand-in and the devices that know it.
type stand struct {
	t                          *testing.T
	port443, port8443          string
	journal                    *wire.Journal
	root                       *pki.Authority
	active, inactive, stranger *tls.Certificate
}

func start(t *testing.T) *stand {
	root, issuer := wiretest.Authority(t), wiretest.Authority(t)
	device := func() *tls.Certificate {
		return &wiretest.Issue(t, issuer, pki.Template{Name: "device", Client: true}).TLS
	}
	s := &stand{t: t, journal: &wire.Journal{}, root: root, active: device(), inactive: device(), stranger: device()}
	devices := iot.Devices{}
	devices.Register(s.active.Leaf, true)
	devices.Register(s.inactive.Leaf, false)
	endpoint := &iot.Endpoint{
		Host:        host,
		Certificate: wiretest.Issue(t, root, pki.Template{DNS: []string{host}}).TLS,
		Devices:     devices,
		Advertised:  root.Pool(),
	}
	service := &iot.Service{
		Signatures: &aws.Verifier{Credentials: credentials, Clock: time.Now},
		Region:     region,
		Authorizer: &iot.Authorizer{Name: "auth", TokenKey: "Token", Key: &authorizerKey(t).PublicKey},
	}
	s.port443 = wiretest.Start(t, &wire.Server{Name: "iot", TLS: endpoint.TLS443(), Handler: service, Journal: s.journal})
	s.port8443 = wiretest.Start(t, &wire.Server{Name: "iot", TLS: endpoint.TLS8443(), Handler: service, Journal: s.journal})
	return s
}

// client sends the certificate even though its issuer is not among those that the server names.
func (s *stand) client(address string, certificate *tls.Certificate, alpn ...string) *http.Client {
	config := &tls.Config{RootCAs: s.root.Pool(), NextProtos: alpn}
	if certificate != nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
	}
	return wiretest.Client(s.t, address, config)
}

func TestTLSAdmitsOnlyActiveDevicesAndTheRightALPN(t *testing.T) {
	s := start(t)
	for _, c := range []struct {
		claim       string
		address     string
		certificate *tls.Certificate
		alpn        []string
		status      int // 0: refused in TLS
	}{
		{"443, token, device", s.port443, s.active, []string{iot.ALPN}, 200},
		{"443, token among others", s.port443, s.active, []string{"x", iot.ALPN}, 200},
		{"443, token, no certificate", s.port443, nil, []string{iot.ALPN}, 0},
		{"443, token, deactivated device", s.port443, s.inactive, []string{iot.ALPN}, 0},
		{"443, token, unknown device", s.port443, s.stranger, []string{iot.ALPN}, 0},
		{"443, MQTT token", s.port443, s.active, []string{"x-amzn-mqtt-ca"}, 0},
		{"443, only h2", s.port443, s.active, []string{"h2"}, 0},
		{"443, no token: no certificate is asked for", s.port443, s.active, nil, 403},
		{"443, http/1.1", s.port443, s.active, []string{"h2", "http/1.1"}, 403},
		{"8443, device", s.port8443, s.active, nil, 200},
		{"8443, no certificate", s.port8443, nil, nil, 0},
		{"8443, unknown device", s.port8443, s.stranger, nil, 0},
	} {
		t.Run(c.claim, func(t *testing.T) {
			request := wiretest.Request(t, http.MethodPost, "https://"+host+"/topics/a", "")
			answer, err := wiretest.Try(s.client(c.address, c.certificate, c.alpn...), request)
			status := 0
			if err == nil {
				status = answer.Status
			}
			if status != c.status {
				t.Errorf("status %d, error %v", status, err)
			}
		})
	}
}

func TestTLSWantsTheEndpointInSNI(t *testing.T) {
	s := start(t)
	for _, address := range []string{s.port443, s.port8443} {
		for _, name := range []string{"", "other.test"} {
			if conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: name, InsecureSkipVerify: true}); err == nil {
				_ = conn.Close()
				t.Errorf("SNI %q was admitted", name)
			}
		}
	}
}
