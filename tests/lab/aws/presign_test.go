package aws_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

const callerIdentity = "http://sts.ap-northeast-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60"

func presign(t *testing.T, url string, at time.Time) string {
	t.Helper()
	r := wiretest.Request(t, http.MethodGet, url, "")
	empty := sha256.Sum256(nil)
	signed, _, err := v4.NewSigner().PresignHTTP(context.Background(), credentials, r, hex.EncodeToString(empty[:]), "sts", region, at)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestPresignedURLIsAnsweredUntilItExpires(t *testing.T) {
	address := start(t)
	good := presign(t, callerIdentity, now)
	cases := []struct {
		claim  string
		url    string
		status int
		says   string
	}{
		{"fresh", good, 200, "<Account>123456789012</Account>"},
		{"almost expired", presign(t, callerIdentity, now.Add(-time.Minute)), 200, "<Account>"},
		{"expired", presign(t, callerIdentity, now.Add(-61*time.Second)), 403, "Signature expired"},
		{"from the future", presign(t, callerIdentity, now.Add(time.Hour)), 403, "Signature not yet current"},
		{"longer life", strings.Replace(good, "X-Amz-Expires=60", "X-Amz-Expires=61", 1), 403, "<Code>SignatureDoesNotMatch</Code>"},
		{"other action", strings.Replace(good, "GetCallerIdentity", "GetSessionToken", 1), 403, "Canonical String"},
		{"no such action", presign(t, strings.Replace(callerIdentity, "Caller", "Other", 1), now), 400, "<Code>InvalidAction</Code>"},
		{"no life", strings.Replace(good, "X-Amz-Expires=60", "X-Amz-Expires=0", 1), 400, "604800"},
		{"parameter twice", good + "&X-Amz-Date=20300102T030405Z", 400, "IncompleteSignature"},
		{"unsigned", "http://sts.ap-northeast-1.amazonaws.com/?Action=GetCallerIdentity", 403, "<Code>MissingAuthenticationToken</Code>"},
	}
	for _, c := range cases {
		t.Run(c.claim, func(t *testing.T) {
			if status, body := send(t, address, wiretest.Request(t, http.MethodGet, c.url, "")); status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}
