package host_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/wasm/host"
)

func signerOptions() host.Options {
	return host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	}
}

func newSigner(tb testing.TB, r *host.Runtime) *host.Signer {
	tb.Helper()
	s, err := r.NewSigner(context.Background(), signerOptions())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	return s
}

func stsRequest(body []byte) *host.Request {
	return &host.Request{Method: "POST", URL: stsURL, Body: body, Time: time.Unix(in2026, 0)}
}

// Bodies of all lengths around SHA-256's blocks: the module has a compression
// function of its own.
func TestSignaturesAreThoseOfTheCoreForBodiesOfAnyLength(t *testing.T) {
	ctx := context.Background()
	signer := newSigner(t, shared(t))
	native, err := sigv4.New(sigv4.Options{Credentials: credentials.Credentials{
		AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	}})
	if err != nil {
		t.Fatal(err)
	}
	lengths := []int{1 << 16, 1<<20 + 1}
	for n := range 260 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		body := make([]byte, n)
		for i := range body {
			body[i] = byte(i*i>>3 + n)
		}
		want, err := native.Sign(&sigv4.Request{Method: "POST", URL: stsURL, Body: body, Time: time.Unix(in2026, 0)})
		if err != nil {
			t.Fatal(err)
		}
		got, err := signer.Sign(ctx, stsRequest(body))
		if err != nil || got.Signature != want.Signature {
			t.Errorf("a body of %d bytes: %v", n, err)
		}
	}
}

func TestManyGoroutinesSignWithTheSameSigners(t *testing.T) {
	r := newRuntime(t, modulePath, host.Config{MaxInstances: 3})
	one, two := newSigner(t, r), newSigner(t, r)
	want, err := one.Sign(context.Background(), stsRequest([]byte("body")))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			for range 30 {
				for _, s := range []*host.Signer{one, two} {
					if got, err := s.Sign(context.Background(), stsRequest([]byte("body"))); err != nil || got.Signature != want.Signature {
						t.Errorf("%v", err)
					}
				}
			}
		})
	}
	all.Wait()
}

func TestAClosedObjectIsRefusedAndForgottenEverywhere(t *testing.T) {
	r := newRuntime(t, modulePath, host.Config{MaxInstances: 2})
	ctx := context.Background()
	for range 300 { // more objects than an instance could keep in its buffers for long
		signer := newSigner(t, r)
		if _, err := signer.Sign(ctx, stsRequest(nil)); err != nil {
			t.Fatal(err)
		}
		signer.Close()
		signer.Close()
		if _, err := signer.Sign(ctx, stsRequest(nil)); fault.CodeOf(err) != fault.HandleClosed {
			t.Fatalf("after Close: %v", err)
		}
	}
}

func TestWrongConfigurationsAreRefused(t *testing.T) {
	good := module(t, modulePath)
	for claim, c := range map[string]struct {
		module []byte
		config host.Config
	}{
		"no module":          {nil, host.Config{}},
		"no WebAssembly":     {[]byte("ELF"), host.Config{}},
		"half a module":      {good[:1<<20], host.Config{}},
		"another module":     {[]byte("\x00asm\x01\x00\x00\x00"), host.Config{}},
		"instances":          {good, host.Config{MaxInstances: -1}},
		"memory":             {good, host.Config{MaxMemory: 1}},
		"memory over 4 GiB":  {good, host.Config{MaxMemory: 5 << 30}},
		"less than it needs": {good, host.Config{MaxMemory: 1 << 20}},
		"allow-list":         {good, host.Config{Network: &host.Network{Allow: []string{"example.com"}}}},
		"cache":              {good, host.Config{CacheDir: "/dev/null/x"}},
	} {
		if c.config.CacheDir == "" {
			c.config.CacheDir = cacheDir
		}
		r, err := host.New(context.Background(), c.module, c.config)
		if fault.CodeOf(err) != fault.InvalidArgument {
			t.Errorf("%s: %v", claim, err)
		}
		if err == nil {
			_ = r.Close(context.Background())
		}
	}
}

func TestOptionsAreCheckedWhenTheObjectIsMade(t *testing.T) {
	r := shared(t)
	ctx := context.Background()
	for _, c := range []struct {
		options host.Options
		want    fault.Code
	}{
		{nil, fault.CredentialsMissing},
		{host.Options{"": "x"}, fault.UnknownOption},
		{host.Options{"credentials.secret": "x"}, fault.UnknownOption},
		{host.Options{"sign.double_encode": "maybe"}, fault.InvalidOption},
		{host.Options{"credentials.source": "profile"}, fault.ProfileNotFound}, // there are no files
	} {
		if _, err := r.NewSigner(ctx, c.options); fault.CodeOf(err) != c.want {
			t.Errorf("%v: got %v, want %v", c.options, err, c.want.Name())
		}
	}
}

func TestAnInstanceWithoutMemoryIsDroppedAndOthersGoOn(t *testing.T) {
	r := newRuntime(t, modulePath, host.Config{MaxMemory: 32 << 20, MaxInstances: 2})
	ctx := context.Background()
	signer := newSigner(t, r)
	for range 3 {
		if _, err := signer.Sign(ctx, stsRequest(make([]byte, 40<<20))); fault.CodeOf(err) != fault.OutOfMemory {
			t.Fatalf("40 MiB in 32: %v", err)
		}
		if _, err := signer.Sign(ctx, stsRequest([]byte("small"))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPanicOfTheModuleIsAnErrorOfThatCall(t *testing.T) {
	r := newRuntime(t, panicPath, host.Config{MaxInstances: 1})
	ctx := context.Background()
	good := newSigner(t, r)
	for _, kind := range []string{"call", "nil", "goroutine"} {
		bad, err := r.NewSigner(ctx, with(signerOptions(), "debug.panic", kind))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := bad.Sign(ctx, stsRequest(nil)); fault.CodeOf(err) != fault.Panic {
				t.Errorf("%s: %v", kind, err)
			}
			if _, err := good.Sign(ctx, stsRequest(nil)); err != nil {
				t.Errorf("after %s: %v", kind, err)
			}
		}
	}
}

func TestAnEndedContextStartsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := newSigner(t, shared(t)).Sign(ctx, stsRequest(nil)); fault.CodeOf(err) != fault.Cancelled || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestACallWaitsForAnInstanceNoLongerThanItsContext(t *testing.T) {
	config := loopback()
	config.MaxInstances = 1
	r := newRuntime(t, modulePath, config)
	address := silent(t)
	client, signer := newClient(t, r, nil), newSigner(t, r)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		_, err := client.Get(ctx, "https://"+address+"/")
		done <- err
	}()
	short, stop := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer stop()
	for short.Err() == nil { // until the client has the only instance
		_, err := signer.Sign(short, stsRequest(nil))
		if err != nil && fault.CodeOf(err) != fault.DeadlineExceeded {
			t.Fatal(err)
		}
	}
	cancel()
	if err := <-done; fault.CodeOf(err) != fault.Cancelled {
		t.Error(err)
	}
}

func TestCloseEndsCallsAndRefusesLaterOnes(t *testing.T) {
	data := module(t, modulePath)
	config := loopback()
	config.CacheDir = cacheDir
	r, err := host.New(context.Background(), data, config)
	if err != nil {
		t.Fatal(err)
	}
	address := silent(t)
	client, signer := newClient(t, r, nil), newSigner(t, r)
	done := make(chan error)
	go func() {
		_, err := client.Get(context.Background(), "https://"+address+"/")
		done <- err
	}()
	time.Sleep(50 * time.Millisecond)
	if err := r.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; fault.CodeOf(err) != fault.Cancelled && fault.CodeOf(err) != fault.HandleClosed {
		t.Error(err)
	}
	if _, err := signer.Sign(context.Background(), stsRequest(nil)); fault.CodeOf(err) != fault.HandleClosed {
		t.Error(err)
	}
	if _, err := r.NewAudience(context.Background()); fault.CodeOf(err) != fault.HandleClosed {
		t.Error(err)
	}
}

func TestObjectsMayBeClosedWhileTheRuntimeIs(t *testing.T) {
	for range 5 {
		r, err := host.New(context.Background(), module(t, modulePath), host.Config{CacheDir: cacheDir, MaxInstances: 2})
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			signer := newSigner(t, r)
			all.Go(func() {
				_, _ = signer.Sign(context.Background(), stsRequest(nil))
				signer.Close()
			})
		}
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
		all.Wait()
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	before := runtime.NumGoroutine()
	for range 3 {
		config := loopback()
		config.CacheDir = cacheDir
		r, err := host.New(context.Background(), module(t, modulePath), config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newClient(t, r, s.options(serverName)).Get(context.Background(), s.url(t, "/")); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(end) {
			var stacks bytes.Buffer
			b := make([]byte, 1<<16)
			stacks.Write(b[:runtime.Stack(b, true)])
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, &stacks)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestEndpointAndVersionAnswer(t *testing.T) {
	r := shared(t)
	ctx := context.Background()
	scope, err := r.Endpoint(ctx, "autoscaling.ap-northeast-1.amazonaws.com:443", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans")
	if want := (host.Scope{Service: "autoscaling-plans", Region: "ap-northeast-1"}); err != nil || scope != want {
		t.Errorf("%+v %v", scope, err)
	}
	if scope, err = r.Endpoint(ctx, "example.com", ""); err != nil || scope != (host.Scope{}) {
		t.Errorf("%+v %v", scope, err)
	}
	version, err := r.Version(ctx)
	if n, _ := fmt.Sscanf(version, "%d.%d.%d", new(int), new(int), new(int)); err != nil || n != 3 {
		t.Errorf("%q %v", version, err)
	}
}

func TestSecretsAreInNoErrorAndNoText(t *testing.T) {
	const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	_, err := shared(t).NewSigner(context.Background(), host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": secret + "\n",
	})
	if err == nil || bytes.Contains([]byte(err.Error()), []byte(secret[:10])) {
		t.Error(err)
	}
	signer := newSigner(t, shared(t))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if text := fmt.Sprintf(verb, []any{signerOptions(), signer, *signer}); strings.Contains(text, secret[:10]) {
			t.Errorf("%s: %s", verb, text)
		}
	}
}
