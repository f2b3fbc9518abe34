package sigv4_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func asymmetric(tb testing.TB, o sigv4.Options) *sigv4.Signer {
	tb.Helper()
	o.Scheme = "aws4a"
	if o.Credentials.AccessKeyID == "" {
		o.Credentials = mustCredentials()
	}
	s, err := sigv4.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Signatures differ in length, and a builder is used again: what it makes must not
// depend on what it made before.
func TestAsymmetricSignaturesOfManyRequests(t *testing.T) {
	used := asymmetric(t, sigv4.Options{Region: "*", Service: "s3"})
	lengths := map[int]int{}
	for i := range 400 {
		r := &sigv4.Request{Method: "GET", URL: fmt.Sprintf("https://bucket.example/%d", i/2), Time: noon.Add(time.Duration(i%3) * time.Second)}
		if i%5 == 0 {
			r.Body = []byte("body")
		}
		fresh := asymmetric(t, sigv4.Options{Region: "*", Service: "s3"})
		for _, presigned := range []bool{false, true} {
			sign := func(s *sigv4.Signer) (*sigv4.SignedRequest, error) {
				if presigned {
					return s.Presign(r, time.Minute)
				}
				return s.Sign(r)
			}
			got, err := sign(used)
			want, _ := sign(fresh)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("request %d:\n%v %v\nwant\n%v", i, got, err, want)
			}
			lengths[len(got.Signature)]++
		}
		buffer, layout, err := used.AppendSign(nil, r)
		want, _ := fresh.Sign(r)
		if got := string(buffer[layout.Signature.Start:layout.Signature.End]); err != nil || got != want.Signature {
			t.Fatalf("request %d, appended: %q, want %q", i, got, want.Signature)
		}
	}
	if len(lengths) < 2 {
		t.Errorf("all signatures have the same length: %v", lengths)
	}
}

func TestRegionsOfAsymmetricSignatures(t *testing.T) {
	for _, c := range []struct {
		url, region, scheme, want string
		code                      fault.Code
	}{
		{"https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k", "", "aws4a", "*", fault.OK},
		{"https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k", "", "aws4", "", fault.SchemeUnsupported},
		{"https://s3.eu-west-1.amazonaws.com/k", "", "aws4a", "eu-west-1", fault.OK},
		{"https://s3.eu-west-1.amazonaws.com/k", "eu-*,us-east-1", "aws4a", "eu-*,us-east-1", fault.OK},
		{"https://s3.eu-west-1.amazonaws.com/k", "eu-west-1,us-east-1", "aws4", "", fault.RegionMalformed},
		{"https://s3.eu-west-1.amazonaws.com/k", "a b", "aws4a", "", fault.RegionMalformed},
		{"https://s3.eu-west-1.amazonaws.com/k", "a/b", "aws4a", "", fault.RegionMalformed},
		{"https://s3.eu-west-1.amazonaws.com/k", "a\nb", "aws4a", "", fault.RegionMalformed},
		{"https://s3.eu-west-1.amazonaws.com/k", "", "aws5", "", fault.SchemeUnsupported},
	} {
		s, err := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Region: c.region, Scheme: c.scheme})
		var signed *sigv4.SignedRequest
		if err == nil {
			signed, err = s.Sign(&sigv4.Request{Method: "GET", URL: c.url, Time: noon})
		}
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s, %q, %s: %v", c.url, c.region, c.scheme, err)
		}
		if signed != nil && !strings.Contains(fmt.Sprint(signed.Headers), "{X-Amz-Region-Set "+c.want+"}") {
			t.Errorf("%s, %q: %v", c.url, c.region, signed.Headers)
		}
	}
}

func TestAsymmetricSignaturesAreVerified(t *testing.T) {
	keys := mustCredentials()
	signed, err := asymmetric(t, sigv4.Options{Region: "us-*,eu-west-1", Service: "s3"}).Sign(
		&sigv4.Request{Method: "PUT", URL: "https://bucket.example/k?a=b", Body: []byte("body"), Time: noon})
	if err != nil {
		t.Fatal(err)
	}
	edit := func(name, old, with string) func(*sigv4.Incoming) {
		return func(in *sigv4.Incoming) {
			for i, h := range in.Headers {
				if h.Name == name {
					in.Headers[i].Value = strings.Replace(h.Value, old, with, 1)
				}
			}
		}
	}
	for name, c := range map[string]struct {
		change  func(*sigv4.Incoming)
		options sigv4.VerifyOptions
		keys    credentials.Credentials
		want    fault.Code
	}{
		"as it is":          {nil, sigv4.VerifyOptions{}, keys, fault.OK},
		"a region by name":  {nil, sigv4.VerifyOptions{Regions: []string{"eu-west-1"}}, keys, fault.OK},
		"a region by *":     {nil, sigv4.VerifyOptions{Regions: []string{"us-gov-west-1"}}, keys, fault.OK},
		"another region":    {nil, sigv4.VerifyOptions{Regions: []string{"eu-west-2", "us"}}, keys, fault.RequestScopeRefused},
		"another secret":    {nil, sigv4.VerifyOptions{}, credentials.Credentials{SecretAccessKey: "x" + keys.SecretAccessKey}, fault.RequestSignatureWrong},
		"other regions":     {edit("X-Amz-Region-Set", "us-", "eu-"), sigv4.VerifyOptions{}, keys, fault.RequestSignatureWrong},
		"no regions":        {edit("X-Amz-Region-Set", "us-*,eu-west-1", ""), sigv4.VerifyOptions{}, keys, fault.RequestMalformed},
		"another key id":    {edit("Authorization", "Credential="+keys.AccessKeyID, "Credential=AKIDOTHER"), sigv4.VerifyOptions{}, keys, fault.RequestSignatureWrong},
		"no ASN.1":          {edit("Authorization", "Signature=30", "Signature=31"), sigv4.VerifyOptions{}, keys, fault.RequestSignatureWrong},
		"no hex digits":     {edit("Authorization", "Signature=30", "Signature=3x"), sigv4.VerifyOptions{}, keys, fault.RequestMalformed},
		"an odd length":     {edit("Authorization", "Signature=30", "Signature=3"), sigv4.VerifyOptions{}, keys, fault.RequestMalformed},
		"no signature":      {edit("Authorization", signed.Signature, ""), sigv4.VerifyOptions{}, keys, fault.RequestSignatureWrong},
		"the other scheme":  {edit("Authorization", "ECDSA-P256", "HMAC"), sigv4.VerifyOptions{}, keys, fault.RequestMalformed},
		"another body":      {func(in *sigv4.Incoming) { in.Body = []byte("Body") }, sigv4.VerifyOptions{}, keys, fault.RequestPayloadChanged},
		"another query":     {func(in *sigv4.Incoming) { in.URL += "c" }, sigv4.VerifyOptions{}, keys, fault.RequestSignatureWrong},
		"regions unsigned":  {edit("Authorization", ";x-amz-region-set", ""), sigv4.VerifyOptions{}, keys, fault.RequestHeaderUnsigned},
		"a scope of region": {edit("Authorization", "/s3/", "/us-east-1/s3/"), sigv4.VerifyOptions{}, keys, fault.RequestMalformed},
	} {
		in := incoming(signed, []byte("body"), noon)
		in.Headers = append([]sigv4.Header(nil), in.Headers...)
		if c.change != nil {
			c.change(in)
		}
		_, err := verifier(t, c.options).Verify(in, func(*sigv4.Claim) (credentials.Credentials, error) { return c.keys, nil })
		if fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want.Name())
		}
	}
}

// To a signature (r, s) there is another, (r, -s), which anybody can make: it is the
// same request, and no way around a memory of what was seen.
func TestTheOtherSignatureIsTheSameRequest(t *testing.T) {
	keys := mustCredentials()
	signed, err := asymmetric(t, sigv4.Options{Region: "*", Service: "s3"}).Sign(&sigv4.Request{Method: "GET", URL: "https://bucket.example/", Time: noon})
	if err != nil {
		t.Fatal(err)
	}
	var pair struct{ R, S *big.Int }
	der, _ := hex.DecodeString(signed.Signature)
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		t.Fatal(err)
	}
	pair.S.Sub(elliptic.P256().Params().N, pair.S)
	other, _ := asn1.Marshal(pair)
	fingerprints := map[string]bool{}
	for _, signature := range []string{signed.Signature, hex.EncodeToString(other)} {
		in := incoming(signed, nil, noon)
		in.Headers = append([]sigv4.Header(nil), in.Headers...)
		for i := range in.Headers {
			in.Headers[i].Value = strings.Replace(in.Headers[i].Value, signed.Signature, signature, 1)
		}
		got, err := verifier(t, sigv4.VerifyOptions{}).Verify(in, func(*sigv4.Claim) (credentials.Credentials, error) { return keys, nil })
		if err != nil {
			t.Fatal(err)
		}
		fingerprints[got.Fingerprint()] = true
	}
	if len(fingerprints) != 1 {
		t.Errorf("%d fingerprints", len(fingerprints))
	}
}

func BenchmarkSignAsymmetric(b *testing.B) {
	s := asymmetric(b, sigv4.Options{Region: "*", Service: "s3"})
	r := &sigv4.Request{Method: "GET", URL: "https://bucket.example/key", Time: noon}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Sign(r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkP256 is what no signature with that curve can be faster than.
func BenchmarkP256(b *testing.B) {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append(make([]byte, 31), 7))
	if err != nil {
		b.Fatal(err)
	}
	digest := make([]byte, 32)
	for b.Loop() {
		if _, err := ecdsa.SignASN1(nil, key, digest); err != nil {
			b.Fatal(err)
		}
	}
}

// A gateway's own credentials, in the scheme of its choice.
func TestResigningChangesTheScheme(t *testing.T) {
	keys := mustCredentials()
	symmetric, err := sigv4.New(sigv4.Options{Credentials: keys, Region: "eu-west-1", Service: "s3"})
	if err != nil {
		t.Fatal(err)
	}
	several := asymmetric(t, sigv4.Options{Region: "eu-*", Service: "s3"})
	for name, c := range map[string]struct{ from, to *sigv4.Signer }{
		"to 4A": {symmetric, several}, "from 4A": {several, symmetric}, "4A again": {several, several},
	} {
		signed, err := c.from.Sign(&sigv4.Request{Method: "GET", URL: "https://bucket.example/k", Time: noon})
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.to.Resign(incoming(signed, nil, noon), "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := verifier(t, sigv4.VerifyOptions{}).Verify(incoming(again, nil, noon), func(*sigv4.Claim) (credentials.Credentials, error) { return keys, nil })
		if err != nil || got.Region != map[*sigv4.Signer]string{symmetric: "eu-west-1", several: "eu-*"}[c.to] {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	oss, err := sigv4.New(sigv4.Options{Credentials: keys, Scheme: "oss4"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := oss.Resign(signedFor(t, verifySecret, "s3", false), ""); fault.CodeOf(err) != fault.RequestSchemeRefused {
		t.Errorf("for OSS: %v", err)
	}
}
