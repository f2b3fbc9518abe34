package sigv4_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func get(url string, headers ...sigv4.Header) *sigv4.Request {
	return &sigv4.Request{Method: "GET", URL: url, Headers: headers, Time: noon}
}

// However it is asked for, a plus sign has the one meaning that the option says.
func TestAPlusSignInAQueryHasOneMeaning(t *testing.T) {
	const url = "https://b.s3.eu-west-1.amazonaws.com/a+b?prefix=a+b&x=%2B"
	for rule, want := range map[string]string{"": "prefix=a%20b&x=%2B", "space": "prefix=a%20b&x=%2B", "literal": "prefix=a%2Bb&x=%2B"} {
		s := mustSigner(t, sigv4.Options{QueryPlus: rule})
		for i := range 3 { // the first time anew, then like the last request
			signed := mustSign(t, s, get(url))
			presigned, err := s.Presign(get(url), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			batch, err := s.AppendPresignURL(nil, get(url), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range []string{signed.URL, presigned.URL, string(batch)} {
				if !strings.Contains(got, want) || !strings.Contains(got, "/a%2Bb?") {
					t.Errorf("%q, round %d: got %s, want %s", rule, i, got, want)
				}
			}
			steps, err := s.Steps(get(url))
			if err != nil || !strings.Contains(steps.CanonicalRequest, "\n"+want+"\n") {
				t.Errorf("%q signs %s, %v", rule, steps.CanonicalRequest, err)
			}
		}
	}
	s := mustSigner(t, sigv4.Options{QueryPlus: "refuse"})
	for range 2 {
		for _, query := range []string{"prefix=a+hidden", "pre+fix=hidden"} {
			_, err := s.Sign(get("https://b.s3.eu-west-1.amazonaws.com/?" + query))
			if !errors.Is(err, fault.InvalidURL) || !strings.Contains(err.Error(), `"pre`) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%s: %v", query, err)
			}
		}
		if signed := mustSign(t, s, get(url[:strings.IndexByte(url, '?')]+"?x=%2B&y=%20")); !strings.HasSuffix(signed.URL, "/a%2Bb?x=%2B&y=%20") {
			t.Errorf("got %s", signed.URL)
		}
	}
}

// Some libraries send a URL without a path as it stands.
func TestAURLHasAPath(t *testing.T) {
	const origin = "https://sts.eu-west-1.amazonaws.com"
	s := mustSigner(t, sigv4.Options{})
	for _, rest := range []string{"", "?", "/?", "/", "?", "", "?a"} { // anew, then like the last request
		signed := mustSign(t, s, get(origin+rest))
		want := "/"
		if rest == "?a" {
			want = "/?a="
		}
		if signed.URL != origin+want || signed.RequestTarget() != want {
			t.Errorf("%q: got %s", rest, signed.URL)
		}
	}
}

func TestTheOriginHasOneForm(t *testing.T) {
	s := mustSigner(t, sigv4.Options{})
	for _, origin := range []string{"HTTPS://sts.eu-west-1.amazonaws.com", "https://STS.eu-west-1.amazonaws.com", "Https://sts.eu-west-1.amazonaws.com:0443"} {
		for range 2 {
			if signed := mustSign(t, s, get(origin+"/a")); signed.URL != "https://sts.eu-west-1.amazonaws.com/a" {
				t.Errorf("%s: got %s", origin, signed.URL)
			}
		}
	}
}

func TestStrictDoesNotGuessARegion(t *testing.T) {
	for url, guess := range map[string]bool{
		"https://bucket.s3.amazonaws.com/k": true, "https://s3.amazonaws.com/bucket/k": true, "https://us-west-2.s3.amazonaws.com/k": true,
		"https://bucket.s3.us-west-2.amazonaws.com/k": false, "https://s3-us-west-2.amazonaws.com/b/k": false,
		"https://s3-external-1.amazonaws.com/b/k": false, "https://iam.amazonaws.com/": false, "https://sts.amazonaws.com/": false,
	} {
		_, err := mustSigner(t, sigv4.Options{Strict: true}).Sign(get(url))
		if guess != errors.Is(err, fault.RegionUnknown) {
			t.Errorf("%s: %v", url, err)
		}
		mustSign(t, mustSigner(t, sigv4.Options{Strict: true, Region: "eu-west-1"}), get(url))
		mustSign(t, mustSigner(t, sigv4.Options{}), get(url))
	}
}

// One signer meets requests of one host that belong to different services: what
// it remembers of the last must not decide for the next.
func TestPathAndQueryDecideForEachRequest(t *testing.T) {
	s := mustSigner(t, sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "s", SessionToken: "t"}})
	const zonal = "https://b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com/"
	for range 2 {
		for url, want := range map[string]string{
			"http://db.x.rds.cn-north-1.amazonaws.com.cn:3306/?Action=connect&DBUser=u": "/cn-north-1/rds-db/",
			"http://db.x.rds.cn-north-1.amazonaws.com.cn:3306/?Action=other":            "/cn-north-1/rds/",
			"https://maps.geo.eu-west-1.amazonaws.com/v2/static/map":                    "/eu-west-1/geo-maps/",
			"https://maps.geo.eu-west-1.amazonaws.com/maps/v0/maps/m":                   "/eu-west-1/geo/",
			"wss://a1-ats.iot.eu-west-1.amazonaws.com/mqtt":                             "/eu-west-1/iotdevicegateway/",
			"https://a1-ats.iot.eu-west-1.amazonaws.com/topics/t":                       "/eu-west-1/iotdata/",
			zonal + "k":        "/us-west-2/s3express/",
			zonal + "?session": "/us-west-2/s3express/",
		} {
			signed := mustSign(t, s, get(url))
			if !strings.Contains(authorization(signed), want) {
				t.Errorf("%s: got %s, want %s", url, authorization(signed), want)
			}
			token := "X-Amz-Security-Token"
			if url == zonal+"k" {
				token = "X-Amz-S3session-Token"
			}
			named := false
			for _, h := range signed.Headers {
				named = named || h.Name == token && h.Value == "t"
			}
			if !named {
				t.Errorf("%s: the token is not in %s: %v", url, token, signed.Headers)
			}
		}
	}
	_, err := s.Sign(get("https://maps.geo.eu-west-1.amazonaws.com/else"))
	if !errors.Is(err, fault.ServiceUnknown) {
		t.Errorf("a path of no service: %v", err)
	}
}

func TestTheTokenHeaderCanBeNamed(t *testing.T) {
	keys := credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "s", SessionToken: "t/+"}
	for _, url := range []string{"https://sts.eu-west-1.amazonaws.com/", "https://b.s3express-usw2-az1.us-west-2.amazonaws.com/k"} {
		s := mustSigner(t, sigv4.Options{Credentials: keys, TokenHeader: "X-Amz-Security-Token2"})
		signed := mustSign(t, s, get(url))
		presigned, err := s.Presign(get(url), time.Hour)
		if err != nil || !strings.Contains(presigned.URL, "&X-Amz-Security-Token2=t%2F%2B&") || !strings.Contains(authorization(signed), ";x-amz-security-token2,") {
			t.Errorf("%s: got %s and %+v, %v", url, authorization(signed), presigned, err)
		}
		flat, layout, err := s.AppendSign(nil, get(url))
		if lines := string(flat[layout.Headers.Start:layout.Headers.End]); err != nil || !strings.Contains(lines, "\r\nX-Amz-Security-Token2: t/+\r\n") {
			t.Errorf("%s: got %q, %v", url, lines, err)
		}
	}
}

func TestWhatCannotBeSignedRightIsRefused(t *testing.T) {
	target := sigv4.Header{Name: "X-Amz-Target", Value: "AnyScaleScalingPlanerFrontendService.DescribeScalingPlans"}
	autoscaling := get("https://autoscaling.eu-west-1.amazonaws.com/", target)
	for _, tc := range []struct {
		request *sigv4.Request
		want    fault.Code
		says    string
	}{
		{autoscaling, fault.ServiceUnknown, "known are AnyScaleScalingPlannerFrontendService"},
		{get("https://x.mrap.accesspoint.s3-global.amazonaws.com/k"), fault.SchemeUnsupported, "Version 4A"},
		{get("https://b.s3.eu-west-1.amazonaws.com/a/../b"), fault.InvalidURL, "normalize_path=false"},
		{get("https://sts.eu-west-1.amazonaws.com/", sigv4.Header{Name: "X-Amz-Meta-A", Value: "secret\u00e9"}), fault.InvalidHeader, "header x-amz-meta-a holds a byte that is not ASCII at byte 6"},
		{get("https://sts.eu-west-1.amazonaws.com/a\tb"), fault.InvalidURL, "control character"},
	} {
		for _, options := range []sigv4.Options{{}, {DefaultRegion: "eu-west-1"}} {
			if _, err := mustSigner(t, options).Sign(tc.request); !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want %s with %q", err, tc.want.Name(), tc.says)
			}
		}
	}
	explicit := mustSigner(t, sigv4.Options{Service: "autoscaling-plans"})
	if signed := mustSign(t, explicit, autoscaling); !strings.Contains(authorization(signed), "/eu-west-1/autoscaling-plans/") {
		t.Errorf("an explicit service does not win: %s", authorization(signed))
	}
	explicit = mustSigner(t, sigv4.Options{Service: "s3", Region: "us-east-1"})
	if _, err := explicit.Sign(get("https://x.mrap.accesspoint.s3-global.amazonaws.com/k")); !errors.Is(err, fault.SchemeUnsupported) {
		t.Errorf("got %v", err)
	}
}

// What is signed is settled: signing what was sent signs the same path and query,
// in a form that RFC 3986 section 6.2.2 leaves alone.
func TestTheSignedURLIsAFixedPoint(t *testing.T) {
	s := mustSigner(t, sigv4.Options{})
	for _, host := range []string{"https://a1.execute-api.eu-west-1.amazonaws.com", "https://b.s3.eu-west-1.amazonaws.com"} {
		for _, tail := range []string{
			"/a%3ab", "/a[0]/b", "/%7euser", "/é%c3%a9", "/%41%42", "/a b", "//a//b/", "/a;b=c,d:e@f", "/%2f%2F", "/a%20b?q=%7e&[a]=b:c", "/'(a)*!'", "/%5B%5d", "",
		} {
			first := mustSign(t, s, get(host+tail))
			second := mustSign(t, s, get(first.URL))
			if first.URL != second.URL || first.Signature != second.Signature {
				t.Errorf("%s%s: sent as %s, which is signed as %s", host, tail, first.URL, second.URL)
			}
			path := first.RequestTarget()
			if strings.ContainsAny(path, "[]\"<>^`{|}\\ ") || strings.Contains(path, "/./") || strings.Contains(path, "%7E") || strings.Contains(path, "%41") || path != first.URL[len(host):] {
				t.Errorf("%s%s: %s is not settled", host, tail, path)
			}
			for i := range len(path) {
				if path[i] == '%' && strings.ToUpper(path[i:i+3]) != path[i:i+3] {
					t.Errorf("%s%s: %s has an escape in small letters", host, tail, path)
				}
			}
		}
	}
}

// A result that is kept must not keep those that were made before and after it.
func TestAResultIsAloneInItsMemory(t *testing.T) {
	signer, request := benchRequest(t)
	var results []*sigv4.SignedRequest
	var others []weak.Pointer[sigv4.SignedRequest]
	for i := range 40 {
		signed := mustSign(t, signer, request)
		if i%10 == 0 {
			results = append(results, signed)
		} else {
			others = append(others, weak.Make(signed))
		}
	}
	runtime.GC()
	alive := 0
	for _, p := range others {
		if p.Value() != nil {
			alive++
		}
	}
	if alive > 0 {
		t.Errorf("%d of %d results are alive beside the %d that are kept", alive, len(others), len(results))
	}
	runtime.KeepAlive(results)
}
