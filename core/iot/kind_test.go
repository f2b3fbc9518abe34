package iot_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
)

func TestEndpointsThatTakeNoMessagesAreNamed(t *testing.T) {
	for host, kind := range map[string]string{
		"c1a2b3c4.credentials.iot.us-west-2.amazonaws.com":            "iot:CredentialProvider",
		"c1a2b3c4.credentials.iot.cn-north-1.amazonaws.com.cn":        "iot:CredentialProvider",
		"vpce-0a1b-2c3d.credentials.iot.us-east-1.vpce.amazonaws.com": "iot:CredentialProvider",
		"C1A2B3C4.Credentials.IoT.us-west-2.amazonaws.com":            "iot:CredentialProvider",
		"a1b2c3.jobs.iot.us-west-2.amazonaws.com":                     "iot:Jobs",
		"a1b2c3.jobs.iot-fips.us-gov-west-1.amazonaws.com":            "iot:Jobs",
		"data.tunneling.iot.eu-west-1.amazonaws.com":                  "secure tunneling",
		"api.fleethub.iot.eu-west-1.amazonaws.com":                    "Fleet Hub",
	} {
		_, err := iot.New(iot.Options{Endpoint: host, Signing: signing()})
		if !errors.Is(err, fault.EndpointInvalid) || !strings.Contains(err.Error(), kind) || !strings.Contains(err.Error(), "iot:Data-ATS") {
			t.Errorf("%s: got %v, want %s", host, err, kind)
		}
	}
	for _, host := range []string{
		"a1b2c3-ats.iot.us-west-2.amazonaws.com",
		"A1B2C3-ATS.IOT.US-WEST-2.amazonaws.com",
		"data-ats.iot.us-west-2.amazonaws.com",
		"a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn",
		"data.iot-fips.us-east-1.amazonaws.com",
		"a1b2c3-ats.iot-fips.us-gov-west-1.amazonaws.com",
		"vpce-0a1b-2c3d.data.iot.us-east-1.vpce.amazonaws.com",
		"a1b2c3.iot.us-west-2.amazonaws.com", // legacy
		"t1b2c3.deviceadvisor.iot.us-east-1.amazonaws.com",
		"a1b2c3.credentials.iot.example.org", // not AWS's
		"jobs.iot.example.org",
	} {
		publisher(t, iot.Options{Endpoint: host, Port: 8443})
	}
}

func TestALegacyEndpointIsNamedWhenItsRootIsMissing(t *testing.T) {
	for endpoint, successor := range map[string]string{
		"a1b2c3.iot.us-west-2.amazonaws.com":              "a1b2c3-ats.iot.us-west-2.amazonaws.com",
		"data.iot.us-west-2.amazonaws.com":                "data-ats.iot.us-west-2.amazonaws.com",
		"A1B2C3.iot.us-west-2.amazonaws.com":              "a1b2c3-ats.iot.us-west-2.amazonaws.com",
		"a1b2c3.iot.cn-north-1.amazonaws.com.cn":          "a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn",
		"a1b2c3-ats.iot.us-west-2.amazonaws.com":          "",
		"a1b2c3.ats.iot.cn-north-1.amazonaws.com.cn":      "",
		"data.iot-fips.us-east-1.amazonaws.com":           "",
		"vpce-0a1b.data.iot.us-east-1.vpce.amazonaws.com": "",
		"iot.example.org":                                 "",
	} {
		s := start(t, &standin{}, &tls.Config{Certificates: []tls.Certificate{authority().Issue(t, []string{strings.ToLower(endpoint)}).TLS()}})
		id := authority().Issue(t, []string{"device"})
		stranger, err := trust.New(trust.Options{CABytes: id.PEM(), CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
		if err != nil {
			t.Fatal(err)
		}
		o := iot.Options{Endpoint: endpoint, Port: 8443}
		o.Client.Trust = stranger
		o.Client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			return s.reach(ctx, network, address)
		}
		p, err := iot.New(o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Publish(t.Context(), &iot.Message{Topic: "t"})
		p.Close()
		told := "legacy endpoint (iot:Data) with a VeriSign certificate: use that of iot:Data-ATS, probably " + successor
		if !errors.Is(err, fault.CertificateUnknownAuthority) || strings.Contains(err.Error(), "legacy") != (successor != "") ||
			successor != "" && !strings.HasSuffix(err.Error(), told) {
			t.Errorf("%s: got %v", endpoint, err)
		}
	}
	// Other errors have other reasons.
	_, err := publisherOf(t, "a1b2c3.iot.us-west-2.amazonaws.com").Publish(t.Context(), &iot.Message{Topic: "t"})
	if !errors.Is(err, fault.ConnectRefused) || strings.Contains(err.Error(), "legacy") {
		t.Errorf("got %v", err)
	}
}

// publisherOf returns one to an endpoint that refuses connections.
func publisherOf(t *testing.T, endpoint string) *iot.Publisher {
	t.Helper()
	o := iot.Options{Endpoint: endpoint, Port: 8443}
	o.Client.Retries = -1
	o.Client.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, refuse() }
	return publisher(t, o)
}
