package iot_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

const alpnHTTP = "x-amzn-http-ca"

func TestPublishReachesTheService(t *testing.T) {
	s := start(t, &standin{}, &tls.Config{NextProtos: []string{alpnHTTP}, ClientAuth: tls.RequireAnyClientCert})
	p := s.publisher(t, iot.Options{})
	for range 2 {
		receipt, err := p.Publish(t.Context(), &iot.Message{Topic: "data/test", Payload: []byte(`{"t":1}`), QoS: 1})
		if err != nil {
			t.Fatal(err)
		}
		if receipt.StatusCode != 200 || receipt.RequestID != "request-1" || receipt.TraceID != "trace-1" || receipt.Attempts != 1 ||
			receipt.Elapsed <= 0 || receipt.Peer.ALPN != alpnHTTP || receipt.Response.StatusCode != 200 {
			t.Errorf("receipt %+v", receipt)
		}
	}
	got := s.take()
	if len(got) != 2 || len(s.dialed) != 1 || s.dialed[0] != host+":443" {
		t.Fatalf("%d requests over %v", len(got), s.dialed)
	}
	r := got[0]
	if r.method != "POST" || r.target != "/topics/data%2Ftest?qos=1" || r.host != host || r.sni != host || r.body != `{"t":1}` || !r.clientCertificate {
		t.Errorf("the service saw %+v", r)
	}
}

func TestALPNFollowsPortAndAuthentication(t *testing.T) {
	for _, tc := range []struct {
		name   string
		server []string // protocols the server knows
		o      iot.Options
		alpn   string // what the server saw
		want   error
	}{
		{"443 with certificate", []string{alpnHTTP}, iot.Options{}, alpnHTTP, nil},
		{"443 with certificate, ALPN lost on the way", nil, iot.Options{}, "", fault.ALPNMismatch},
		{"443 with certificate, server refuses", []string{"x-amzn-mqtt-ca"}, iot.Options{}, "", fault.ALPNMismatch},
		{"8443 with certificate", nil, iot.Options{Port: 8443}, "", nil},
		{"8443 with certificate, server knows ALPN", []string{alpnHTTP, "http/1.1", "h2"}, iot.Options{Port: 8443}, "", nil},
		{"443 with signature", []string{alpnHTTP, "http/1.1", "h2"}, iot.Options{Signing: signing()}, "", nil},
		{"443 with authorizer", []string{alpnHTTP, "http/1.1", "h2"}, iot.Options{Authorizer: &iot.Authorizer{Name: "a"}}, "", nil},
		{"other port, server knows", []string{"h2", alpnHTTP}, iot.Options{Port: 10443}, alpnHTTP, nil},
		{"other port, server does not know", nil, iot.Options{Port: 18443}, "", nil},
		{"chosen by the caller", []string{"x-custom"}, iot.Options{Client: client.Options{ALPN: []string{"x-custom"}, RequireALPN: true}}, "x-custom", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, &standin{}, &tls.Config{NextProtos: tc.server, ClientAuth: tls.RequestClientCert})
			_, err := s.publisher(t, tc.o).Publish(t.Context(), &iot.Message{Topic: "t"})
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			got := s.take()
			if tc.want != nil {
				if len(got) != 0 {
					t.Fatalf("a request was sent: %+v", got)
				}
				return
			}
			byCertificate := tc.o.Signing == nil && tc.o.Authorizer == nil
			if len(got) != 1 || got[0].alpn != tc.alpn || got[0].clientCertificate != byCertificate {
				t.Fatalf("the server saw %+v", got)
			}
		})
	}
}

func TestAnswersBecomeErrors(t *testing.T) {
	const forbidden = `{"message":"Forbidden","traceId":"trace-2"}`
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   fault.Code
		says   string
	}{
		{"400", 400, `{"message":"bad topic","traceId":"trace-2"}`, fault.PublishRejected, "400; TestException; bad topic; trace id trace-2; request id request-2"},
		{"401", 401, forbidden, fault.PublishForbidden, "401"},
		{"403", 403, forbidden, fault.PublishForbidden, "Forbidden"},
		{"403 without certificate", 403, `{"message":"Missing Authentication Token","traceId":"trace-2"}`, fault.PublishNoClientCertificate, "Missing"},
		{"404", 404, "", fault.PublishRejected, "404"},
		{"405", 405, "", fault.PublishRejected, "405"},
		{"413", 413, "", fault.PublishRejected, "413"},
		{"429", 429, `{"message":"slow down"}`, fault.PublishThrottled, "slow down"},
		{"500", 500, "", fault.PublishServerError, "500"},
		{"503", 503, "", fault.PublishServerError, "503"},
		{"page of a portal", 302, "<html>\n log\x1b in </html>", fault.PublishAnswerInvalid, "<html> log in </html>"},
		{"message of another type", 400, `{"message":7}`, fault.PublishRejected, `{"message":7}`},
		{"endless message", 400, strings.Repeat("日", 1<<20), fault.PublishRejected, "日..."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, &standin{answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("x-amzn-ErrorType", "TestException:http://internal")
				w.Header().Set("x-amzn-RequestId", "request-2")
				w.Header().Set("Location", "https://"+host+"/elsewhere")
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			}}, &tls.Config{})
			receipt, err := s.publisher(t, iot.Options{Port: 8443}).Publish(t.Context(), &iot.Message{Topic: "data/test", QoS: 1})
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) || !strings.Contains(err.Error(), `"data/test"`) || receipt != nil {
				t.Fatalf("got %v, %v; want %s with %q", receipt, err, tc.want.Name(), tc.says)
			}
			if detail := fault.From(err).Detail; detail != int32(tc.status) {
				t.Errorf("detail %d", detail)
			}
			if len(err.Error()) > 400 {
				t.Errorf("the message has %d bytes", len(err.Error()))
			}
			if n := len(s.take()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestThrottledPublishIsRepeatedWhenTheServiceSaysWhen(t *testing.T) {
	s := &standin{}
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		if len(s.take()) == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	start(t, s, &tls.Config{})
	receipt, err := s.publisher(t, iot.Options{Port: 8443}).Publish(t.Context(), &iot.Message{Topic: "t"})
	if err != nil || receipt.Attempts != 2 {
		t.Fatalf("got %+v, %v", receipt, err)
	}
}

func TestSignedPublishIsSignedForIotdata(t *testing.T) {
	s := start(t, &standin{}, &tls.Config{})
	for service, want := range map[string]string{"": "iotdata", "iotdevicegateway": "iotdevicegateway"} {
		p := s.publisher(t, iot.Options{Signing: signing(), Service: service})
		if _, err := p.Publish(t.Context(), &iot.Message{Topic: "t"}); err != nil {
			t.Fatal(err)
		}
		got := s.take()
		if a := got[len(got)-1].header.Get("Authorization"); !strings.Contains(a, "/us-west-2/"+want+"/aws4_request") {
			t.Errorf("signed as %q", a)
		}
	}
}
