package explain_test

import (
	"encoding/hex"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/explain"
)

const (
	secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	token  = "FQoGZXIvYXdzEXAMPLETOKEN"
	hash   = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	empty  = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// parts make a canonical request.
type parts struct{ method, path, query, host, extra, signed, hash string }

var signed = parts{"POST", "/a%2520b", "x=1&y=2", "s.eu-west-1.amazonaws.com", "x-amz-date:20260102T030405Z\n", "host;x-amz-date", hash}

func (p parts) text() string {
	return strings.Join([]string{p.method, p.path, p.query, "host:" + p.host + "\n" + p.extra, p.signed, p.hash}, "\n")
}

const toSign = "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s/aws4_request\n"

func input(status int, body string, headers ...explain.Header) *explain.Input {
	return &explain.Input{
		Method: "POST", URL: "https://s.eu-west-1.amazonaws.com/a%20b?x=1&y=2", CanonicalRequest: signed.text(), StringToSign: toSign + hash,
		AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: secret,
		Response: explain.Response{Status: status, Headers: headers, Body: []byte(body)},
	}
}

// The three ways in which servers show their canonical request.
func prose(p parts) string {
	return fmt.Sprintf(`{"__type":"com.amazon.coral.service#InvalidSignatureException","message":%q}`,
		"The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'"+
			p.text()+"'\n\nThe String-to-Sign should have been\n'"+toSign+hash+"'\n")
}

func s3(p parts) string {
	return "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>no match</Message><StringToSign>" + toSign + hash +
		"</StringToSign><CanonicalRequestBytes>" + strings.TrimSpace(fmt.Sprintf("% x", p.text())) + "</CanonicalRequestBytes></Error>"
}

func queryXML(p parts) string {
	return `<ErrorResponse xmlns="https://x"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>` +
		strings.ReplaceAll("no match\n\nThe Canonical String for this request should have been\n'"+p.text()+"'\n\nThe String-to-Sign should have been\n'"+toSign+hash+"'\n", "&", "&amp;") +
		`</Message></Error></ErrorResponse>`
}

func TestTheFirstDifferenceIsTheCause(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(*parts)
		cause    string
		evidence string
	}{
		"method":          {func(p *parts) { p.method = "GET" }, "method_changed", "GET"},
		"single encoding": {func(p *parts) { p.path = "/a%20b" }, "path_encoding", "double_encode=False"},
		"another path":    {func(p *parts) { p.path = "/other" }, "path_changed", "/other"},
		"query order":     {func(p *parts) { p.query = "y=2&x=1" }, "query_order", "y=2"},
		"query value":     {func(p *parts) { p.query = "x=1&y=3" }, "query_changed", "y=3"},
		"query plus":      {func(p *parts) { p.query = "x=1&y=2%2B" }, "query_changed", "%2B"},
		"host":            {func(p *parts) { p.host = "10.0.0.1" }, "host_changed", "10.0.0.1"},
		"port":            {func(p *parts) { p.host += ":443" }, "host_port", ":443"},
		"header value":    {func(p *parts) { p.extra = "x-amz-date:20260102T030406Z\n" }, "header_changed", "030406"},
		"header removed":  {func(p *parts) { p.extra = "" }, "header_removed", "x-amz-date"},
		"signed list":     {func(p *parts) { p.signed = "host" }, "headers_differ", "host"},
		"no body":         {func(p *parts) { p.hash = empty }, "body_changed", "empty body"},
		"another body":    {func(p *parts) { p.hash = strings.Repeat("0", 64) }, "body_changed", "other bytes"},
		"nothing":         {func(*parts) {}, "secret_wrong", "AKIAIOSFODNN7EXAMPLE"},
	} {
		theirs := signed
		c.change(&theirs)
		for format, body := range map[string]string{"JSON": prose(theirs), "S3": s3(theirs), "query": queryXML(theirs)} {
			e := explain.Explain(input(403, body))
			if e.Cause != c.cause || !strings.Contains(fmt.Sprint(e.Evidence, e.Fix), c.evidence) {
				t.Errorf("%s in %s: %s, want %s\n%v\n%s", name, format, e.Cause, c.cause, e.Evidence, e.Fix)
			}
			if e.Summary == "" || strings.ContainsAny(e.Fix, "{}") {
				t.Errorf("%s: summary %q, fix %q", name, e.Summary, e.Fix)
			}
		}
	}
}

func TestPlusAndSpace(t *testing.T) {
	in := input(403, "")
	ours, theirs := signed, signed
	ours.query, theirs.query = "prefix=a%2Bb", "prefix=a%20b"
	in.CanonicalRequest, in.Response.Body = ours.text(), []byte(s3(theirs))
	if e := explain.Explain(in); e.Cause != "query_plus" {
		t.Errorf("got %+v", e)
	}
}

// What servers say without showing their canonical request.
func TestCodesAndMessages(t *testing.T) {
	date := explain.Header{Name: "Date", Value: "Fri, 02 Jan 2026 03:24:05 GMT"}
	for name, c := range map[string]struct {
		status  int
		body    string
		headers []explain.Header
		cause   string
		holds   string
	}{
		"service":           {403, `{"__type":"InvalidSignatureException","message":"Credential should be scoped to correct service: 'autoscaling-plans'."}`, nil, "wrong_service", `service="autoscaling-plans"`},
		"region, S3":        {400, `<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'</Message><Region>eu-central-1</Region></Error>`, nil, "wrong_region", "eu-central-1"},
		"region, bare HEAD": {400, "", []explain.Header{{Name: "x-amz-bucket-region", Value: "ap-south-1"}}, "wrong_region", "ap-south-1"},
		"region, redirect":  {301, `<Error><Code>PermanentRedirect</Code><Message>x</Message></Error>`, []explain.Header{{Name: "X-Amz-Bucket-Region", Value: "sa-east-1"}}, "wrong_region", "sa-east-1"},
		"region, JSON":      {403, `{"message":"Credential should be scoped to a valid region, not 'us_east_1'. "}`, nil, "wrong_region", "us_east_1"},
		"clock, JSON":       {403, `{"message":"Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z (20260102T032405Z - 5 min.)"}`, []explain.Header{date}, "clock_skew", "20m0s behind"},
		"clock, S3":         {403, `<Error><Code>RequestTimeTooSkewed</Code><Message>x</Message><ServerTime>2026-01-02T02:34:05Z</ServerTime></Error>`, nil, "clock_skew", "30m0s ahead"},
		"clock, Alibaba":    {400, `{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired."}`, nil, "clock_skew", "not known"},
		"expired":           {403, `<Error><Code>AccessDenied</Code><Message>Request has expired</Message><Expires>2026-01-02T03:00:00Z</Expires></Error>`, nil, "request_expired", "2026-01-02T03:00:00Z"},
		"token expired":     {400, `<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>`, nil, "token_expired", ""},
		"key":               {403, `<Error><Code>InvalidAccessKeyId</Code><Message>x</Message></Error>`, nil, "key_unknown", "AKIAIOSFODNN7EXAMPLE"},
		"key, JSON":         {400, `{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`, nil, "key_unknown", ""},
		"unsigned header":   {403, `<Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not signed</Message><HeadersNotSigned>x-amz-acl</HeadersNotSigned></Error>`, nil, "header_unsigned", "x-amz-acl"},
		"payload hash":      {400, `<Error><Code>InvalidRequest</Code><Message>Missing required header for this request: x-amz-content-sha256</Message></Error>`, nil, "payload_hash_missing", ""},
		"no signature":      {403, `{"message":"Missing Authentication Token"}`, nil, "signature_missing", ""},
		"half a signature":  {403, `{"__type":"IncompleteSignatureException","message":"'x' not a valid key=value pair (missing equal-sign) in Authorization header"}`, nil, "signature_malformed", ""},
		"no date":           {403, `{"message":"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."}`, nil, "date_missing", ""},
		"body":              {400, `<Error><Code>XAmzContentSHA256Mismatch</Code><Message>x</Message><ClientComputedContentSHA256>aa</ClientComputedContentSHA256><S3ComputedContentSHA256>bb</S3ComputedContentSHA256></Error>`, nil, "body_changed", "bb"},
		"V2":                {400, `<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>`, nil, "scheme_unsupported", "AWS4-HMAC-SHA256"},
		"policy":            {403, `{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/x is not authorized to perform: iam:ListUsers"}`, nil, "not_authorized", "iam:ListUsers"},
		"throttled":         {400, `{"__type":"ThrottlingException","message":"Rate exceeded"}`, nil, "throttled", ""},
		"page":              {200 + 203, "<!DOCTYPE html><html><body>Amazon</body></html>", nil, "wrong_endpoint", ""},
		"page by type":      {403, "<p>go away</p>", []explain.Header{{Name: "Content-Type", Value: "text/html; charset=utf-8"}}, "wrong_endpoint", ""},
		"site":              {302, "", []explain.Header{{Name: "Location", Value: "https://aws.amazon.com/autoscaling"}}, "wrong_endpoint", "https://aws.amazon.com/autoscaling"},
		"other redirect":    {302, "", []explain.Header{{Name: "Location", Value: "https://aws.amazon.com.example/"}}, "unknown", ""},
		"success":           {200, "{}", nil, "not_refused", ""},
		"bare, as MinIO":    {403, `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message></Error>`, nil, "unknown", "does not show"},
		"code in a header":  {403, `{}`, []explain.Header{{Name: "x-amzn-ErrorType", Value: "ExpiredTokenException:http://x/"}}, "token_expired", ""},
		"OpenSearch":        {403, `{"Message":"User: anonymous is not authorized to perform: es:ESHttpGet"}`, nil, "signature_missing", "es:ESHttpGet"},
		"MaxCompute, key":   {401, `<Error><Code>ODPS-0410051</Code><Message>Invalid credentials - accessKeyId not found</Message></Error>`, nil, "key_unknown", ""},
		"empty":             {403, "", nil, "unknown", ""},
	} {
		e := explain.Explain(input(c.status, c.body, c.headers...))
		if e.Cause != c.cause || !strings.Contains(fmt.Sprint(e.Evidence, e.Fix), c.holds) {
			t.Errorf("%s: %s, want %s with %q\n%v\n%s", name, e.Cause, c.cause, c.holds, e.Evidence, e.Fix)
		}
	}
}

func TestCredentialsAreLookedAt(t *testing.T) {
	refused := `<Error><Code>SignatureDoesNotMatch</Code><Message>x</Message></Error>`
	unknownKey := `<Error><Code>InvalidAccessKeyId</Code><Message>x</Message></Error>`
	for name, c := range map[string]struct {
		body   string
		change func(*explain.Input)
		cause  string
	}{
		"swapped":       {unknownKey, func(in *explain.Input) { in.AccessKeyID, in.SecretAccessKey = secret, "AKIAIOSFODNN7EXAMPLE" }, "key_swapped"},
		"no token":      {unknownKey, func(in *explain.Input) { in.AccessKeyID = "ASIAIOSFODNN7EXAMPLE" }, "token_missing"},
		"with token":    {unknownKey, func(in *explain.Input) { in.AccessKeyID, in.SessionToken = "ASIAIOSFODNN7EXAMPLE", token }, "token_invalid"},
		"new line":      {refused, func(in *explain.Input) { in.SecretAccessKey += "\n" }, "secret_damaged"},
		"quotes":        {refused, func(in *explain.Input) { in.SecretAccessKey = `"` + secret + `"` }, "secret_damaged"},
		"URL encoded":   {refused, func(in *explain.Input) { in.SecretAccessKey = strings.ReplaceAll(secret, "/", "%2F") }, "secret_damaged"},
		"quotes, echo":  {s3(signed), func(in *explain.Input) { in.SecretAccessKey = "'" + secret + "'" }, "secret_damaged"},
		"other scope":   {`<Error><Code>SignatureDoesNotMatch</Code><StringToSign>` + strings.Replace(toSign, "eu-west-1", "us-east-1", 1) + hash + `</StringToSign></Error>`, func(*explain.Input) {}, "wrong_region"},
		"other service": {`<Error><Code>SignatureDoesNotMatch</Code><StringToSign>` + strings.Replace(toSign, "/s/", "/s3/", 1) + hash + `</StringToSign></Error>`, func(*explain.Input) {}, "wrong_service"},
	} {
		in := input(403, c.body)
		c.change(in)
		e := explain.Explain(in)
		if e.Cause != c.cause {
			t.Errorf("%s: got %+v, want %s", name, e, c.cause)
		}
		for _, s := range []string{secret, in.SecretAccessKey, token} {
			if strings.Contains(fmt.Sprintf("%+v", e), s) {
				t.Errorf("%s: a secret is in %+v", name, e)
			}
		}
	}
}

// Only the hash of the server's canonical request is known.
func TestWaysAreTriedAgainstTheHash(t *testing.T) {
	theirs := signed
	theirs.path = "/a%20b"
	in := input(403, `{"Code":"SignatureDoesNotMatch","Message":"x. server string to sign is:`+strings.ReplaceAll(toSign, "\n", `\n`)+explain.HashOf(theirs.text())+`"}`)
	if e := explain.Explain(in); e.Cause != "path_encoding" {
		t.Errorf("got %+v", e)
	}
}

// A string to sign without a scope, which Alibaba Cloud's OpenAPI shows alone.
func TestTheSameStringToSignLeavesTheSecret(t *testing.T) {
	in := input(400, `{"Code":"SignatureDoesNotMatch","Message":"x. server string to sign is:ACS3-HMAC-SHA256\nabc"}`)
	in.StringToSign = "ACS3-HMAC-SHA256\nabc"
	if e := explain.Explain(in); e.Cause != "secret_wrong" {
		t.Errorf("got %+v", e)
	}
}

func TestHostileAnswersAreHarmless(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("<a>", 1<<20), strings.Repeat(`{"a":`, 1<<16), "<Error><Message>\x1b[2J\u202eevil</Message><Code>AccessDenied</Code></Error>",
		"<Error><CanonicalRequestBytes>zz</CanonicalRequestBytes></Error>", `{"message":"should have been '"}`, "\xff\xfe", "<", "<x", "</>",
	} {
		e := explain.Explain(input(403, body))
		if text := fmt.Sprint(e); e.Cause == "" || strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("%.20q: %q", body, text)
		}
	}
}

func TestTheTokenIsHidden(t *testing.T) {
	ours, theirs := signed, signed
	ours.extra += "x-amz-security-token:" + token + "\n"
	theirs.extra += "x-amz-security-token:" + token + "x\n"
	in := input(403, s3(theirs))
	in.CanonicalRequest = ours.text()
	if e := explain.Explain(in); e.Cause != "header_changed" || strings.Contains(fmt.Sprintf("%+v", e), token) {
		t.Errorf("got %+v", e)
	}
}

func TestCausesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range explain.Rows() {
		if seen[row.ID] || row.Meaning == "" || row.Fix == "" {
			t.Errorf("the row of %q", row.ID)
		}
		seen[row.ID] = true
	}
	if len(seen) < 30 {
		t.Errorf("%d causes", len(seen))
	}
}

func FuzzExplain(f *testing.F) {
	f.Add(403, prose(signed))
	f.Add(400, s3(signed))
	f.Add(403, hex.EncodeToString([]byte(queryXML(signed))))
	f.Fuzz(func(t *testing.T, status int, body string) {
		e := explain.Explain(input(status, body))
		if e == nil || e.Summary == "" || strings.Contains(fmt.Sprintf("%+v", e), secret) {
			t.Errorf("%+v", e)
		}
	})
}

func ExampleExplain() {
	e := explain.Explain(&explain.Input{
		Method: "POST", URL: "https://autoscaling.eu-west-1.amazonaws.com/",
		StringToSign: "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/autoscaling/aws4_request\n" + hash,
		Response: explain.Response{
			Status: 403,
			Body:   []byte(`{"__type":"InvalidSignatureException","message":"Credential should be scoped to correct service: 'autoscaling-plans'."}`),
		},
	})
	fmt.Println(e.Cause)
	fmt.Println(e.Fix)
	// Output:
	// wrong_service
	// Sign with service="autoscaling-plans".
}

func TestThePageOfCausesIsCurrent(t *testing.T) {
	if out, err := exec.Command("go", "run", "./gen", "-check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func FuzzSent(f *testing.F) {
	f.Add("GET", "https://b.s3.amazonaws.com/k?X-Amz-Credential=a%2Fb%2Fc%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host", "", s3(signed))
	f.Add("POST", "https://s.eu-west-1.amazonaws.com/a%20b?x=1&y=2",
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/s/aws4_request, SignedHeaders=host;x-amz-date, Signature=0", prose(signed))
	f.Fuzz(func(t *testing.T, method, url, authorization, body string) {
		r := &explain.Request{Method: method, URL: url, Headers: []explain.Header{{Name: "Authorization", Value: authorization}, {Name: "X-Amz-Security-Token", Value: token}}}
		e := explain.Explain(explain.Sent(r, explain.Response{Status: 403, Body: []byte(body)}))
		if text := fmt.Sprintf("%+v", e); e.Summary == "" || strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(url+authorization+body, token) && strings.Contains(text, token) {
			t.Errorf("%+v", e)
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	body := s3(signed)
	for b.Loop() {
		explain.Explain(input(403, body))
	}
}

func TestEntitiesAreResolvedOnceAndOthersStay(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"a&lt;b&gt;&quot;&apos;": "a<b>\"'",
		"&amp;lt;&amp;amp;":      "&lt;&amp;",
		"a&#10;b&#xA;c&#13;":     "a\nb\nc\r",
		"&nbsp;&;&&lt &lt":       "&nbsp;&;&&lt &lt",
		"x=1&y;=2&quotx;&amp":    "x=1&y;=2&quotx;&amp",
	} {
		if got := explain.Unescape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
