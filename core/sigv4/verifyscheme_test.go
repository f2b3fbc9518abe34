package sigv4_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var acs3Headers = []sigv4.Header{
	{Name: "x-acs-action", Value: "DescribeRegions"}, {Name: "x-acs-version", Value: "2014-05-26"},
	{Name: "x-acs-signature-nonce", Value: "3156853299f313e2"},
}

const (
	ossHost  = "https://b.oss-cn-hangzhou.aliyuncs.com"
	odpsHost = "https://service.cn-hangzhou.maxcompute.aliyun.com"
)

// foreign are requests of the schemes beside AWS's, as their clients make them.
var foreign = []struct {
	name, scheme, service, payload string
	presign                        bool
	r                              sigv4.Request
	additional                     []string
}{
	{"oss4", "oss4", "oss", sigv4.PayloadUnsigned, false, sigv4.Request{Method: "PUT", URL: ossHost + "/a%20b+c/%C3%A9?acl&x-oss-process=image%2Fresize",
		Headers: []sigv4.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "x-oss-meta-a", Value: " a  b "}}, Body: []byte("data")}, nil},
	{"oss4 additional", "oss4", "oss", sigv4.PayloadUnsigned, false, sigv4.Request{Method: "GET", URL: ossHost + "/k",
		Headers: []sigv4.Header{{Name: "Range", Value: "bytes=0-9"}, {Name: "Host", Value: "b.oss-cn-hangzhou.aliyuncs.com"}}}, []string{"Host", "Range"}},
	{"oss4 presigned", "oss4", "oss", sigv4.PayloadUnsigned, true, sigv4.Request{Method: "GET", URL: ossHost + "/a+b%2B%20c?versionId=1&acl"}, nil},
	{"oss4 presigned additional", "oss4", "oss", sigv4.PayloadUnsigned, true, sigv4.Request{Method: "PUT", URL: ossHost + "/%E4%BD%A0",
		Headers: []sigv4.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "Range", Value: "bytes=0-9"}}}, []string{"host", "range"}},
	{"acs3 rpc", "acs3", "", sigv4.PayloadVerified, false, sigv4.Request{Method: "POST", URL: "https://ecs.aliyuncs.com/?RegionId=cn-hangzhou&Tag.1=a%20b", Headers: acs3Headers}, nil},
	{"acs3 form", "acs3", "", sigv4.PayloadVerified, false, sigv4.Request{Method: "POST", URL: "https://ecs.aliyuncs.com/",
		Headers: append([]sigv4.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}, acs3Headers...), Body: []byte("a=1&b=2")}, nil},
	{"acs3 roa", "acs3", "", sigv4.PayloadVerified, false, sigv4.Request{Method: "PUT", URL: "https://cs.aliyuncs.com/clusters/c%2A1/nodes?x=1",
		Headers: append([]sigv4.Header{{Name: "Content-Type", Value: "application/json"}}, acs3Headers...), Body: []byte(`{"a":1}`)}, nil},
	{"odps4", "odps4", "odps", sigv4.PayloadUnsigned, false, sigv4.Request{Method: "POST", URL: odpsHost + "/api/projects/p/a%20b?curr_project=p&name",
		Headers: []sigv4.Header{{Name: "Content-Type", Value: "application/xml"}, {Name: "Content-MD5", Value: "1B2M2Y8AsgTpgAmY7PhCfg=="}, {Name: "x-odps-user-agent", Value: "a  b"}}, Body: []byte("<a/>")}, nil},
}

var aliyunKeys = credentials.Credentials{AccessKeyID: "LTAIEXAMPLE", SecretAccessKey: "secretsecretsecret", SessionToken: "to+k/="}

// signedAs makes one of them, as a server gets it.
func signedAs(t testing.TB, i int, c credentials.Credentials) *sigv4.Incoming {
	t.Helper()
	f := &foreign[i]
	s, err := sigv4.New(sigv4.Options{Credentials: c, Scheme: f.scheme, AdditionalHeaders: f.additional, Region: "cn-hangzhou"})
	if err != nil {
		t.Fatal(err)
	}
	r := f.r
	r.Time = noon
	var signed *sigv4.SignedRequest
	if f.presign {
		signed, err = s.Presign(&r, time.Minute)
	} else {
		signed, err = s.Sign(&r)
	}
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	in := incoming(signed, r.Body, noon)
	in.Headers = append(in.Headers, sigv4.Header{Name: "User-Agent", Value: "x"})
	return in
}

func TestVerifyEveryScheme(t *testing.T) {
	for i := range foreign {
		f := &foreign[i]
		v := verifier(t, sigv4.VerifyOptions{Schemes: []string{f.scheme}})
		for range 2 { // the second time with a key that is known
			got, err := v.Verify(signedAs(t, i, aliyunKeys), secretOf(aliyunKeys))
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
				continue
			}
			if got.Payload != f.payload || got.Service != f.service || got.Date != noon.Format("20060102") || !got.SignedAt.Equal(noon) ||
				got.AccessKeyID != aliyunKeys.AccessKeyID || (got.Region == "cn-hangzhou") != (f.service != "") || got.Carrier == sigv4.CarrierQuery != f.presign {
				t.Errorf("%s: %+v", f.name, got)
			}
		}
	}
}

// TestEveryChangeIsRefused changes each byte of what is signed in turn.
func TestEveryChangeIsRefused(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	for i := range foreign {
		f := &foreign[i]
		in := signedAs(t, i, aliyunKeys)
		got, err := v.Verify(in, secretOf(aliyunKeys))
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		signed := ";" + got.SignedHeaders + ";authorization;"
		texts := map[string]*string{"URL": &in.URL, "method": &in.Method}
		for j := range in.Headers {
			if h := &in.Headers[j]; strings.Contains(signed, ";"+strings.ToLower(h.Name)+";") {
				texts[h.Name] = &h.Value
			}
		}
		for name, text := range texts {
			before := *text
			for at := range before {
				if name == "URL" && at < len("https://") {
					continue // it is not of the request
				}
				for _, with := range []byte("aZ0/;") {
					*text = before[:at] + string([]byte{with}) + before[at+1:]
					if *text == before || name == "URL" && strings.EqualFold(*text, before) {
						continue // the case of a host or an escape
					}
					if _, err := v.Verify(in, secretOf(aliyunKeys)); err == nil {
						t.Errorf("%s: %s %q is taken for %q", f.name, name, *text, before)
					} else if fault.CodeOf(err).Category() != fault.CategoryVerification {
						t.Errorf("%s: %s %q: %v", f.name, name, *text, err)
					}
				}
			}
			*text = before
		}
		if f.payload == sigv4.PayloadVerified {
			in.Body = append([]byte("x"), in.Body...)
			if _, err := v.Verify(in, secretOf(aliyunKeys)); fault.CodeOf(err) != fault.RequestPayloadChanged {
				t.Errorf("%s: with another body: %v", f.name, err)
			}
		}
	}
}

// TestWhatASchemeDemands has what is wrong with the request alone.
func TestWhatASchemeDemands(t *testing.T) {
	const (
		ossPut, ossGet, ossURL, ossLong, rpc, form, odps = 0, 1, 2, 3, 4, 5, 7
	)
	replace := func(name, old, new string) func(*sigv4.Incoming) {
		return func(r *sigv4.Incoming) {
			for i := range r.Headers {
				if h := &r.Headers[i]; strings.EqualFold(h.Name, name) {
					h.Value = strings.Replace(h.Value, old, new, 1)
				}
			}
		}
	}
	url := func(old, new string) func(*sigv4.Incoming) {
		return func(r *sigv4.Incoming) { r.URL = strings.Replace(r.URL, old, new, 1) }
	}
	later := func(d time.Duration) func(*sigv4.Incoming) { return func(r *sigv4.Incoming) { r.Time = noon.Add(d) } }
	for _, c := range []struct {
		of     int
		what   string
		change func(*sigv4.Incoming)
		o      sigv4.VerifyOptions
		want   fault.Code
	}{
		{ossPut, "a header of OSS that is added", add("x-oss-acl", "public-read"), sigv4.VerifyOptions{}, fault.RequestSignatureWrong},
		{ossPut, "a type that is dropped", drop("Content-Type"), sigv4.VerifyOptions{}, fault.RequestSignatureWrong},
		{ossPut, "no date", drop("x-oss-date"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossPut, "two dates", add("X-Oss-Date", "20260102T120000Z"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{ossPut, "a hash", set("x-oss-content-sha256", strings.Repeat("0a", 32)), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossPut, "another day", replace("Authorization", "/2026", "/2025"), sigv4.VerifyOptions{}, fault.RequestScopeRefused},
		{ossPut, "another bucket", url("//b.", "//c."), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{ossPut, "another service", nil, sigv4.VerifyOptions{Services: []string{"s3"}}, fault.RequestScopeRefused},
		{ossPut, "another region", nil, sigv4.VerifyOptions{Regions: []string{"cn-beijing"}}, fault.RequestScopeRefused},
		{ossPut, "another scheme", nil, sigv4.VerifyOptions{Schemes: []string{"aws4", "acs3"}}, fault.RequestSchemeRefused},
		{ossPut, "the first version", set("Authorization", "OSS LTAIEXAMPLE:c2lnbmF0dXJl"), sigv4.VerifyOptions{}, fault.RequestSchemeRefused},
		{ossPut, "too late", later(901 * time.Second), sigv4.VerifyOptions{}, fault.RequestTimeSkewed},
		{ossGet, "an additional header that is dropped", drop("Range"), sigv4.VerifyOptions{}, fault.RequestHeaderMissing},
		{ossGet, "a list out of order", replace("Authorization", "host;range", "range;host"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossGet, "a list that is dropped", replace("Authorization", "AdditionalHeaders=host;range,", ""), sigv4.VerifyOptions{}, fault.RequestSignatureWrong},
		{ossGet, "signed twice", url("/k", "/k?x-oss-credential=a"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{ossURL, "expired", later(time.Minute), sigv4.VerifyOptions{}, fault.RequestExpired},
		{ossURL, "for longer", url("x-oss-expires=60", "x-oss-expires=604801"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossURL, "in other letters", url("x-oss-date", "x-OSS-date"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossURL, "with a date of AWS", url("x-oss-date", "X-Amz-Date"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{ossURL, "another algorithm", url("OSS4-HMAC-SHA256", "AWS4-HMAC-SHA256"), sigv4.VerifyOptions{}, fault.RequestSchemeRefused},
		{ossLong, "another type", set("Content-Type", "text/html"), sigv4.VerifyOptions{}, fault.RequestSignatureWrong},
		{rpc, "no nonce", drop("x-acs-signature-nonce"), sigv4.VerifyOptions{}, fault.RequestHeaderMissing},
		{rpc, "no date, and one that is not signed", func(r *sigv4.Incoming) { drop("x-acs-date")(r); add("Date", "Sun, 30 Aug 2015 12:36:00 GMT")(r) }, sigv4.VerifyOptions{}, fault.RequestMalformed},
		{rpc, "another header", add("x-acs-b", "1"), sigv4.VerifyOptions{}, fault.RequestHeaderUnsigned},
		{rpc, "a type", add("Content-Type", "text/plain"), sigv4.VerifyOptions{}, fault.RequestHeaderUnsigned},
		{rpc, "without nonce in the list", replace("Authorization", "x-acs-signature-nonce;", ""), sigv4.VerifyOptions{}, fault.RequestHeaderUnsigned},
		{rpc, "without host in the list", replace("Authorization", "=host;", "="), sigv4.VerifyOptions{}, fault.RequestHeaderUnsigned},
		{rpc, "no scope", nil, sigv4.VerifyOptions{Services: []string{"ecs"}}, fault.RequestScopeRefused},
		{rpc, "no credential", replace("Authorization", "LTAIEXAMPLE", ""), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{rpc, "no hash", set("x-acs-content-sha256", "UNSIGNED-PAYLOAD"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{rpc, "of RSA", replace("Authorization", "ACS3-HMAC-SHA256", "ACS3-RSA-SHA256"), sigv4.VerifyOptions{}, fault.RequestSchemeRefused},
		{form, "another body", func(r *sigv4.Incoming) { r.Body = []byte("a=1&b=3") }, sigv4.VerifyOptions{}, fault.RequestPayloadChanged},
		{odps, "no date", drop("Date"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{odps, "a date that is none", replace("Date", "Fri", "Mon"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{odps, "the second version", set("Authorization", "ODPS LTAIEXAMPLE:c2lnbmF0dXJlc2lnbmF0dXJlc28="), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{odps, "no signature", set("Authorization", "ODPS LTAIEXAMPLE"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{odps, "two types", add("Content-Type", "text/plain"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{odps, "another header", add("x-odps-b", "1"), sigv4.VerifyOptions{}, fault.RequestSignatureWrong},
		{odps, "a slash in a name", url("a%20b", "a%2Fb"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{odps, "a question mark in a name", url("?curr", "%3Fcurr"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{odps, "an ampersand in a value", url("&name", "%26name"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{odps, "an equals sign in a name", url("project=p", "project%3Dp"), sigv4.VerifyOptions{}, fault.RequestAmbiguous},
		{odps, "a line break", url("a%20b", "a%0Ab"), sigv4.VerifyOptions{}, fault.RequestMalformed},
		{odps, "another token", nil, sigv4.VerifyOptions{}, fault.RequestTokenWrong},
	} {
		in := signedAs(t, c.of, aliyunKeys)
		if c.change != nil {
			c.change(in)
		}
		known := aliyunKeys
		if c.want == fault.RequestTokenWrong {
			known.SessionToken = "another"
		}
		if _, err := verifier(t, c.o).Verify(in, secretOf(known)); fault.CodeOf(err) != c.want {
			t.Errorf("%s, %s: %v; want %s", foreign[c.of].name, c.what, err, c.want.Name())
		}
	}
	for _, o := range []sigv4.VerifyOptions{{Schemes: []string{"aws5"}}, {Schemes: []string{""}}, {Bucket: "a/b"}} {
		if _, err := sigv4.NewVerifier(o); fault.CodeOf(err) != fault.InvalidOption {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestBucketOfADomain has one that the host does not tell.
func TestBucketOfADomain(t *testing.T) {
	s := mustSigner(t, sigv4.Options{Scheme: "oss4", Region: "cn-hangzhou", Bucket: "b"})
	in := incoming(mustSign(t, s, get("https://img.example.com/k")), nil, noon)
	known := func(*sigv4.Claim) (credentials.Credentials, error) { return mustCredentials(), nil }
	if _, err := verifier(t, sigv4.VerifyOptions{Bucket: "b"}).Verify(in, known); err != nil {
		t.Error(err)
	}
	if _, err := verifier(t, sigv4.VerifyOptions{Bucket: "c"}).Verify(in, known); fault.CodeOf(err) != fault.RequestSignatureWrong {
		t.Error(err)
	}
	in.URL = "https://c.oss-cn-hangzhou.aliyuncs.com/k" // whoever goes by the host would serve the key of another bucket
	in.Headers = slices.DeleteFunc(in.Headers, func(h sigv4.Header) bool { return strings.EqualFold(h.Name, "Host") })
	if _, err := verifier(t, sigv4.VerifyOptions{Bucket: "b"}).Verify(in, known); fault.CodeOf(err) != fault.RequestSignatureWrong {
		t.Errorf("a host that names another bucket: %v", err)
	}
}

// TestKeysOfSchemesAreApart has one secret and one scope.
func TestKeysOfSchemesAreApart(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	for range 2 {
		for _, scheme := range []string{"aws4", "oss4", "aws4a", "odps4"} {
			s, err := sigv4.New(sigv4.Options{Credentials: aliyunKeys, Scheme: scheme, Region: "cn-hangzhou", Service: "x"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := v.Verify(incoming(mustSign(t, s, get("https://example.com/")), nil, noon), secretOf(aliyunKeys)); err != nil {
				t.Errorf("%s: %v", scheme, err)
			}
		}
	}
}

// TestResignEveryScheme signs anew with other keys, and elsewhere.
func TestResignEveryScheme(t *testing.T) {
	real := credentials.Credentials{AccessKeyID: "LTAIREAL", SecretAccessKey: "realrealrealreal", SessionToken: "real"}
	for i := range foreign {
		f := &foreign[i]
		gateway, err := sigv4.New(sigv4.Options{Credentials: real, Scheme: f.scheme})
		if err != nil {
			t.Fatal(err)
		}
		for _, origin := range []string{"", strings.Replace(afterHost(f.r.URL), "b.oss", "c.oss", 1)} {
			in := signedAs(t, i, aliyunKeys)
			in.Time = noon.Add(20 * time.Second)
			again, err := gateway.Resign(in, origin)
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
				continue
			}
			out := incoming(again, in.Body, in.Time)
			got, err := verifier(t, sigv4.VerifyOptions{}).Verify(out, secretOf(real))
			if err != nil {
				t.Errorf("%s: %v\n%s %+v", f.name, err, out.URL, out.Headers)
				continue
			}
			before, err := verifier(t, sigv4.VerifyOptions{}).Verify(in, secretOf(aliyunKeys))
			if err != nil || got.SignedHeaders != before.SignedHeaders || got.Region != before.Region || got.Service != before.Service ||
				f.presign && !got.ExpiresAt.Equal(before.ExpiresAt) {
				t.Errorf("%s: %+v, before %+v, %v", f.name, got, before, err)
			}
			if text := strings.Join(header(out.Headers, "Authorization"), "") + out.URL; strings.Contains(text, aliyunKeys.AccessKeyID) || !strings.HasPrefix(out.URL, origin) {
				t.Errorf("%s: %s", f.name, text)
			}
		}
		for _, other := range []string{"aws4", "oss4", "acs3", "odps4"} {
			if other == f.scheme {
				continue
			}
			s, _ := sigv4.New(sigv4.Options{Credentials: real, Scheme: other})
			if _, err := s.Resign(signedAs(t, i, aliyunKeys), ""); fault.CodeOf(err) != fault.RequestSchemeRefused {
				t.Errorf("%s with %s: %v", f.name, other, err)
			}
		}
		if _, _, err := gateway.ResignChunks(signedAs(t, i, aliyunKeys), "", 0); fault.CodeOf(err) != fault.PayloadHashMalformed {
			t.Errorf("%s in chunks: %v", f.name, err)
		}
	}
}

func afterHost(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// TestCertificatesSignNothingHere has what IAM Roles Anywhere takes.
func TestCertificatesSignNothingHere(t *testing.T) {
	for _, algorithm := range []string{"AWS4-X509-RSA-SHA256", "AWS4-X509-ECDSA-SHA256"} {
		in := signedFor(t, verifySecret, "rolesanywhere", false)
		for i := range in.Headers {
			in.Headers[i].Value = strings.Replace(in.Headers[i].Value, "AWS4-HMAC-SHA256", algorithm, 1)
		}
		gateway := mustSigner(t, sigv4.Options{})
		_, resigned := gateway.Resign(in, "")
		_, verified := verifier(t, sigv4.VerifyOptions{}).Verify(in, secretOf(verifySecret))
		for _, err := range []error{resigned, verified} {
			if fault.CodeOf(err) != fault.RequestSchemeRefused || !strings.Contains(err.Error(), "IAM Roles Anywhere") {
				t.Errorf("%s: %v", algorithm, err)
			}
		}
	}
}

// FuzzVerifySchemes states of every scheme what [FuzzVerify] does of AWS's: what is
// signed is verified, also when it was signed anew, and another byte is refused.
func FuzzVerifySchemes(f *testing.F) {
	for i := range foreign {
		f.Add(uint8(i), "a b+c/é?x=1&y", "x-oss-meta-a", "v  w", "body", uint16(7*i), byte('x'))
	}
	f.Add(uint8(7), "a%2Fb?c%3Dd=e%26f", "x-odps-a", "b", "", uint16(1), byte('?'))
	f.Add(uint8(2), "?=", "0", "0", "", uint16(9), byte('='))
	f.Add(uint8(2), "?x-oss-signature=0&x-oss-signature-version=OSS4-HMAC-SHA256", "authorization", "ODPS a/b/c/d/e:f", "", uint16(9), byte('%'))
	v := verifier(f, sigv4.VerifyOptions{})
	f.Fuzz(func(t *testing.T, of uint8, rest, name, value, body string, place uint16, with byte) {
		c := &foreign[int(of)%len(foreign)]
		base := afterHost(c.r.URL)
		hostile := &sigv4.Incoming{Method: c.r.Method, URL: "/" + rest, Headers: []sigv4.Header{{Name: "Host", Value: base[len("https://"):]}, {Name: name, Value: value}}, Body: []byte(body), Time: noon}
		gateway, err := sigv4.New(sigv4.Options{Credentials: aliyunKeys, Scheme: c.scheme})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Verify(hostile, secretOf(aliyunKeys)); err == nil {
			t.Fatalf("nobody signed this: %+v", got)
		} else if fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatalf("the request is refused with %v", err)
		}
		if _, err := gateway.Resign(hostile, ""); err != nil && fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatalf("the request is not signed anew for %v", err)
		}
		s, err := sigv4.New(sigv4.Options{Credentials: aliyunKeys, Scheme: c.scheme, Region: "cn-hangzhou", AdditionalHeaders: c.additional})
		if err != nil {
			t.Fatal(err)
		}
		r := &sigv4.Request{Method: c.r.Method, URL: base + "/" + rest, Headers: append([]sigv4.Header{{Name: name, Value: value}}, c.r.Headers...), Body: []byte(body), Time: noon}
		var signed *sigv4.SignedRequest
		if c.presign {
			signed, err = s.Presign(r, time.Minute)
		} else {
			signed, err = s.Sign(r)
		}
		if err != nil {
			return
		}
		in := incoming(signed, r.Body, noon)
		got, err := v.Verify(in, secretOf(aliyunKeys))
		if fault.CodeOf(err) == fault.RequestAmbiguous && c.scheme == "odps4" { // what it signs could be read in two ways
			return
		}
		if err != nil {
			t.Fatalf("%s %s %q: %v", in.Method, in.URL, in.Headers, err)
		}
		again, err := gateway.Resign(in, "")
		if err != nil {
			t.Fatalf("%s %s %q: not signed anew: %v", in.Method, in.URL, in.Headers, err)
		}
		if _, err := v.Verify(incoming(again, r.Body, noon), secretOf(aliyunKeys)); err != nil {
			t.Fatalf("%s %s %q, signed anew: %v", again.Method, again.URL, again.Headers, err)
		}
		texts := []*string{&in.URL}
		for i := range in.Headers {
			if strings.Contains(";"+got.SignedHeaders+";authorization;", ";"+strings.ToLower(in.Headers[i].Name)+";") {
				texts = append(texts, &in.Headers[i].Value)
			}
		}
		text := texts[int(place)%len(texts)]
		if *text == "" {
			return
		}
		before := *text
		at := int(place/7) % len(before)
		if before[at] == with || at < len("https://") && text == &in.URL || text != &in.URL && strings.IndexByte(" \t\r\n", with) >= 0 {
			return // spaces around a value are none of it
		}
		*text = before[:at] + string([]byte{with}) + before[at+1:]
		if got, err := v.Verify(in, secretOf(aliyunKeys)); err == nil && (text != &in.URL || !sameTarget(s, before, *text)) {
			t.Fatalf("%q is taken for %q: %+v", *text, before, got)
		}
	})
}

// sameTarget reports whether two URLs are one in what is signed, such as "a&&b" and "b&a".
func sameTarget(s *sigv4.Signer, a, b string) bool {
	canonical := func(url string) string {
		url, query, _ := strings.Cut(url, "?")
		var kept []string
		for piece := range strings.SplitSeq(query, "&") {
			key, value, _ := strings.Cut(piece, "=")
			switch {
			case key == "x-oss-signature" || piece == "":
				continue
			case strings.HasPrefix(key, "x-oss-"):
				key = "signed-" + key
			}
			kept = append(kept, key+"="+value)
		}
		steps, err := s.Steps(&sigv4.Request{Method: "GET", URL: url + "?" + strings.Join(kept, "&"), Headers: acs3Headers, Time: noon})
		if err != nil {
			return err.Error()
		}
		return steps.CanonicalRequest
	}
	return canonical(a) == canonical(b)
}

// TestResourceOfMaxCompute has what the SDKs sign: what stands behind their endpoint.
func TestResourceOfMaxCompute(t *testing.T) {
	s := mustSigner(t, sigv4.Options{Scheme: "odps4"})
	for _, c := range []struct{ path, want string }{
		{"/api/projects/p", "/projects/p"}, {"/projects/p", "/projects/p"}, {"/apis/p", "/apis/p"}, {"/api/api/p", "/api/p"},
	} {
		steps, err := s.Steps(get(odpsHost + c.path))
		if err != nil {
			t.Fatal(err)
		}
		if _, resource, _ := strings.Cut(steps.StringToSign, "GMT\n"); resource != c.want {
			t.Errorf("%s: %q, want %q", c.path, resource, c.want)
		}
	}
}
