package host_test

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/wasm/host"
)

// A signer goes on from the request before, and all requests of an instance come in
// the same piece of memory: what it remembers must be its own.
func TestASignerRemembersNothingOfTheMemoryThatItWasGiven(t *testing.T) {
	ctx := context.Background()
	signer := newSigner(t, newRuntime(t, offlinePath, host.Config{MaxInstances: 1}))
	random := rand.New(rand.NewSource(1))
	pick := func(of ...string) string { return of[random.Intn(len(of))] }
	for n := range 3000 {
		fresh, err := sigv4.New(sigv4.Options{Credentials: credentials.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		}})
		if err != nil {
			t.Fatal(err)
		}
		r := host.Request{
			Method: pick("GET", "PUT", "POST"),
			URL: "https://" + pick("sts.eu-west-1", "sts.eu-west-2", "b.s3.eu-west-1", "bb.s3.us-west-2") + ".amazonaws.com" +
				pick("/", "/a", "/b?x=1", "/b?x=2", "/c d/e?y=1&x=2", "/a?"),
			Body: []byte(pick("", "a", "b", "{}")),
			Time: time.Unix(in2026+int64(random.Intn(3))*40000, 0),
		}
		native := sigv4.Request{Method: r.Method, URL: r.URL, Body: r.Body, Time: r.Time}
		for range random.Intn(3) {
			name, value := pick("X-A", "X-B", "X-C", "X-Longer-Name"), pick("1", "2", "three  spaces", "one that fills a block of the hash, which has 64 bytes")
			r.Headers = append(r.Headers, host.Header{Name: name, Value: value})
			native.Headers = append(native.Headers, sigv4.Header{Name: name, Value: value})
		}
		sign, signFresh := signer.Sign, fresh.Sign
		if random.Intn(3) == 0 {
			sign = func(ctx context.Context, r *host.Request) (*host.Signed, error) {
				return signer.Presign(ctx, r, time.Minute)
			}
			signFresh = func(r *sigv4.Request) (*sigv4.SignedRequest, error) { return fresh.Presign(r, time.Minute) }
		}
		got, err := sign(ctx, &r)
		want, wantErr := signFresh(&native)
		if fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("request %d: %v, want %v", n, err, wantErr)
		}
		if err == nil && (got.URL != want.URL || got.Signature != want.Signature || fmt.Sprint(got.Headers) != fmt.Sprint(want.Headers)) {
			t.Fatalf("request %d, %+v:\n%+v\n%+v", n, r, got, want)
		}
	}
}
