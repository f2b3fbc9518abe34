package host_test

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/wasm/host"
)

const errRefused = syscall.ECONNREFUSED

// publisherOptions sign.
func publisherOptions() host.Options {
	return host.Options{
		"iot.endpoint": iotName, "client.sign": "true",
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	}
}

func fullMessage() *host.Message {
	return &host.Message{
		Topic: "data/tést topic", Payload: []byte(`{"a":1}`), QoS: 1, Retain: true, ContentType: "application/json",
		ResponseTopic: "answers", CorrelationData: []byte{0, 1, 2}, PayloadFormat: "UTF8_DATA",
		UserProperties: []host.Header{{Name: "one", Value: "1"}, {Name: " a:", Value: " ü "}}, MessageExpiry: 90 * time.Second,
	}
}

func TestARequestToPublishIsThatOfTheCore(t *testing.T) {
	ctx := context.Background()
	publisher, err := shared(t).NewPublisher(ctx, publisherOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	native, err := iot.New(iot.Options{Endpoint: iotName, Signing: &sigv4.Options{Credentials: credentials.Credentials{
		AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer native.Close()
	m := fullMessage()
	want, err := native.PrepareSigned(&iot.Message{
		Topic: m.Topic, Payload: m.Payload, QoS: m.QoS, Retain: m.Retain, ContentType: m.ContentType, ResponseTopic: m.ResponseTopic,
		CorrelationData: m.CorrelationData, PayloadFormat: m.PayloadFormat, MessageExpiry: 90,
		UserProperties: []iot.Property{{Name: "one", Value: "1"}, {Name: " a:", Value: " ü "}},
	}, at)
	if err != nil {
		t.Fatal(err)
	}
	got, err := publisher.Prepare(ctx, m, at)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "method", got.Method, want.Method)
	compare(t, "URL", got.URL, want.URL)
	compare(t, "headers", fmt.Sprint(got.Headers), fmt.Sprint(want.Headers))
	compare(t, "body", string(got.Body), string(want.Body))

	for claim, c := range map[string]struct {
		change func(*host.Message)
		want   fault.Code
	}{
		"topic":    {func(m *host.Message) { m.Topic = "a/#" }, fault.TopicInvalid},
		"QoS":      {func(m *host.Message) { m.QoS = 1 << 32 }, fault.MessageInvalid},
		"property": {func(m *host.Message) { m.UserProperties[0].Value = "a\r\nb: c" }, fault.MessageInvalid},
		"payload":  {func(m *host.Message) { m.Payload = make([]byte, 131073) }, fault.PayloadTooLarge},
	} {
		m := fullMessage()
		c.change(m)
		if _, err := publisher.Prepare(ctx, m, at); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", claim, err)
		}
	}
}

// iotServer takes publishes as AWS IoT does on port 443: only with ALPN and a
// client certificate.
func iotServer(t *testing.T, answer http.HandlerFunc) (*host.Runtime, host.Options) {
	t.Helper()
	s := serve(t, iotName, &tls.Config{ClientAuth: tls.RequireAnyClientCert, NextProtos: []string{"x-amzn-http-ca"}}, answer)
	device := s.root.Issue(t, []string{"device"})
	r := newRuntime(t, modulePath, host.Config{Network: &host.Network{
		Allow: []string{"192.0.2.7:443"},
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.address)
		},
	}})
	return r, host.Options{
		"iot.endpoint": iotName, "client.resolve": iotName + ":443:192.0.2.7", "tls.ca_bytes": string(s.root.PEM()),
		"tls.cert": string(device.PEM()), "tls.key": string(device.KeyPEM(t)),
	}
}

func TestAMessageIsPublishedWithClientCertificateAndALPN(t *testing.T) {
	type seen struct{ protocol, device, path, query, body string }
	got := make(chan seen, 1)
	r, options := iotServer(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- seen{stateOf(r).NegotiatedProtocol, stateOf(r).PeerCertificates[0].Subject.CommonName, r.URL.EscapedPath(), r.URL.RawQuery, string(body)}
		w.Header().Set("x-amzn-RequestId", "request-1")
		_, _ = io.WriteString(w, `{"message":"OK","traceId":"trace-1"}`)
	})
	publisher, err := r.NewPublisher(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	response, err := publisher.Publish(context.Background(), &host.Message{Topic: "data/test", Payload: []byte("{}"), QoS: 1})
	if err != nil {
		t.Fatal(err)
	}
	if want := (seen{"x-amzn-http-ca", "device", "/topics/data%2Ftest", "qos=1", "{}"}); <-got != want {
		t.Errorf("the server did not see %+v", want)
	}
	if response.StatusCode != 200 || response.RequestID != "request-1" || response.TraceID != "trace-1" || response.Peer.ALPN != "x-amzn-http-ca" {
		t.Errorf("%+v", response)
	}
}

func TestAPublishThatIsCancelledMayHaveBeenPublished(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	r, options := iotServer(t, func(http.ResponseWriter, *http.Request) { <-release })
	publisher, err := r.NewPublisher(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := publisher.Publish(ctx, &host.Message{Topic: "a"}); fault.CodeOf(err) != fault.PublishUncertain {
		t.Error(err)
	}
}

func TestMetadataComesFromTheEndpoint(t *testing.T) {
	var paths []string
	address := listen(t, nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.Method+" "+r.URL.Path)
		switch {
		case r.Method == http.MethodPut:
			_, _ = io.WriteString(w, "token")
		case r.URL.Query().Has("audience"):
			_, _ = io.WriteString(w, base64.StdEncoding.EncodeToString([]byte(r.URL.Query().Get("audience"))))
		default:
			_, _ = io.WriteString(w, r.URL.Path)
		}
	}))
	m, err := newRuntime(t, modulePath, loopback()).NewMetadata(context.Background(), host.Options{"metadata.endpoint": "http://" + address})
	if err != nil {
		t.Fatal(err)
	}
	const audience = "sally1.20260701T120000Z.MDEyMzQ1Njc4OWFiY2RlZg"
	document, signature, err := m.Identity(context.Background(), audience)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "document", string(document), "/latest/dynamic/instance-identity/document")
	compare(t, "signature", string(signature), base64.StdEncoding.EncodeToString([]byte(audience)))
	answer, err := m.Get(context.Background(), "/latest/meta-data/instance-id")
	if err != nil || string(answer) != "/latest/meta-data/instance-id" {
		t.Errorf("%q %v", answer, err)
	}
	if !slices.Contains(paths, "PUT /latest/api/token") {
		t.Errorf("no token was asked for: %v", paths)
	}
}
