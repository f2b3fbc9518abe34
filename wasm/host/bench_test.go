package host_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/wasm/host"
)

// The request of core/sigv4's benchmarks: a small JSON POST with a session token.
const (
	benchURL  = "https://autoscaling.ap-northeast-1.amazonaws.com/"
	benchBody = `{"MaxResults":50}`
)

var (
	benchToken   = strings.Repeat("IQoJb3JpZ2luX2Vj", 19)[:300]
	benchHeaders = [][2]string{
		{"Content-Type", "application/x-amz-json-1.1"},
		{"X-Amz-Target", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
	}
	benchTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

func BenchmarkSign(b *testing.B) {
	signer, err := shared(b).NewSigner(context.Background(), host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		"credentials.session_token": benchToken, "sign.region": "ap-northeast-1", "sign.service": "autoscaling-plans",
	})
	if err != nil {
		b.Fatal(err)
	}
	defer signer.Close()
	r := &host.Request{Method: "POST", URL: benchURL, Body: []byte(benchBody), Time: benchTime}
	for _, h := range benchHeaders {
		r.Headers = append(r.Headers, host.Header{Name: h[0], Value: h[1]})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSignNative is what BenchmarkSign is compared with.
func BenchmarkSignNative(b *testing.B) {
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", SessionToken: benchToken,
		},
		Region: "ap-northeast-1", Service: "autoscaling-plans",
	})
	if err != nil {
		b.Fatal(err)
	}
	r := &sigv4.Request{Method: "POST", URL: benchURL, Body: []byte(benchBody), Time: benchTime}
	for _, h := range benchHeaders {
		r.Headers = append(r.Headers, sigv4.Header{Name: h[0], Value: h[1]})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCall is the least that a call costs.
func BenchmarkCall(b *testing.B) {
	r := shared(b)
	for b.Loop() {
		if _, err := r.Endpoint(context.Background(), "", ""); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInstance is what a call costs more if no instance is free.
func BenchmarkInstance(b *testing.B) {
	r := shared(b)
	for b.Loop() {
		if err := host.FreshInstance(r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGet is a small request on a connection that is open.
func BenchmarkGet(b *testing.B) { benchmarkGet(b, "Keep-Alive") }

// BenchmarkHandshake is the same with a connection of its own.
func BenchmarkHandshake(b *testing.B) { benchmarkGet(b, "close") }

func benchmarkGet(b *testing.B, connection string) {
	s := serve(b, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	c := newClient(b, newRuntime(b, modulePath, loopback()), s.options(serverName))
	r := &host.Request{Method: "GET", URL: s.url(b, "/"), Headers: []host.Header{{Name: "Connection", Value: connection}}}
	for b.Loop() {
		if _, err := c.Do(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSize is no time: it reports the module's megabytes.
func BenchmarkSize(b *testing.B) {
	info, err := os.Stat(modulePath)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(info.Size())/1e6, "MB")
}
