package token_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/token"
)

const (
	form    = "Action=GetCallerIdentity&Version=2011-06-15"
	service = "vault.example"
)

var named = []sigv4.Header{{Name: "X-Vault-AWS-IAM-Server-ID", Value: service}}

func policy() *token.Policy { return &token.Policy{Require: named, Time: now} }

// posted is the proof of HashiCorp Vault's agent, which signs Content-Length.
func posted(tb testing.TB) *token.Proof {
	tb.Helper()
	s, err := signer(tb, sigv4.Options{}).Sign(&sigv4.Request{
		Method: "POST", URL: "https://sts.eu-west-1.amazonaws.com/", Body: []byte(form), Time: now, Headers: append([]sigv4.Header{
			{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}, {Name: "Content-Length", Value: "43"},
		}, named...),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &token.Proof{Method: "POST", URL: s.URL, Headers: s.Headers, Body: []byte(form)}
}

func presigned(tb testing.TB, host, query string, headers []sigv4.Header) *token.Proof {
	tb.Helper()
	s, err := signer(tb, sigv4.Options{Service: "sts", Region: "eu-west-1"}).Presign(&sigv4.Request{
		Method: "GET", URL: "https://" + host + "/?" + query, Time: now, Headers: headers,
	}, time.Minute)
	if err != nil {
		tb.Fatal(err)
	}
	return &token.Proof{Method: "GET", URL: s.URL, Headers: headers}
}

func TestWhatGoesOn(t *testing.T) {
	p := posted(t)
	p.Headers = append(p.Headers, sigv4.Header{Name: "User-Agent", Value: "a"}, sigv4.Header{Name: "accept", Value: "application/json"})
	r, err := p.Check(policy())
	if err != nil || r.URL != p.URL || string(r.Body) != form || r.Redirects >= 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, h := range r.Headers {
		if slices.Contains([]string{"host", "user-agent", "content-length"}, strings.ToLower(h.Name)) {
			t.Errorf("%s goes on", h.Name)
		}
	}
	if _, err := presigned(t, "sts.amazonaws.com", form, named).Check(policy()); err != nil {
		t.Error(err)
	}
	if _, err := presigned(t, "sts.amazonaws.com", form, nil).Check(&token.Policy{Time: now}); err != nil {
		t.Error(err)
	}
}

// Each host is one that AWS has, or looks like one.
func TestHosts(t *testing.T) {
	for host, good := range map[string]bool{
		"sts.amazonaws.com": true, "sts-fips.us-east-1.amazonaws.com": true, "sts.us-gov-west-1.amazonaws.com": true, "sts.cn-north-1.amazonaws.com.cn": true,
		"sts.us-east-1.api.aws": true, "sts-fips.us-east-1.api.aws": true, "sts.eusc-de-east-1.amazonaws.eu": true, "sts.us-iso-east-1.c2s.ic.gov": true,
		"sts.cn-north-1.api.amazonwebservices.com.cn": true, "sts.amazonaws.com:443": true,
		"sts.api.aws": false, "sts.amazonaws.com.": false, "sts.attacker.amazonaws.com": false, "xsts.amazonaws.com": false, "sts-fips-fips.amazonaws.com": false,
		"sts.us-east-1.amazonaws.com.attacker.example": false, "sts.us-east-1.s3.amazonaws.com": false, "vpce-1.sts.us-east-1.vpce.amazonaws.com": false,
		"sts.amazonaws.com:8443": false, "iam.amazonaws.com": false, "sts.us-east-1.on.aws": false, "amazonaws.com": false,
	} {
		p := presigned(t, strings.TrimSuffix(host, ":443"), form, named)
		if strings.HasSuffix(host, ":443") {
			p.URL = strings.Replace(p.URL, "amazonaws.com/", "amazonaws.com:443/", 1)
		}
		if _, err := p.Check(policy()); (err == nil) != good || !good && fault.CodeOf(err) != fault.RequestScopeRefused {
			t.Errorf("%s: %v", host, err)
		}
	}
	o := policy()
	o.Hosts = []string{"sts.example:8443"}
	if _, err := presigned(t, "sts.example:8443", form, named).Check(o); err != nil {
		t.Error(err)
	}
	if _, err := presigned(t, "sts.amazonaws.com", form, named).Check(o); fault.CodeOf(err) != fault.RequestScopeRefused {
		t.Error(err)
	}
}

func TestWhatIsNoSuchRequest(t *testing.T) {
	url := func(f func(string) string) func(*token.Proof) { return func(p *token.Proof) { p.URL = f(p.URL) } }
	add := func(text string) func(*token.Proof) { return url(func(u string) string { return u + text }) }
	replace := func(old, with string) func(*token.Proof) {
		return url(func(u string) string { return strings.Replace(u, old, with, 1) })
	}
	body := func(text string) func(*token.Proof) {
		return func(p *token.Proof) {
			p.Body = []byte(text)
			p.Headers = slices.DeleteFunc(p.Headers, func(h sigv4.Header) bool { return h.Name == "Content-Length" })
		}
	}
	header := func(name, value string) func(*token.Proof) {
		return func(p *token.Proof) {
			for i, h := range p.Headers {
				if strings.EqualFold(h.Name, name) {
					p.Headers[i].Value = value
					return
				}
			}
			p.Headers = append(p.Headers, sigv4.Header{Name: name, Value: value})
		}
	}
	tests := []struct {
		name   string
		change func(*token.Proof)
		code   fault.Code
	}{
		{"method", func(p *token.Proof) { p.Method = "PUT" }, fault.RequestMalformed},
		{"http", replace("https:", "http:"), fault.RequestMalformed},
		{"capital scheme", replace("https:", "HTTPS:"), fault.RequestMalformed},
		{"path", add("x"), fault.RequestMalformed},
		{"two slashes", add("/"), fault.RequestMalformed},
		{"action in the URL too", add("?Action=GetCallerIdentity"), fault.RequestMalformed},
		{"fragment", add("#a"), fault.RequestMalformed},
		{"fragment in the query", add("?a=b#a"), fault.RequestMalformed},
		{"user", replace("//", "//user@"), fault.RequestMalformed},
		{"host of a user", replace("//", "//attacker.example@"), fault.RequestMalformed},
		{"encoded host", replace("sts", "st%73"), fault.RequestMalformed},
		{"capital host", replace("sts", "STS"), fault.RequestMalformed},
		{"backslash", replace(".com/", `.com\@attacker.example/`), fault.RequestMalformed},
		{"port", replace(".com/", ".com:8443/"), fault.RequestScopeRefused},
		{"no port", replace(".com/", ".com:/"), fault.RequestMalformed},
		{"large port", replace(".com/", ".com:65979/"), fault.RequestMalformed},
		{"line break", add("\n"), fault.RequestMalformed},
		{"attacker", replace("sts.eu-west-1.amazonaws.com", "sts.attacker.example"), fault.RequestScopeRefused},
		{"attacker behind", replace(".com/", ".com.attacker.example/"), fault.RequestScopeRefused},
		{"Host", header("Host", "sts.attacker.example"), fault.RequestScopeRefused},
		{"Host in small letters", func(p *token.Proof) { p.Headers = append(p.Headers, sigv4.Header{Name: "hOst", Value: "a"}) }, fault.RequestMalformed},
		{"forwarded", header("X-Forwarded-Host", "a"), fault.RequestMalformed},
		{"transfer", header("Transfer-Encoding", "chunked"), fault.RequestMalformed},
		{"length", header("Content-Length", "1"), fault.RequestMalformed},
		{"line break in a header", header("Accept", "a\r\nb: c"), fault.RequestMalformed},
		{"a byte in a header", header("Accept", "\xff"), fault.RequestMalformed},
		{"other server", header("X-Vault-AWS-IAM-Server-ID", "other"), fault.RequestScopeRefused},
		{"nonsense", header("Authorization", "AWS4-HMAC-SHA256 Credential=nonsense"), fault.RequestScopeRefused},
		{"bearer", header("Authorization", "Bearer a"), fault.RequestScopeRefused},
		{"no server", func(p *token.Proof) {
			p.Headers = slices.DeleteFunc(p.Headers, func(h sigv4.Header) bool { return strings.HasPrefix(h.Name, "X-Vault") })
		}, fault.RequestHeaderUnsigned},
		{"one more", body(form + "&RoleArn=x"), fault.RequestScopeRefused},
		{"second action", body(form + "&Action=AssumeRole"), fault.RequestMalformed},
		{"action in another case", body(form + "&action=AssumeRole"), fault.RequestScopeRefused},
		{"other action", body(strings.Replace(form, "GetCallerIdentity", "GetSessionToken", 1)), fault.RequestScopeRefused},
		{"line break in the body", body(form + "\n"), fault.RequestScopeRefused},
		{"no body", body(""), fault.RequestScopeRefused},
		{"empty parameter", body(strings.Replace(form, "&", "&&", 1)), fault.RequestMalformed},
		{"long body", body(form + strings.Repeat("&", 5000)), fault.RequestMalformed},
		{"signature in the body", body(form + "&X-Amz-Signature=a"), fault.RequestMalformed},
		{"escaped action", body(strings.Replace(form, "Get", "%47et", 1)), fault.RequestScopeRefused},
	}
	for _, test := range tests {
		p := posted(t)
		test.change(p)
		if r, err := p.Check(policy()); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %+v, %v", test.name, r, err)
		}
	}
	long := make([]sigv4.Header, 0, 1)
	for name, c := range map[string]struct {
		p    *token.Proof
		code fault.Code
	}{
		"unsigned header":   {presigned(t, "sts.amazonaws.com", form, long), fault.RequestHeaderUnsigned},
		"other action":      {presigned(t, "sts.amazonaws.com", "Action=GetSessionToken&Version=2011-06-15", named), fault.RequestScopeRefused},
		"one more":          {presigned(t, "sts.amazonaws.com", form+"&RoleArn=x", named), fault.RequestScopeRefused},
		"unsigned":          {&token.Proof{Method: "GET", URL: "https://sts.amazonaws.com/?" + form, Headers: named}, fault.RequestScopeRefused},
		"nothing":           {&token.Proof{}, fault.RequestMalformed},
		"of another day":    {presigned(t, "sts.amazonaws.com", form, named), fault.RequestTimeSkewed},
		"in two places":     {presigned(t, "sts.amazonaws.com", form, named), fault.RequestScopeRefused},
		"a body with a GET": {presigned(t, "sts.amazonaws.com", form, named), fault.RequestMalformed},
		"twice":             {presigned(t, "sts.amazonaws.com", form, named), fault.RequestMalformed},
	} {
		o := policy()
		switch name {
		case "of another day":
			o.Time = now.Add(901 * time.Second)
		case "in two places":
			c.p.Headers = append(slices.Clone(named), sigv4.Header{Name: "Authorization", Value: "AWS4-HMAC-SHA256 a"})
		case "a body with a GET":
			c.p.Body = []byte("body")
		case "twice":
			c.p.URL += "&X-Amz-Date=20150830T123600Z"
		}
		if r, err := c.p.Check(o); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestTokensThatAreMadeAreTaken(t *testing.T) {
	s := signer(t, sigv4.Options{Region: "eu-west-1"})
	eks, err := token.New(s, &token.Options{Kind: "eks", Name: "cluster", Region: "eu-west-1", Time: now})
	if err != nil {
		t.Fatal(err)
	}
	vault, err := token.New(s, &token.Options{Kind: "vault", Server: service, Region: "eu-west-1", Role: "app", Time: now})
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString
	login := func(headers string) string {
		return `{"iam_http_request_method":"POST","iam_request_url":"` + b64([]byte("https://sts.amazonaws.com/")) + `","iam_request_body":"` +
			b64([]byte(form)) + `","iam_request_headers":"` + b64([]byte(headers)) + `"}`
	}
	for _, test := range []struct {
		kind, token, name string
		code              fault.Code
	}{
		{"eks", eks, "cluster", fault.OK},
		{"eks", eks, "other", fault.OK}, // whose signature is wrong, says STS
		{"eks", eks, "", fault.InvalidArgument},
		{"eks", eks, "a\nb", fault.InvalidArgument},
		{"eks", strings.Replace(eks, "v1", "v2", 1), "cluster", fault.RequestMalformed},
		{"eks", eks + "*", "cluster", fault.RequestMalformed},
		{"eks", eks + "\n", "cluster", fault.RequestMalformed},
		{"eks", eks[:20], "cluster", fault.RequestMalformed},
		{"eks", eks + strings.Repeat("A", 40000), "cluster", fault.RequestMalformed},
		{"vault", vault, service, fault.OK},
		{"vault", vault, "other", fault.RequestScopeRefused},
		{"vault", vault, "", fault.RequestMalformed}, // its header is not one that is known
		{"vault", vault + "}", service, fault.RequestMalformed},
		{"vault", "{}", service, fault.RequestMalformed},
		{"vault", strings.Replace(vault, `"iam_request_url":"`, `"iam_request_url":"!`, 1), service, fault.RequestMalformed},
		{"vault", strings.Replace(vault, `"iam_request_url":`, `"iam_request_url":"aHR0cA==","iam_request_url":`, 1), service, fault.RequestMalformed},
		{"vault", strings.Replace(vault, `"POST"`, `["POST"]`, 1), service, fault.RequestMalformed},
		{"vault", login(`{"Authorization":{"a":"b"}}`), "", fault.RequestMalformed},
		{"vault", login(`[["Authorization","b"]]`), "", fault.RequestMalformed},
		{"vault", login(`{"Authorization":`), "", fault.RequestMalformed},
		{"vault", login(`{"Authorization":["a","b"]}`), "", fault.RequestMalformed}, // twice
		{"vault", login(`{"Authorization":"Bearer a"}`), "", fault.RequestScopeRefused},
		{"gcp", vault, "", fault.InvalidArgument},
	} {
		p, require, err := token.Presented(test.kind, test.token, test.name)
		if err == nil {
			_, err = p.Check(&token.Policy{Require: require, Time: now})
		}
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s, %s, %.60s...: %v", test.kind, test.name, test.token, err)
		}
	}
}

const good = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>` +
	`<UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

const goodJSON = `{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"123456789012","Arn":"arn:aws:iam::123456789012:user/a","UserId":"AIDA"},` +
	`"ResponseMetadata":{"RequestId":"Arn"}}}`

func TestAnswersOfSTS(t *testing.T) {
	cut := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	cutJSON := func(from, to string) string { return strings.Replace(goodJSON, from, to, 1) }
	for _, test := range []struct {
		status int
		body   string
		code   fault.Code
	}{
		{200, good, fault.OK},
		{200, goodJSON, fault.OK},
		{200, cut("arn:aws:iam::123456789012:user/a", "arn:aws-us-gov:sts::123456789012:assumed-role/a/b"), fault.OK},
		{200, "", fault.RequestSignatureWrong},
		{200, "{}", fault.RequestSignatureWrong},
		{200, good + strings.Repeat(" ", 70000), fault.RequestSignatureWrong},
		{200, cut("<Account>123456789012", "<Account>210987654321"), fault.RequestSignatureWrong},
		{200, cut("<UserId>AIDA</UserId>", ""), fault.RequestSignatureWrong},
		{200, cut("<UserId>AIDA", "<UserId>A B"), fault.RequestSignatureWrong},
		{200, cut("<UserId>AIDA", "<UserId>&amp;"), fault.RequestSignatureWrong},
		{200, cut("<UserId>AIDA", "<UserId>"+strings.Repeat("A", 3000)), fault.RequestSignatureWrong},
		{200, cut("<Arn>", "<Arn>a</Arn><Arn>"), fault.RequestSignatureWrong},
		{200, cut("</Arn>", ""), fault.RequestSignatureWrong},
		{200, cut("arn:aws:iam", "arn:aws:s3"), fault.RequestSignatureWrong},
		{200, cut("arn:aws:iam", "arn:iam"), fault.RequestSignatureWrong},
		{200, cut(":user/a", ":"), fault.RequestSignatureWrong},
		{200, cut("::1234", ":eu-west-1:1234"), fault.RequestSignatureWrong},
		{200, strings.ReplaceAll(good, "123456789012", "12345678901"), fault.RequestSignatureWrong},
		{200, cutJSON(`"UserId":`, `"UserId":"A","UserId":`), fault.RequestSignatureWrong},
		{200, cutJSON(`"UserId":"AIDA"`, `"UserId":1`), fault.RequestSignatureWrong},
		{200, cutJSON(`"GetCallerIdentityResult"`, `"Result"`), fault.RequestSignatureWrong},
		{200, goodJSON + "x", fault.RequestSignatureWrong},
		{403, "<Code>SignatureDoesNotMatch</Code>", fault.RequestSignatureWrong},
		{400, "", fault.RequestSignatureWrong},
		{500, good, fault.HTTPStatus},
		{302, good, fault.HTTPStatus},
		{204, good, fault.HTTPStatus},
	} {
		response := &client.Response{StatusCode: test.status, Status: "x", URL: "https://sts.amazonaws.com/", Body: []byte(test.body)}
		if test.status == 302 {
			response.Headers = []client.Header{{Name: "Location", Value: "https://attacker.example/"}}
		}
		got, err := token.ReadCaller(response)
		if fault.CodeOf(err) != test.code || err == nil && (got.Account != "123456789012" || got.UserID != "AIDA") {
			t.Errorf("%d %.300s: %+v, %v", test.status, test.body, got, err)
		}
		if test.status == 403 && !strings.Contains(err.Error(), "SignatureDoesNotMatch") {
			t.Error(err)
		}
	}
}

// FuzzProof states that what goes on to STS is the action and nothing else, whatever
// was presented.
func FuzzProof(f *testing.F) {
	p := posted(f)
	var lines strings.Builder
	for _, h := range p.Headers {
		lines.WriteString(h.Name + ":" + h.Value + "\n")
	}
	f.Add(p.Method, p.URL, lines.String(), p.Body)
	q := presigned(f, "sts.amazonaws.com", form, named)
	f.Add(q.Method, q.URL, named[0].Name+":"+service, []byte{})
	f.Fuzz(func(t *testing.T, method, url, lines string, body []byte) {
		p := &token.Proof{Method: method, URL: url, Body: body}
		for line := range strings.SplitSeq(lines, "\n") {
			name, value, _ := strings.Cut(line, ":")
			p.Headers = append(p.Headers, sigv4.Header{Name: name, Value: value})
		}
		r, err := p.Check(policy())
		if err != nil {
			if fault.CodeOf(err).Category() != fault.CategoryVerification {
				t.Fatal(err)
			}
			return
		}
		rest, ok := strings.CutPrefix(r.URL, "https://sts")
		if !ok || !strings.Contains(rest, ".am") && !strings.Contains(rest, ".a") || strings.Count(r.URL+"&"+string(r.Body), "Action=") != 1 || strings.ContainsAny(r.URL, "@\\#\r\n ") {
			t.Fatalf("%+v", r)
		}
	})
}

// FuzzPresented states that no token is more than an error of its own kind.
func FuzzPresented(f *testing.F) {
	f.Add("eks", "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8")
	f.Add("vault", `{"iam_http_request_method":"POST","iam_request_url":"aHR0cHM6Ly9h","iam_request_headers":"e30="}`)
	f.Fuzz(func(t *testing.T, kind, presented string) {
		p, require, err := token.Presented(kind, presented, "name")
		if err == nil {
			_, err = p.Check(&token.Policy{Require: require, Time: now})
		} else if fault.CodeOf(err) == fault.InvalidArgument && kind != "eks" && kind != "vault" {
			return
		}
		if err != nil && fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatal(err)
		}
	})
}

// FuzzReadCaller states that what is believed has the form of an identity.
func FuzzReadCaller(f *testing.F) {
	f.Add(200, []byte(good))
	f.Add(200, []byte(goodJSON))
	f.Add(403, []byte("<Code>a</Code>"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		got, err := token.ReadCaller(&client.Response{StatusCode: status, Body: body})
		if err == nil && (len(got.Account) != 12 || !strings.HasPrefix(got.ARN, "arn:aws") || !strings.Contains(got.ARN, ":"+got.Account+":") || got.UserID == "") {
			t.Fatalf("%+v", got)
		}
	})
}
