package conformance

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const iotSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

// checkSignature computes the signature of a request that was received, as the
// service would: Signature Version 4 for iotdata, the wire path encoded again.
func checkSignature(t *testing.T, got *received) {
	t.Helper()
	fields := map[string]string{}
	scheme, rest, _ := strings.Cut(got.http.Header.Get("Authorization"), " ")
	for part := range strings.SplitSeq(rest, ", ") {
		key, value, _ := strings.Cut(part, "=")
		fields[key] = value
	}
	credential := strings.SplitN(fields["Credential"], "/", 2)
	if scheme != "AWS4-HMAC-SHA256" || len(credential) != 2 || credential[0] != "AKIDEXAMPLE" {
		t.Fatalf("Authorization is %q", got.http.Header.Get("Authorization"))
	}
	scope := strings.Split(credential[1], "/")
	date := got.http.Header.Get("X-Amz-Date")
	if len(scope) != 4 || !strings.HasPrefix(date, scope[0]) || scope[1] != "us-west-2" || scope[2] != "iotdata" || scope[3] != "aws4_request" {
		t.Fatalf("the scope is %q at %q", scope, date)
	}
	path, query, _ := strings.Cut(got.target, "?")
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = strings.ReplaceAll(url.QueryEscape(segments[i]), "+", "%20")
	}
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	names := strings.Split(fields["SignedHeaders"], ";")
	canonical := "POST\n" + strings.Join(segments, "/") + "\n" + strings.Join(pairs, "&") + "\n"
	for _, name := range names {
		value := got.http.Header.Get(name)
		if name == "host" {
			value = got.http.Host
		}
		canonical += name + ":" + strings.TrimSpace(value) + "\n"
	}
	if !slices.Contains(names, "host") || !slices.Contains(names, "x-amz-date") {
		t.Errorf("signed headers are %q", names)
	}
	canonical += "\n" + fields["SignedHeaders"] + "\n" + hash(got.body)
	text := scheme + "\n" + date + "\n" + credential[1] + "\n" + hash([]byte(canonical))
	if signatureOf(credential[1], text) != fields["Signature"] {
		t.Errorf("the signature does not match what was sent: %s", got.target)
	}
}

// signatureOf signs a text with iotSecret for a scope, "date/region/service/aws4_request".
func signatureOf(scope, text string) string {
	key := []byte("AWS4" + iotSecret)
	for _, part := range append(strings.Split(scope, "/"), text) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hex.EncodeToString(key)
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
