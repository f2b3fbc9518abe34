package aws_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/wire"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

const (
	host   = "autoscaling.ap-northeast-1.amazonaws.com"
	region = "ap-northeast-1"
	target = "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"
)

var (
	now         = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	credentials = sdk.Credentials{AccessKeyID: "ASIAEXAMPLEEXAMPLE00", SecretAccessKey: "secret", SessionToken: "token"}
)

func start(t *testing.T) string {
	verifier := &aws.Verifier{Credentials: credentials, Clock: func() time.Time { return now }}
	return wiretest.Start(t, &wire.Server{Name: "aws", Handler: &aws.Service{Verifier: verifier, Region: region}})
}

// call is a request to sign and what goes wrong with it.
type call struct {
	credentials sdk.Credentials
	service     string
	region      string
	at          time.Time
	body        string
	target      string
	before      func(*http.Request) // signing
	after       func(*http.Request)
}

func describe() *call {
	return &call{credentials: credentials, service: "autoscaling-plans", region: region, at: now, body: "{}", target: target}
}

func (c *call) request(t *testing.T) *http.Request {
	t.Helper()
	r := wiretest.Request(t, http.MethodPost, "http://"+host+"/", c.body)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", c.target)
	if c.before != nil {
		c.before(r)
	}
	sum := sha256.Sum256([]byte(c.body))
	if err := v4.NewSigner().SignHTTP(context.Background(), c.credentials, r, hex.EncodeToString(sum[:]), c.service, c.region, c.at); err != nil {
		t.Fatal(err)
	}
	if c.after != nil {
		c.after(r)
	}
	return r
}

func send(t *testing.T, address string, r *http.Request) (int, string) {
	t.Helper()
	answer := wiretest.Do(t, wiretest.Client(t, address, nil), r)
	return answer.Status, answer.Body
}

func TestSignedDescribeScalingPlansIsAnswered(t *testing.T) {
	status, body := send(t, start(t), describe().request(t))
	if status != 200 || !strings.Contains(body, `"ScalingPlanName":"lab-plan"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestRefusesWhatIsNotSignedRight(t *testing.T) {
	address := start(t)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	authorization := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
		}
	}
	cases := []struct {
		claim  string
		change func(*call)
		code   string
		says   string
	}{
		{"signing name of the host", func(c *call) { c.service = "autoscaling" },
			"InvalidSignatureException", "Credential should be scoped to correct service: 'autoscaling-plans'. "},
		{"other region", func(c *call) { c.region = "us-east-1" }, "InvalidSignatureException", "valid region"},
		{"other secret", func(c *call) { c.credentials.SecretAccessKey = "x" },
			"InvalidSignatureException", `The Canonical String for this request should have been\n'POST\n/\n\ncontent-length:2\ncontent-type:application/x-amz-json-1.1\nhost:` + host},
		{"other access key", func(c *call) { c.credentials.AccessKeyID = "AKIDOTHER" }, "UnrecognizedClientException", "security token"},
		{"no session token", func(c *call) { c.credentials.SessionToken = "" }, "UnrecognizedClientException", "security token"},
		{"old signature", func(c *call) { c.at = now.Add(-6 * time.Minute) }, "InvalidSignatureException", "Signature expired: 20300102T025805Z is now earlier than 20300102T025905Z (20300102T030405Z - 5 min.)"},
		{"future signature", func(c *call) { c.at = now.Add(6 * time.Minute) }, "InvalidSignatureException", "Signature not yet current"},
		{"unsigned", func(c *call) { c.after = func(r *http.Request) { r.Header.Del("Authorization") } }, "MissingAuthenticationTokenException", "Missing Authentication Token"},
		{"other scheme", func(c *call) { c.after = header("Authorization", "Basic x") }, "IncompleteSignatureException", "AWS4-HMAC-SHA256"},
		{"no signature", func(c *call) { c.after = authorization("Signature=", "X=") }, "IncompleteSignatureException", "'Signature'"},
		{"short scope", func(c *call) { c.after = authorization("/aws4_request", "") }, "IncompleteSignatureException", "5 slash-delimited"},
		{"other day in the scope", func(c *call) { c.after = authorization("20300102/", "20300101/") }, "InvalidSignatureException", "'20300101' != '20300102'"},
		{"unsigned amz header", func(c *call) { c.after = header("X-Amz-Other", "1") }, "InvalidSignatureException", "not signed: x-amz-other"},
		{"host not signed", func(c *call) { c.after = authorization("host;", "") }, "InvalidSignatureException", "'Host'"},
		{"header changed in transit", func(c *call) { c.after = header("Content-Type", "application/x-amz-json-1.0") }, "InvalidSignatureException", "Canonical String"},
		{"signed header lost", func(c *call) { c.after = func(r *http.Request) { r.Header.Del("Content-Type") } }, "InvalidSignatureException", "'content-type' is not in the request"},
		{"body changed in transit", func(c *call) {
			c.after = func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("[]")) }
		}, "InvalidSignatureException", "Canonical String"},
		{"wrong content hash", func(c *call) { c.before = header("X-Amz-Content-Sha256", strings.Repeat("0", 64)) }, "InvalidSignatureException", "x-amz-content-sha256"},
		{"query added", func(c *call) { c.after = func(r *http.Request) { r.URL.RawQuery = "a=b" } }, "InvalidSignatureException", "Canonical String"},
		{"malformed query", func(c *call) { c.after = func(r *http.Request) { r.URL.RawQuery = "a=%zz" } }, "SerializationException", "query"},
		{"body that is no JSON", func(c *call) { c.body = "[" }, "SerializationException", "JSON"},
		{"unknown operation", func(c *call) { c.target = "AnyScaleScalingPlannerFrontendService.Nothing" }, "UnknownOperationException", "Nothing"},
		{"other content type", func(c *call) { c.before = header("Content-Type", "text/plain") }, "UnknownOperationException", "Content-Type"},
	}
	for _, c := range cases {
		t.Run(c.claim, func(t *testing.T) {
			call := describe()
			c.change(call)
			status, body := send(t, address, call.request(t))
			if status != 400 || !strings.Contains(body, `"__type":"`+c.code+`"`) || !strings.Contains(body, c.says) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestTargetWithoutServiceLeadsToTheProductPage(t *testing.T) {
	call := describe()
	call.target = "DescribeScalingPlans"
	if status, _ := send(t, start(t), call.request(t)); status != http.StatusFound {
		t.Error(status)
	}
}

func TestTokenMayBeSentUnsigned(t *testing.T) {
	call := describe()
	call.credentials.SessionToken = ""
	call.after = func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", credentials.SessionToken) }
	if status, body := send(t, start(t), call.request(t)); status != 200 {
		t.Errorf("%d %s", status, body)
	}
}
