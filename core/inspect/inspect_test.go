package inspect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/inspect"
)

// What is found in which request is in tests/vectors/inspect, which the suite of
// all languages reads.

func ExampleInspect() {
	found, err := inspect.Inspect(&inspect.Request{
		URL: "https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fs3%2Faws4_request" +
			"&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + strings.Repeat("0", 64),
	}, time.Date(2026, 1, 2, 5, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Scheme, found.Scope, found.Expires)
	for _, f := range found.Findings {
		fmt.Println(f.Cause)
	}
	// Output:
	// AWS4-HMAC-SHA256 20260102/us-east-1/s3/aws4_request 1 hour 40 minutes ago
	// request_expired
	// wrong_region
}

func TestInputIsBounded(t *testing.T) {
	long := strings.Repeat("x", inspect.MaxInput+1)
	for name, c := range map[string]struct {
		r    inspect.Request
		code fault.Code
	}{
		"nothing":      {inspect.Request{}, fault.InvalidArgument},
		"long URL":     {inspect.Request{URL: "https://a/?" + long}, fault.InputTooLarge},
		"long headers": {inspect.Request{Headers: []inspect.Header{{Name: "a", Value: long}}}, fault.InputTooLarge},
	} {
		if _, err := inspect.Inspect(&c.r, time.Time{}); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add("https://h/?X-Amz-Credential=a%2Fb%2Fc%2Fd%2Faws4_request&X-Amz-Expires=9&X-Amz-Date=20260102T030405Z", "")
	f.Add("https://h/?x-oss-credential=a&x-oss-expires=-1", "OSS4-HMAC-SHA256 Credential=a/b,Signature=")
	f.Add("?AWSAccessKeyId=x&Expires=99999999999", "ODPS a/b/c/d/e:f")
	f.Fuzz(func(t *testing.T, url, authorization string) {
		r := &inspect.Request{URL: url}
		if authorization != "" {
			r.Headers = []inspect.Header{{Name: "Authorization", Value: authorization}}
		}
		found, err := inspect.Inspect(r, time.Unix(1e9, 0))
		if err != nil {
			return
		}
		if text := fmt.Sprint(found); strings.ContainsAny(text, "\x1b\r\n\u202e") {
			t.Errorf("%q", text)
		}
	})
}
