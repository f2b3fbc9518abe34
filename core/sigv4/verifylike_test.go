package sigv4_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// likeOptions are settings under which a verifier reads requests in different ways.
var likeOptions = []sigv4.VerifyOptions{
	{}, {QueryPlus: "refuse", Services: []string{"s3"}}, {OmitSessionToken: true, MaxSkew: 30 * time.Second},
}

// sameVerdict asks a verifier that remembers, and a new one, which knows nothing.
func sameVerdict(t *testing.T, kept *sigv4.Verifier, o sigv4.VerifyOptions, r *sigv4.Incoming, of credentials.Credentials) error {
	t.Helper()
	if o.MaxSkew != 0 {
		_, _ = kept.Read(r) // as those do who ask for the secret in between
	}
	want, wantErr := verifier(t, o).Verify(r, secretOf(of))
	got, err := kept.Verify(r, secretOf(of))
	switch {
	case fault.CodeOf(err) != fault.CodeOf(wantErr) || (err == nil) != (wantErr == nil):
		t.Fatalf("%s %s %q: %v, and a new verifier says %v", r.Method, r.URL, r.Headers, err, wantErr)
	case err != nil && err.Error() != wantErr.Error():
		t.Fatalf("%s %s %q: %q, and a new verifier says %q", r.Method, r.URL, r.Headers, err, wantErr)
	case err == nil && *got != *want:
		t.Fatalf("%s %s %q: %+v, and a new verifier says %+v", r.Method, r.URL, r.Headers, got, want)
	}
	claim, err := kept.Read(r)
	wantClaim, readErr := verifier(t, o).Read(r)
	if fault.CodeOf(err) != fault.CodeOf(readErr) || err == nil && *claim != *wantClaim {
		t.Fatalf("%s %s %q is read as %+v, %v, and by a new verifier as %+v, %v", r.Method, r.URL, r.Headers, claim, err, wantClaim, readErr)
	}
	return wantErr
}

func copyOf(r *sigv4.Incoming) *sigv4.Incoming {
	other := *r
	other.Headers = slices.Clone(r.Headers)
	return &other
}

// endIn changes the last digit of the signature.
func endIn(digit string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) {
		last := &r.Headers[len(r.Headers)-1].Value
		*last = (*last)[:len(*last)-1] + digit
	}
}

// likeChanges are what may be otherwise in the next request.
var likeChanges = []func(*sigv4.Incoming){
	func(*sigv4.Incoming) {},
	set("X-Amz-Date", "20260102T120001Z"), set("X-Amz-Date", "20260103T120000Z"), set("X-Amz-Date", " 20260102T120000Z"), set("X-Amz-Date", "20261302T120000Z"), set("X-Amz-Date", ""),
	set("User-Agent", "other"), set("User-Agent", "a\x00b"), set("X-Amz-Meta-Note", "c"), set("Host", "example.org"), set("Host", "EXAMPLE.com"),
	set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), set("X-Amz-Content-Sha256", strings.Repeat("a", 64)), set("X-Amz-Content-Sha256", strings.Repeat("g", 64)),
	set("X-Amz-Security-Token", "other"), add("X-Amz-Security-Token", "AQoDYXdzEPT"), add("Accept", "*/*"), add("X-Amz-Acl", "private"), add("X-Amz-Date", "20260102T120000Z"),
	drop("User-Agent"), drop("X-Amz-Content-Sha256"), drop("X-Amz-Date"), drop("X-Amz-Security-Token"), drop("Host"),
	edit("PUT", "POST"), edit("example.com", "example.org"), edit("Signature=", "Signature= "), edit("aws4_request, ", "aws4_request,"), edit("SignedHeaders=host", "SignedHeaders=Host"),
	edit("AKIDEXAMPLE", "AKIDEXAMPLF"), edit("eu-west-1", "eu-west-2"), edit("20260102/", "20260103/"),
	url("&z=3"), url("&X-Amz-Signature=0"), url("&X-Amz-Date=1"), url("&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD"), url("&x-amz-date=1"), url("&a=+"), url("&a=%"), url("#a"), url("\n"), url("&a&&b"),
	edit("https://example.com", ""), edit("https://example.com/", "?"), edit("https://example.com", "http://example.com"), edit("/a/b", "/a/./b"), edit("/a/b", "//a"), edit("/a/b", ""), edit("/a/b", "x"),
	func(r *sigv4.Incoming) { r.Method = "put" }, func(r *sigv4.Incoming) { r.Method = "DELETE" }, func(r *sigv4.Incoming) { r.Method = "" },
	func(r *sigv4.Incoming) { r.Body = []byte("bodz") }, func(r *sigv4.Incoming) { r.Body = nil }, func(r *sigv4.Incoming) { r.Body, r.BodyUnread = nil, true },
	later(time.Minute), later(20 * time.Minute), later(-16 * time.Minute),
	func(r *sigv4.Incoming) { slices.Reverse(r.Headers) },
	func(r *sigv4.Incoming) { r.Headers[0].Name = strings.ToUpper(r.Headers[0].Name) },
	endIn("0"), endIn("A"), func(r *sigv4.Incoming) { r.URL = "?" }, func(r *sigv4.Incoming) { r.URL = "" },
	func(r *sigv4.Incoming) { r.Headers = append(r.Headers, make([]sigv4.Header, 300)...) },
	func(r *sigv4.Incoming) { set("User-Agent", strings.Repeat("a", 300<<10))(r) },
}

// TestLikeRequests has a verifier see the same request often, and in between one with
// one or two changes, each of which a new verifier judges too.
func TestLikeRequests(t *testing.T) {
	for _, o := range likeOptions {
		for _, service := range []string{"s3", "execute-api", "vpc-lattice-svcs"} {
			for _, c := range []credentials.Credentials{verifySecret, withToken} {
				for _, presign := range []bool{false, true} {
					r, v := signedFor(t, c, service, presign), verifier(t, o)
					if service == "execute-api" { // as a server gets it
						edit("https://example.com", "")(r)
					}
					for i, change := range likeChanges {
						for range 3 {
							_ = sameVerdict(t, v, o, r, c)
						}
						changed := copyOf(r)
						change(changed)
						_ = sameVerdict(t, v, o, changed, c)
						likeChanges[(i*7+3)%len(likeChanges)](changed)
						_ = sameVerdict(t, v, o, changed, c)
					}
				}
			}
		}
	}
}

// TestLikeRequestsOfManyKinds signs requests of a few clients, which differ in time,
// path, query and body, in any order; some are changed on their way.
func TestLikeRequestsOfManyKinds(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	o := sigv4.VerifyOptions{}
	v := verifier(t, o)
	var signers []*sigv4.Signer
	for _, service := range []string{"s3", "sqs"} {
		for _, c := range []credentials.Credentials{verifySecret, withToken} {
			for _, region := range []string{"eu-west-1", "us-east-1"} {
				s, err := sigv4.New(sigv4.Options{Credentials: c, Region: region, Service: service})
				if err != nil {
					t.Fatal(err)
				}
				signers = append(signers, s)
			}
		}
	}
	paths := []string{"/", "/a", "/a%2Fb", "/a b", "/a?x=1", "/?y=2&x=%20", "/ü?" + strings.Repeat("p&", 50), ""}
	accepted := 0
	for i := range 4000 {
		n := strconv.Itoa(chance.IntN(3))
		r := &sigv4.Request{
			Method: []string{"PUT", "POST"}[chance.IntN(2)], URL: "https://example.com" + paths[chance.IntN(len(paths))],
			Headers: []sigv4.Header{{Name: "X-Amz-Meta-Note", Value: n}, {Name: "User-Agent", Value: n + strings.Repeat(" ", i%2)}}[:1+chance.IntN(2)],
			Time:    noon.Add(time.Duration(chance.IntN(4)) * 100 * time.Second), Body: []byte(strings.Repeat("b", chance.IntN(3))),
		}
		signed, err := signers[chance.IntN(len(signers))].Sign(r)
		if err != nil {
			t.Fatal(err)
		}
		in := incoming(signed, r.Body, noon)
		if chance.IntN(2) == 0 {
			in.URL = signed.RequestTarget()
		}
		if chance.IntN(4) == 0 {
			likeChanges[chance.IntN(len(likeChanges))](in)
		}
		if sameVerdict(t, v, o, in, verifySecret) == nil {
			accepted++
		}
		if i == 2000 {
			v.Forget()
		}
	}
	if accepted < 2000 {
		t.Errorf("%d of 4000 requests were accepted", accepted)
	}
}
