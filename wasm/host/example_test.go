package host_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func Example() {
	ctx := context.Background()
	module, err := os.ReadFile("../../build/sallyport.wasm") // make wasm
	if err != nil {
		panic(err)
	}
	runtime, err := host.New(ctx, module, host.Config{CacheDir: "../../build/wasm/cache"})
	if err != nil {
		panic(err)
	}
	defer func() { _ = runtime.Close(ctx) }()

	signer, err := runtime.NewSigner(ctx, host.Options{
		"credentials.access_key_id":     "AKIDEXAMPLE",
		"credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	})
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(ctx, &host.Request{
		Method: "GET",
		URL:    "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
		Time:   time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	})
	if err != nil {
		panic(err)
	}
	for _, h := range signed.Headers {
		fmt.Println(h.Name+":", h.Value)
	}
	// Output:
	// Host: sts.eu-west-1.amazonaws.com
	// X-Amz-Date: 20260102T030405Z
	// Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=2151d87345a1ec9e315f0e9c694cfbe5654ff31bb707775cd5347799ed5b5925
}

func ExampleVerifier_Verify() {
	ctx := context.Background()
	runtime := exampleRuntime(ctx)
	defer func() { _ = runtime.Close(ctx) }()

	verifier, err := runtime.NewVerifier(ctx, host.Options{"identity.accounts": "1234567890123456"})
	if err != nil {
		panic(err)
	}
	_, err = verifier.Verify(ctx, &host.Claim{Signature: []byte("MIIB"), Document: []byte("{}")})
	fmt.Println(errors.Is(err, fault.SignatureMalformed))
	// Output: true
}

// Without a network in the Config, what needs one says so.
func ExampleClient_Get() {
	ctx := context.Background()
	runtime := exampleRuntime(ctx)
	defer func() { _ = runtime.Close(ctx) }()

	client, err := runtime.NewClient(ctx, host.Options{"client.resolve": "example.com:443:192.0.2.1"})
	if err != nil {
		panic(err)
	}
	_, err = client.Get(ctx, "https://example.com/")
	fmt.Println(err)
	// Output:
	// UNSUPPORTED: example.com:443: 192.0.2.1:443: the host of this module lends no network; with package wasm/host set Config.Network
}

// TLS runs inside the module, over connections that the allow-list lets it make.
func ExampleNetwork() {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		panic(err)
	}

	ctx := context.Background()
	module, err := os.ReadFile("../../build/sallyport.wasm")
	if err != nil {
		panic(err)
	}
	runtime, err := host.New(ctx, module, host.Config{
		CacheDir: "../../build/wasm/cache",
		Network:  &host.Network{Allow: []string{"127.0.0.1:" + port}},
	})
	if err != nil {
		panic(err)
	}
	defer func() { _ = runtime.Close(ctx) }()

	client, err := runtime.NewClient(ctx, host.Options{
		"client.resolve": "example.com:" + port + ":127.0.0.1",
		"tls.ca_bytes":   string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})),
	})
	if err != nil {
		panic(err)
	}
	response, err := client.Get(ctx, "https://example.com:"+port+"/")
	if err != nil {
		panic(err)
	}
	fmt.Println(response.StatusCode, string(response.Body))

	_, err = client.Get(ctx, "https://192.0.2.1/")
	fmt.Println(errors.Is(err, fault.ConnectDenied))
	// Output:
	// 200 hello
	// true
}

// A row that cannot be signed does not keep the others from it.
func ExampleSigner_PresignBatch() {
	ctx := context.Background()
	runtime := exampleRuntime(ctx)
	defer func() { _ = runtime.Close(ctx) }()

	signer, err := runtime.NewSigner(ctx, host.Options{
		"credentials.access_key_id":     "AKIDEXAMPLE",
		"credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	})
	if err != nil {
		panic(err)
	}
	urls := []string{"https://bucket.s3.eu-west-1.amazonaws.com/report.csv", "report.csv"}
	signed, failed, err := signer.PresignBatch(ctx, &host.Request{Method: "GET"}, time.Hour, urls)
	if err != nil {
		panic(err)
	}
	fmt.Println(strings.Contains(signed[0], "&X-Amz-Signature="))
	fmt.Println(failed[1])
	// Output:
	// true
	// INVALID_URL: URL "report.csv": it does not begin with https:// or http://
}

// A request to publish, for a program that sends it with another HTTP client.
func ExamplePublisher_Prepare() {
	ctx := context.Background()
	runtime := exampleRuntime(ctx)
	defer func() { _ = runtime.Close(ctx) }()

	publisher, err := runtime.NewPublisher(ctx, host.Options{
		"iot.endpoint":                  "a1example-ats.iot.eu-west-1.amazonaws.com",
		"client.sign":                   "true",
		"credentials.access_key_id":     "AKIDEXAMPLE",
		"credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	})
	if err != nil {
		panic(err)
	}
	request, err := publisher.Prepare(ctx, &host.Message{Topic: "data/test", Payload: []byte("{}"), QoS: 1}, time.Time{})
	if err != nil {
		panic(err)
	}
	fmt.Println(request.Method, request.URL)
	// Output: POST https://a1example-ats.iot.eu-west-1.amazonaws.com/topics/data%2Ftest?qos=1
}

func exampleRuntime(ctx context.Context) *host.Runtime {
	module, err := os.ReadFile("../../build/sallyport.wasm")
	if err != nil {
		panic(err)
	}
	runtime, err := host.New(ctx, module, host.Config{CacheDir: "../../build/wasm/cache"})
	if err != nil {
		panic(err)
	}
	return runtime
}
