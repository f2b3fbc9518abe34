package op_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

const host = "service.example.com"

// serve starts a TLS server with a certificate for host and returns the options
// to trust it and the network that leads to it.
func serve(t *testing.T, authority *trusttest.Identity, handler http.HandlerFunc) ([]string, op.System) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	roots := x509.NewCertPool()
	roots.AddCert(authority.Certificate)
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{authority.Issue(t, []string{host}).TLS()},
		ClientAuth:   tls.VerifyClientCertIfGiven, ClientCAs: roots,
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	network := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	return []string{"tls.ca_bytes", string(authority.PEM()), "client.resolve", host + ":*:127.0.0.1"}, op.System{Dial: network}
}

// facts are those of the list %response that the tests ask for.
var facts = map[string]int{
	"url": op.ResponseURL, "reason": op.ResponseReason, "attempts": op.ResponseAttempts, "reused": op.ResponseReused,
	"tls.version": op.ResponseTLSVersion, "tls.alpn": op.ResponseTLSALPN, "tls.certificate": op.ResponseTLSCertificate,
	"tls.cipher": op.ResponseTLSCipher, "tls.trust": op.ResponseTLSTrust, "peer.address": op.ResponsePeerAddress,
	"time.dns": op.ResponseTimeDNS, "time.connect": op.ResponseTimeConnect, "time.tls": op.ResponseTimeTLS,
	"time.first_byte": op.ResponseTimeFirstByte, "time.total": op.ResponseTimeTotal,
	"iot.request_id": op.ResponseIoTRequestID, "iot.trace_id": op.ResponseIoTTraceID,
}

func info(t *testing.T, r *op.Response, key string) string {
	t.Helper()
	i, ok := facts[key]
	if !ok {
		t.Fatalf("no fact %q", key)
	}
	return r.Facts[i]
}

func TestClientSendsWhatItIsGiven(t *testing.T) {
	options, network := serve(t, trusttest.Root(t, "root"), func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Saw", strings.Join(append(r.Header["X-Two"], r.Method, r.Host, string(body), r.UserAgent()), "|"))
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "short and stout")
	})
	client, err := op.NewClient(settings(t, options...), network)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for attempt, reused := range []string{"false", "true"} {
		r, err := client.Do(t.Context(), &op.Request{
			Method: "PATCH", URL: "https://" + host + "/tea pot", Headers: "X-Two: a\nX-Two: b\n", Body: []byte("milk"), Time: op.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != http.StatusTeapot || string(r.Body) != "short and stout" {
			t.Errorf("attempt %d: %d %s", attempt, r.Status, r.Body)
		}
		if want := "X-Saw: a|b|PATCH|" + host + "|milk|sallyport/" + op.Version() + "\r\n"; !strings.Contains(string(r.Headers), want) {
			t.Errorf("no %q in %q", want, r.Headers)
		}
		for key, want := range map[string]string{
			"url": "https://" + host + "/tea%20pot", "reason": "I'm a teapot", "attempts": "1", "reused": reused,
			"tls.version": "TLS 1.3", "tls.alpn": "http/1.1", "iot.request_id": "", "iot.trace_id": "",
		} {
			if got := info(t, r, key); got != want {
				t.Errorf("%s is %q, want %q", key, got, want)
			}
		}
		if leaf, err := x509.ParseCertificate([]byte(info(t, r, "tls.certificate"))); err != nil || leaf.VerifyHostname(host) != nil {
			t.Errorf("tls.certificate: %v", err)
		}
		for _, key := range []string{"peer.address", "tls.cipher", "tls.trust", "time.total", "time.first_byte"} {
			if info(t, r, key) == "" {
				t.Errorf("%s is empty", key)
			}
		}
	}
}

func TestClientSignsIfTold(t *testing.T) {
	options, network := serve(t, trusttest.Root(t, "root"), func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Header.Get("Authorization"))
	})
	options = append(append(options, explicit...), "sign.region", "eu-west-1", "sign.service", "execute-api")
	for sign, want := range map[string]string{"true": "/eu-west-1/execute-api/aws4_request", "false": ""} {
		client, err := op.NewClient(settings(t, append(options, "client.sign", sign)...), network)
		if err != nil {
			t.Fatal(err)
		}
		r, err := client.Do(t.Context(), &op.Request{URL: "https://" + host + "/"})
		if err != nil || !strings.Contains(string(r.Body), want) || (want == "") != (len(r.Body) == 0) {
			t.Errorf("client.sign=%s: got %v, %q", sign, err, r.Body)
		}
	}
}

func TestClientRefuses(t *testing.T) {
	options, network := serve(t, trusttest.Root(t, "root"), func(http.ResponseWriter, *http.Request) {})
	client, err := op.NewClient(settings(t, append(options, "client.timeout", "0", "client.retries", "0")...), network)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		request op.Request
		code    fault.Code
	}{
		"a negative timeout":             {op.Request{URL: "https://" + host, TimeoutMS: -1}, fault.InvalidArgument},
		"a line that is no header":       {op.Request{URL: "https://" + host, Headers: "x"}, fault.InvalidHeader},
		"a URL without a scheme":         {op.Request{URL: host}, fault.InvalidURL},
		"a name outside the certificate": {op.Request{URL: "https://other.example.com"}, fault.CertificateNameMismatch},
	} {
		if r, err := client.Do(t.Context(), &c.request); r != nil || !errors.Is(err, c.code) {
			t.Errorf("%s: got %v, want %v", name, err, c.code)
		}
	}
}

func TestNewClientRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		options []string
		code    fault.Code
	}{
		"no room for a body":          {[]string{"client.max_body", "0"}, fault.InvalidOption},
		"cookies for ever":            {[]string{"client.cookies", "forever"}, fault.InvalidOption},
		"no room for a header":        {[]string{"client.max_header", "0"}, fault.InvalidOption},
		"a pin that is none":          {[]string{"client.resolve", "host"}, fault.ResolveMalformed},
		"a CA file that is not there": {[]string{"tls.ca_file", "/nonexistent.pem"}, fault.CAUnreadable},
		"CA bytes that are none":      {[]string{"tls.ca_bytes", "x"}, fault.CANoCertificates},
		"a signature without a key":   {[]string{"client.sign", "true"}, fault.CredentialsMissing},
	} {
		if client, err := op.NewClient(settings(t, c.options...), op.System{}); client != nil || !errors.Is(err, c.code) {
			t.Errorf("%s: got %v, want %v", name, err, c.code)
		}
	}
}

func TestPublisherPublishesWithItsOptions(t *testing.T) {
	authority := trusttest.Root(t, "root")
	options, network := serve(t, authority, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.RequestURI != "/topics/data%2Ftest?qos=1&retain=true" || string(body) != "{}" ||
			len(r.TLS.PeerCertificates) != 1 || r.Header.Get("x-amz-mqtt5-user-properties") == "" {
			http.Error(w, r.RequestURI, http.StatusBadRequest)
			return
		}
		w.Header().Set("x-amzn-RequestId", "request-1")
		w.Header().Set("x-amzn-trace-id", "trace-1")
		_, _ = io.WriteString(w, `{"message":"OK","traceId":"trace-1"}`)
	})
	device := authority.Issue(t, []string{"device"})
	options = append(options, "iot.endpoint", host, "iot.port", "8443", "tls.cert", string(device.PEM()), "tls.key", string(device.KeyPEM(t)))
	publisher, err := op.NewPublisher(settings(t, options...), network)
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	message := op.Message{Topic: "data/test", Payload: []byte("{}"), QoS: 1, Retain: true, UserProperties: "a: 1\nb: 2\n", MessageExpiry: -1, TimeoutMS: 30000}
	r, err := publisher.Publish(t.Context(), &message)
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != 200 || info(t, r, "iot.request_id") != "request-1" || info(t, r, "iot.trace_id") != "trace-1" {
		t.Errorf("got %d, %v", r.Status, r.Facts)
	}
	message.UserProperties = "no colon"
	if _, err := publisher.Publish(t.Context(), &message); !errors.Is(err, fault.MessageInvalid) {
		t.Errorf("properties without a colon: %v", err)
	}
	message.UserProperties, message.TimeoutMS = "", -1
	if _, err := publisher.Publish(t.Context(), &message); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("a negative timeout: %v", err)
	}
}

func TestPublisherFindsItsPort(t *testing.T) {
	authority := trusttest.Root(t, "root")
	options, network := serve(t, authority, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"message":"OK","traceId":"`+r.Host+`"}`)
	})
	device := authority.Issue(t, []string{"device"})
	options = append(options, "iot.endpoint", host, "iot.port", "auto",
		"tls.cert", string(device.PEM()), "tls.key", string(device.KeyPEM(t)))
	reach := network.Dial
	network.Dial = func(ctx context.Context, kind, address string) (net.Conn, error) {
		if strings.HasSuffix(address, ":443") {
			return nil, syscall.ECONNREFUSED
		}
		return reach(ctx, kind, address)
	}
	publisher, err := op.NewPublisher(settings(t, options...), network)
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	r, err := publisher.Publish(t.Context(), &op.Message{Topic: "t", MessageExpiry: -1})
	if err != nil || info(t, r, "iot.trace_id") != host+":8443" {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestNewPublisherRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		options []string
		code    fault.Code
	}{
		"no endpoint":               {nil, fault.EndpointInvalid},
		"nobody to publish as":      {[]string{"iot.endpoint", host}, fault.ClientCertificateRequired},
		"a port that is none":       {[]string{"iot.endpoint", host, "iot.port", "70000"}, fault.InvalidArgument},
		"port 0":                    {[]string{"iot.endpoint", host, "iot.port", "0"}, fault.InvalidArgument},
		"a port to be found, alone": {[]string{"iot.endpoint", host, "iot.port", "auto"}, fault.ClientCertificateRequired},
		"a token without its key":   {[]string{"iot.endpoint", host, "iot.authorizer_token", "t"}, fault.InvalidArgument},
		"a signature without a key": {[]string{"iot.endpoint", host, "client.sign", "true"}, fault.CredentialsMissing},
	} {
		if p, err := op.NewPublisher(settings(t, c.options...), op.System{}); p != nil || !errors.Is(err, c.code) {
			t.Errorf("%s: got %v, want %v", name, err, c.code)
		}
	}
}

func TestMetadataFetches(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPut:
			_, _ = io.WriteString(w, "TOKEN")
		case r.Header.Get("X-aliyun-ecs-metadata-token") != "TOKEN":
			w.WriteHeader(http.StatusForbidden)
		default:
			_, _ = io.WriteString(w, r.URL.RequestURI())
		}
	}))
	defer server.Close()
	core := op.NewCore(op.System{})
	ask := func(object uint64, number uint32, text string) (string, error) {
		call := &op.Call{Op: number, Texts: []string{text}, Given: 1}
		err := core.Call(t.Context(), object, call)
		return string(bytes.Join(call.Parts, []byte("|"))), err
	}
	make := func(keysAndValues ...string) (uint64, error) {
		return core.New(op.MetadataNew, pairs(keysAndValues...))
	}
	m, err := make("metadata.endpoint", server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer core.Free(m)
	if got, err := ask(m, op.MetadataIdentity, "abc"); err != nil || !strings.Contains(got, "/document|") || !strings.Contains(got, "?audience=abc|PUT\t200\t") {
		t.Errorf("got %q, %v", got, err)
	}
	// The last of the results is for a log: without query, and of a length that is known.
	long := strings.Repeat("a", 1000)
	for path, want := range map[string]string{"/latest/a?b": "/latest/a\t1\t", "/" + long: "/" + long[:100]} {
		got, err := ask(m, op.MetadataGet, path)
		answer, line, _ := strings.Cut(got, "|GET\t200\t"+server.URL)
		if err != nil || answer != path || !strings.HasPrefix(line, want) || len(line) > 400 || strings.Count(line, "\n") != 1 {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if _, err = ask(m, op.MetadataIdentity, ""); err == nil {
		t.Error("an empty audience was taken for none")
	}
	plain, err := make("metadata.endpoint", server.URL, "metadata.token_ttl", "0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask(plain, op.MetadataGet, "/"); !errors.Is(err, fault.MetadataRefused) {
		t.Errorf("without tokens: %v", err)
	}
	for _, options := range [][]string{{"metadata.provider", "nowhere"}, {"metadata.endpoint", "ftp://x"}, {"metadata.token_ttl", "21601"}} {
		if _, err := make(options...); err == nil {
			t.Errorf("%v were taken", options)
		}
	}
}
