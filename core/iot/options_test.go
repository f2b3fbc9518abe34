package iot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
)

const host = "a1b2c3d4e5f6g7-ats.iot.us-west-2.amazonaws.com"

func signing() *sigv4.Options {
	return &sigv4.Options{Credentials: credentials.Credentials{
		AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	}}
}

// publisher returns one that reaches nothing, signing unless o says otherwise.
func publisher(t testing.TB, o iot.Options) *iot.Publisher {
	t.Helper()
	if o.Endpoint == "" {
		o.Endpoint = host
	}
	switch {
	case o.Port == 8443:
		o.Client.Trust = device(t)
	case o.Authorizer == nil && o.Client.Signer == nil && o.Signing == nil:
		o.Signing = signing()
	}
	p, err := iot.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestEndpointIsAHostName(t *testing.T) {
	for _, tc := range []struct{ endpoint, says string }{
		{"", "is not a host name"},
		{"https://" + host + "/", `has a scheme: give the host name alone, "` + host + `"`},
		{"mqtts://" + host, "has a scheme"},
		{host + ":8443", `has a port: give endpoint "` + host + `" and port 8443`},
		{host + "/topics/x", "has a path"},
		{"192.0.2.1", "is an address"},
		{"[2001:db8::1]", "is an address"},
		{"2001:db8::1", "is an address"},
		{host + ".", "is not a host name"},
		{" " + host, "is not a host name"},
		{host + "\n", "is not a host name"},
		{"user:pass@" + host, `endpoint "...@` + host + `" has user information`},
		{"-a.example", "is not a host name"},
		{strings.Repeat("a", 64) + ".example", "is not a host name"},
		{strings.Repeat("a.", 127) + "example", "is not a host name"},
		{"iot.us-west-2.amazonaws.com", `belongs to the service "iot"`},
		{"sqs.us-west-2.amazonaws.com", `belongs to the service "sqs"`},
	} {
		_, err := iot.New(iot.Options{Endpoint: tc.endpoint, Signing: signing()})
		if !errors.Is(err, fault.EndpointInvalid) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%q: got %v, want %q", tc.endpoint, err, tc.says)
		}
	}
	for _, endpoint := range []string{host, "data-ats.iot.us-west-2.amazonaws.com", "iot.example.org", "localhost"} {
		publisher(t, iot.Options{Endpoint: endpoint, Port: 8443})
	}
}

func TestOneWayToAuthenticate(t *testing.T) {
	authorizer := &iot.Authorizer{Name: "a"}
	signer, err := sigv4.New(*signing())
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		o    iot.Options
		want fault.Code
	}{
		{"none", iot.Options{}, fault.ClientCertificateRequired},
		{"signature and authorizer", iot.Options{Signing: signing(), Authorizer: authorizer}, fault.InvalidArgument},
		{"two signers", iot.Options{Signing: signing(), Client: client.Options{Signer: signer}}, fault.InvalidArgument},
		{"signature on 8443", iot.Options{Signing: signing(), Port: 8443}, fault.InvalidArgument},
		{"authorizer on 8443", iot.Options{Authorizer: authorizer, Port: 8443}, fault.InvalidArgument},
		{"port", iot.Options{Signing: signing(), Port: 65536}, fault.InvalidArgument},
		{"signature for a custom domain", iot.Options{Endpoint: "iot.example.org", Signing: signing()}, fault.RegionUnknown},
		{"half a key pair", iot.Options{Signing: &sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "a"}}}, fault.CredentialsIncomplete},
	} {
		if tc.o.Endpoint == "" {
			tc.o.Endpoint = host
		}
		if _, err := iot.New(tc.o); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.want.Name())
		}
	}
}

func TestAuthorizerHeaders(t *testing.T) {
	p := publisher(t, iot.Options{Authorizer: &iot.Authorizer{Name: "auth", TokenKey: "X-Token", Token: "secret", Signature: "c2ln"}})
	if strings.Contains(fmt.Sprintf("%v %+v %#v", p, p, p), "secret") {
		t.Error("the token is shown")
	}
	r, err := p.Prepare(&iot.Message{Topic: "t"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"x-amz-customauthorizer-name": "auth", "x-amz-customauthorizer-signature": "c2ln", "x-token": "secret",
	} {
		if got := header(r, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestAuthorizerMistakesDoNotShowTheToken(t *testing.T) {
	for _, a := range []iot.Authorizer{
		{},
		{Name: "a", Token: "hunter2"},
		{Name: "a", TokenKey: "k"},
		{Name: "a", Signature: "c2ln"},
		{Name: "a\r\nHost: x"},
		{Name: "a", TokenKey: "k", Token: "hunter2\n"},
		{Name: "a", TokenKey: "a b", Token: "hunter2"},
		{Name: "a", TokenKey: "k:", Token: "hunter2"},
		{Name: "a", TokenKey: "k", Token: "hunter2", Signature: "not base64"},
		{Name: "a", TokenKey: "k", Token: "hunter2", Signature: "c2ln\n"},
	} {
		_, err := iot.New(iot.Options{Endpoint: host, Authorizer: &a})
		if !errors.Is(err, fault.InvalidArgument) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
		if strings.Contains(fmt.Sprintf("%v %+v %#v", a, &a, iot.Options{Authorizer: &a}), "hunter2") {
			t.Error("the token is shown")
		}
	}
}

func TestTokenCannotTakeAHeaderOfTheRequest(t *testing.T) {
	for _, key := range []string{
		"Host", "content-length", "Content-Type", "authorization", "Transfer-Encoding", "Connection", "Upgrade", "Expect", "TE",
		"User-Agent", "Proxy-Authorization", "Date", "x-amz-date", "X-Amz-Security-Token", "x-amz-mqtt5-user-properties", "X-Amz-CustomAuthorizer-Name",
		"x-amzn-trace-id",
	} {
		_, err := iot.New(iot.Options{Endpoint: host, Authorizer: &iot.Authorizer{Name: "a", TokenKey: key, Token: "hunter2"}})
		if !errors.Is(err, fault.InvalidArgument) || !strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v", key, err)
		}
	}
	for _, key := range []string{"token", "X-Token", "AuthToken", "x-amazing", "Hostess"} {
		publisher(t, iot.Options{Authorizer: &iot.Authorizer{Name: "a", TokenKey: key, Token: "hunter2"}})
	}
}
