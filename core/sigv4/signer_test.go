package sigv4_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func mustSigner(tb testing.TB, o sigv4.Options) *sigv4.Signer {
	tb.Helper()
	if o.Credentials.AccessKeyID == "" {
		o.Credentials = credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	}
	s, err := sigv4.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func mustSign(tb testing.TB, s *sigv4.Signer, r *sigv4.Request) *sigv4.SignedRequest {
	tb.Helper()
	signed, err := s.Sign(r)
	if err != nil {
		tb.Fatal(err)
	}
	return signed
}

func authorization(signed *sigv4.SignedRequest) string {
	return signed.Headers[len(signed.Headers)-1].Value
}

func TestSigningNameComesFromTargetNotHost(t *testing.T) {
	s := mustSigner(t, sigv4.Options{})
	signed := mustSign(t, s, &sigv4.Request{
		Method: "POST", URL: "https://autoscaling.ap-northeast-1.amazonaws.com/", Time: noon,
		Headers: []sigv4.Header{{Name: "X-Amz-Target", Value: "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"}},
	})
	if want := "/20260102/ap-northeast-1/autoscaling-plans/aws4_request,"; !strings.Contains(authorization(signed), want) {
		t.Errorf("Authorization is %q, want scope %q", authorization(signed), want)
	}
	signed = mustSign(t, s, &sigv4.Request{Method: "GET", URL: "https://autoscaling.ap-northeast-1.amazonaws.com/", Time: noon})
	if want := "/ap-northeast-1/autoscaling/aws4_request,"; !strings.Contains(authorization(signed), want) {
		t.Errorf("without target: Authorization is %q, want scope %q", authorization(signed), want)
	}
}

func TestHostTellsTheRegionBeforeTheDefaultDoes(t *testing.T) {
	for url, want := range map[string]string{
		"https://iam.amazonaws.com/":                  "/us-east-1/iam/",
		"https://b.s3.us-west-2.amazonaws.com/k":      "/us-west-2/s3/",
		"https://b.s3.us-west-2.amazonaws.com.cdn/k":  "/eu-west-1/other/",
		"https://minio.intranet.example:9000/bucket/": "/eu-west-1/other/",
	} {
		o := sigv4.Options{DefaultRegion: "eu-west-1"}
		if strings.HasSuffix(want, "/other/") {
			o.Service = "other"
		}
		signed := mustSign(t, mustSigner(t, o), &sigv4.Request{Method: "GET", URL: url, Time: noon})
		if !strings.Contains(authorization(signed), want) {
			t.Errorf("%s: Authorization is %s, want %s", url, authorization(signed), want)
		}
	}
	s := mustSigner(t, sigv4.Options{Region: "eu-north-1", DefaultRegion: "eu-west-1"})
	signed := mustSign(t, s, &sigv4.Request{Method: "GET", URL: "https://b.s3.us-west-2.amazonaws.com/k", Time: noon})
	if !strings.Contains(authorization(signed), "/eu-north-1/s3/") {
		t.Errorf("an explicit region does not win: %s", authorization(signed))
	}
}

func TestErrorsNameTheCause(t *testing.T) {
	get := func(url string) *sigv4.Request { return &sigv4.Request{Method: "GET", URL: url, Time: noon} }
	many := make([]sigv4.Header, 300)
	for i := range many {
		many[i] = sigv4.Header{Name: fmt.Sprint("h", i), Value: "v"}
	}
	for _, c := range []struct {
		name    string
		options sigv4.Options
		request *sigv4.Request
		want    fault.Code
		text    string
	}{
		{"unknown service", sigv4.Options{Region: "us-east-1"}, get("https://intranet.example/"), fault.ServiceUnknown, "intranet.example"},
		{"unknown region", sigv4.Options{Service: "s3"}, get("https://intranet.example/"), fault.RegionUnknown, "intranet.example"},
		{"no request", sigv4.Options{}, nil, fault.NullPointer, "request"},
		{"no time", sigv4.Options{}, &sigv4.Request{Method: "GET", URL: "https://s3.eu-west-1.amazonaws.com/"}, fault.InvalidArgument, "time"},
		{"year 10000", sigv4.Options{}, &sigv4.Request{Method: "GET", URL: "https://s3.eu-west-1.amazonaws.com/", Time: time.Unix(1<<40, 0)}, fault.InvalidArgument, "time"},
		{"huge URL", sigv4.Options{}, get("https://s3.eu-west-1.amazonaws.com/" + strings.Repeat("a", 70_000)), fault.InputTooLarge, "65536"},
		{"a host of Alibaba Cloud", sigv4.Options{}, get("https://b.oss-cn-hangzhou.aliyuncs.com/k"), fault.ServiceUnknown, `scheme "oss4"`},
		{"many parameters", sigv4.Options{}, get("https://s3.eu-west-1.amazonaws.com/?" + strings.Repeat("a&", 5000)), fault.InputTooLarge, "4096"},
		{"huge headers", sigv4.Options{}, &sigv4.Request{
			Method: "GET", URL: "https://s3.eu-west-1.amazonaws.com/", Time: noon,
			Headers: []sigv4.Header{{Name: "a", Value: strings.Repeat("b", 300_000)}},
		}, fault.InputTooLarge, "262144"},
		{"many headers", sigv4.Options{}, &sigv4.Request{Method: "GET", URL: "https://s3.eu-west-1.amazonaws.com/", Time: noon, Headers: many}, fault.InputTooLarge, "300"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := mustSigner(t, c.options).Sign(c.request)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("error is %v, want %s with %q", err, c.want.Name(), c.text)
			}
		})
	}
}

func TestNewRefusesBadOptions(t *testing.T) {
	good := credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}
	for _, c := range []struct {
		name    string
		options sigv4.Options
		want    fault.Code
	}{
		{"no credentials", sigv4.Options{}, fault.CredentialsMissing},
		{"half a pair", sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE"}}, fault.CredentialsIncomplete},
		{"other scheme", sigv4.Options{Credentials: good, Scheme: "aws2"}, fault.SchemeUnsupported},
		{"region with slash", sigv4.Options{Credentials: good, Region: "us-east-1/s3"}, fault.RegionMalformed},
		{"region with comma", sigv4.Options{Credentials: good, Region: "a,b"}, fault.RegionMalformed},
		{"region that is not ASCII", sigv4.Options{Credentials: good, Region: "é"}, fault.RegionMalformed},
		{"default region with newline", sigv4.Options{Credentials: good, DefaultRegion: "a\n"}, fault.RegionMalformed},
		{"meaning of a plus sign", sigv4.Options{Credentials: good, QueryPlus: "Space"}, fault.InvalidOption},
		{"token header", sigv4.Options{Credentials: good, TokenHeader: "x y"}, fault.InvalidOption},
		{"region with space", sigv4.Options{Credentials: good, Region: "us east"}, fault.RegionMalformed},
		{"service with newline", sigv4.Options{Credentials: good, Service: "s3\n"}, fault.RegionMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := sigv4.New(c.options); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %s", err, c.want.Name())
			}
		})
	}
}

// A signer that cached keys by access key id alone would sign with a stale
// secret after a rotation that keeps the id.
func TestSameKeyIDWithOtherSecretSignsDifferently(t *testing.T) {
	r := &sigv4.Request{Method: "GET", URL: "https://sts.us-east-1.amazonaws.com/", Time: noon}
	signatures := map[string]bool{}
	for _, secret := range []string{"one", "two", "one"} {
		s := mustSigner(t, sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret}})
		signatures[mustSign(t, s, r).Signature] = true
	}
	if len(signatures) != 2 {
		t.Errorf("%d different signatures, want 2", len(signatures))
	}
}

func TestNoErrorShowsAPasswordInAURL(t *testing.T) {
	s := mustSigner(t, sigv4.Options{})
	for _, url := range []string{
		"ftp://user:hidden@h/", "//user:hidden@sts.us-east-1.amazonaws.com/", "https://user:hidden@sts.us-east-1.amazonaws.com/",
		"https://\u00fcser:hidden@sts.us-east-1.amazonaws.com/", "https://us er:hidden@h/", "user:hidden@h", "h?password=hidden",
	} {
		_, err := s.Sign(&sigv4.Request{Method: "GET", URL: url, Time: noon})
		if !errors.Is(err, fault.InvalidURL) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// walk is a random walk among requests: from step to step one thing changes, so
// that what a signer keeps of the last request mostly fits the next one.
type walk struct {
	random       *rand.Rand
	origin, rest string // of the URL
	request      sigv4.Request
	expires      time.Duration // 0: a signature in the header
}

func pick[T any](w *walk, from ...T) T { return from[w.random.IntN(len(from))] }

func (w *walk) step() {
	r := &w.request
	switch w.random.IntN(10) {
	case 0:
		w.origin = pick(w, "https://sts.us-east-1.amazonaws.com", "https://sts.us-east-2.amazonaws.com",
			"https://STS.us-east-1.amazonaws.com", "https://sts.us-east-1.amazonaws.com:443", "https://b.s3.eu-west-1.amazonaws.com",
			"https://b.s3.eu-west-2.amazonaws.com", "https://b.s3.eu-west-1.amazonaws.community", "https://maps.geo.eu-west-1.amazonaws.com",
			"https://b.s3express-usw2-az1.us-west-2.amazonaws.com", "http://db.x.rds.eu-west-1.amazonaws.com", "wss://a1.iot.eu-west-1.amazonaws.com")
	case 1, 2, 3:
		w.rest = pick(w, "", "/", "/k", "/l", "/a long/../name", "/a long name", "?b=1&a=2", "/k?versionId=1&X-Amz-Meta=a", "/a/./b//c",
			"/%61?%62", "/?X-Amz-Date=1", "/?q=a+b", "/v2/x", "/maps/x", "/?session", "/?Action=connect", "/mqtt", "/a%3ab[0]", "/\n", "/k#f", "/%zz", ".cn/", "/"+strings.Repeat("long", 50),
			"/"+strings.Repeat("k", w.random.IntN(130)), "/"+strings.Repeat("k", 70_000))
	case 4:
		r.Body = []byte(pick(w, "", "x", "y", strings.Repeat("z", 100)))
	case 5:
		r.PayloadHash = pick(w, "", "", "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", strings.Repeat("a", 64), "bad")
	case 6:
		r.Time = pick(w, noon, noon.Add(time.Second), noon.Add(24*time.Hour))
	case 7:
		r.Headers = pick(w, nil, []sigv4.Header{{Name: "A", Value: "1"}}, []sigv4.Header{{Name: "A", Value: " 1  2 "}},
			[]sigv4.Header{{Name: "A", Value: ""}, {Name: "B", Value: "1"}}, []sigv4.Header{{Name: "A1", Value: ""}},
			[]sigv4.Header{{Name: "a", Value: "1"}, {Name: "a", Value: "0"}}, []sigv4.Header{{Name: "Host", Value: "sqs.us-west-2.amazonaws.com"}})
	case 8:
		r.Method = pick(w, "GET", "GET", "get", "POST", "G T")
	case 9:
		w.expires = pick(w, 0, 0, time.Hour, 2*time.Hour)
	}
	r.URL = w.origin + w.rest
}

// Whatever a signer signed before, a signature is that of a fresh signer.
func TestReuseChangesNoSignature(t *testing.T) {
	const token = "IQoJb3JpZ2luX2Vj/+=="
	fresh := func(o sigv4.Options) *sigv4.Signer { return mustSigner(t, o) }
	keys := credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret", SessionToken: token}
	yes := true
	for i, o := range []sigv4.Options{
		{}, {Region: "r", Service: "s"}, {Credentials: keys}, {Credentials: keys, OmitSessionToken: true}, {ContentSHA256: &yes, Service: "s3"},
	} {
		w := &walk{
			random: rand.New(rand.NewPCG(1, uint64(i))), origin: "https://b.s3.eu-west-1.amazonaws.com", rest: "/k",
			request: sigv4.Request{Method: "GET", Time: noon},
		}
		reused := fresh(o)
		for step := range 6000 {
			w.step()
			for range 1 + w.random.IntN(2) {
				one, two := sign(reused, &w.request, w.expires), sign(fresh(o), &w.request, w.expires)
				if one != two {
					t.Fatalf("options %d, step %d: reused signer gives\n%.2000s\nfresh one\n%.2000s", i, step, one, two)
				}
			}
		}
	}
}

// sign describes the result of signing, or of presigning if expires is not 0.
func sign(s *sigv4.Signer, r *sigv4.Request, expires time.Duration) string {
	var signed *sigv4.SignedRequest
	var steps sigv4.Steps
	var err error
	if expires == 0 {
		signed, err = s.Sign(r)
	} else {
		signed, err = s.Presign(r, expires)
	}
	if err != nil {
		return err.Error()
	}
	if expires == 0 {
		steps, err = s.Steps(r)
	} else {
		steps, err = s.PresignSteps(r, expires)
	}
	return fmt.Sprint(*signed, steps, err)
}

func TestManyGoroutinesShareASigner(t *testing.T) {
	s := mustSigner(t, sigv4.Options{})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			url := fmt.Sprintf("https://sqs.eu-west-%d.amazonaws.com/", g%3+1)
			want := ""
			for i := range 200 {
				r := &sigv4.Request{Method: "POST", URL: url, Body: []byte("x"), Time: noon.Add(time.Duration(i%2) * 24 * time.Hour)}
				signed, err := s.Sign(r)
				if err != nil {
					t.Error(err)
					return
				}
				if i == 0 {
					want = signed.Signature
				} else if i%2 == 0 && signed.Signature != want {
					t.Errorf("signature changed to %s", signed.Signature)
				}
			}
		})
	}
	wg.Wait()
}

func TestNoSecretInErrorsOrFormats(t *testing.T) {
	secret, token := "SECRETSECRETSECRET", "TOKENTOKENTOKEN"
	s := mustSigner(t, sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret, SessionToken: token}})
	_, err := s.Sign(&sigv4.Request{Method: "GET", URL: "https://sts.amazonaws.com/?X-Amz-Signature=abc", Time: noon})
	_, err2 := sigv4.New(sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret + "\n"}})
	texts := fmt.Sprintf("%v %v %+v %#v %#v", err, err2, s, s, sigv4.Options{Credentials: credentials.Credentials{SecretAccessKey: secret, SessionToken: token}})
	if strings.Contains(texts, secret) || strings.Contains(texts, token) {
		t.Errorf("a secret shows in %s", texts)
	}
}

func TestARequestHasARegionOfItsOwn(t *testing.T) {
	signer := mustSigner(t, sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "x"}, Region: "eu-west-1", Service: "s3",
	})
	r := sigv4.Request{Method: "GET", URL: "https://b.s3.amazonaws.com/k", Time: time.Unix(1e9, 0)}
	for _, region := range []string{"", "ap-south-1", "", "ap-south-1", "sa-east-1", ""} {
		r.Region = region
		signed, err := signer.Sign(&r)
		if err != nil {
			t.Fatal(err)
		}
		if region == "" {
			region = "eu-west-1"
		}
		if !strings.Contains(fmt.Sprint(signed.Headers), "/"+region+"/s3/") {
			t.Errorf("want %s: %v", region, signed.Headers)
		}
	}
	r.Region = "a/b"
	if _, err := signer.Sign(&r); !errors.Is(err, fault.RegionMalformed) {
		t.Errorf("got %v", err)
	}
}
