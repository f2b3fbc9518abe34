package token_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/token"
)

var now = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

func signer(tb testing.TB, o sigv4.Options) *sigv4.Signer {
	tb.Helper()
	o.Credentials = credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	s, err := sigv4.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// The signatures are those of the conformance suite, and in Python's tests those of
// botocore; here is what the signer's own settings do.
func TestOneSignerForAllServices(t *testing.T) {
	s := signer(t, sigv4.Options{Service: "s3", Region: "eu-west-2"})
	for _, test := range []struct {
		o     token.Options
		scope string
	}{
		{token.Options{Kind: "rds", Name: "db.x.eu-west-1.rds.amazonaws.com", Port: 1, User: "u"}, "eu-west-2/rds-db"},
		{token.Options{Kind: "rds", Name: "db.x.eu-west-1.rds.amazonaws.com", Port: 1, User: "u", Region: "eu-west-3"}, "eu-west-3/rds-db"},
		{token.Options{Kind: "memorydb", Name: "m", User: "u", Region: "eu-west-1"}, "eu-west-1/memorydb"},
	} {
		test.o.Time = now
		made, err := token.New(s, &test.o)
		if err != nil || !strings.Contains(made, url.QueryEscape("AKIDEXAMPLE/20150830/"+test.scope+"/aws4_request")) {
			t.Errorf("%+v: %s, %v", test.o, made, err)
		}
	}
	// The next request with the signer has the signer's scope again.
	signed, err := s.Sign(&sigv4.Request{Method: "GET", URL: "https://example.com/", Time: now})
	if err != nil || !strings.Contains(fmt.Sprint(signed.Headers), "/eu-west-2/s3/") {
		t.Error(signed, err)
	}
}

func TestRefuses(t *testing.T) {
	s := signer(t, sigv4.Options{})
	for name, test := range map[string]struct {
		signer *sigv4.Signer
		o      token.Options
		code   fault.Code
	}{
		"a cache's host":   {s, token.Options{Kind: "elasticache", Name: "c.abc.euw1.cache.amazonaws.com", User: "u", Region: "eu-west-1"}, fault.InvalidArgument},
		"host and port":    {s, token.Options{Kind: "memorydb", Name: "c:6379", User: "u", Region: "eu-west-1"}, fault.InvalidArgument},
		"a port of dsql":   {s, token.Options{Kind: "dsql", Name: "a.dsql.eu-west-1.on.aws:5432"}, fault.InvalidArgument},
		"two ports":        {s, token.Options{Kind: "rds", Name: "db.x.eu-west-1.rds.amazonaws.com:5432", Port: 5432, User: "u"}, fault.InvalidArgument},
		"no such kind":     {s, token.Options{Kind: "redis"}, fault.InvalidArgument},
		"a host that lies": {s, token.Options{Kind: "dsql", Name: "a.example\\@b"}, fault.InvalidArgument},
		"an escape":        {s, token.Options{Kind: "memorydb", Name: "a%2fb", User: "u", Region: "eu-west-1"}, fault.InvalidArgument},
		"nobody":           {s, token.Options{Kind: "rds", Name: "db.x.eu-west-1.rds.amazonaws.com", Port: 1}, fault.InvalidArgument},
		"no region":        {s, token.Options{Kind: "eks", Name: "c"}, fault.RegionMalformed},
		"unknown region":   {s, token.Options{Kind: "dsql", Name: "c.example"}, fault.RegionUnknown},
		"a region with /":  {s, token.Options{Kind: "vault", Region: "a/b"}, fault.RegionMalformed},
		"a line break":     {s, token.Options{Kind: "vault", Server: "a\r\nb"}, fault.InvalidHeader},
		"aws4a":            {signer(t, sigv4.Options{Scheme: "aws4a", Region: "*"}), token.Options{Kind: "msk", Region: "eu-west-1"}, fault.SchemeUnsupported},
		"oss4":             {signer(t, sigv4.Options{Scheme: "oss4"}), token.Options{Kind: "vault"}, fault.SchemeUnsupported},
	} {
		test.o.Time = now
		if made, err := token.New(test.signer, &test.o); fault.CodeOf(err) != test.code || made != "" {
			t.Errorf("%s: %q, %v", name, made, err)
		}
	}
}

func ExampleNew() {
	s, _ := sigv4.New(sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}})
	made, err := token.New(s, &token.Options{Kind: "eks", Name: "demo", Region: "eu-west-1", Time: now})
	presigned, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(made, "k8s-aws-v1."))
	fmt.Println(string(presigned[:40]), err)
	// Output: https://sts.eu-west-1.amazonaws.com/?Act <nil>
}
