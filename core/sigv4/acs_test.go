package sigv4_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func TestNonces(t *testing.T) {
	request := &sigv4.Request{Method: "POST", URL: "https://ecs.aliyuncs.com/", Time: noon, Headers: []sigv4.Header{{Name: "x-acs-action", Value: "A"}}}
	nonceOf := func(signed *sigv4.SignedRequest) (nonce string) {
		for _, h := range signed.Headers {
			if strings.EqualFold(h.Name, "x-acs-signature-nonce") {
				nonce += h.Value + ";"
			}
		}
		return nonce
	}
	s, err := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Scheme: "acs3", Random: strings.NewReader(strings.Repeat("a", 16) + strings.Repeat("b", 16))})
	if err != nil {
		t.Fatal(err)
	}
	signatures := map[string]bool{}
	for _, want := range []string{strings.Repeat("61", 16), strings.Repeat("62", 16)} {
		signed, err := s.Sign(request)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "nonce", nonceOf(signed), want+";")
		if !strings.Contains(signed.Headers[len(signed.Headers)-1].Value, "x-acs-signature-nonce") {
			t.Errorf("the nonce is not signed: %v", signed.Headers)
		}
		signatures[signed.Signature] = true
	}
	if len(signatures) != 2 {
		t.Error("two requests have one signature")
	}
	if _, err := s.Sign(request); fault.CodeOf(err) != fault.Internal {
		t.Errorf("no more randomness: %v", err)
	}

	own := *request
	own.Headers = append(own.Headers[:1:1], sigv4.Header{Name: "X-Acs-Signature-Nonce", Value: "mine"})
	for _, random := range []*sigv4.Options{{}, {Random: iotest.ErrReader(errors.New("broken"))}, {Random: bytes.NewReader(nil)}} {
		random.Credentials, random.Scheme = mustCredentials(), "acs3"
		s, err := sigv4.New(*random)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.Sign(&own)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "the request's own nonce", nonceOf(signed), "mine;")
		if _, err := s.Sign(request); err == nil {
			t.Error("a nonce without randomness")
		}
		if signed, err := s.Sign(&own); err != nil || nonceOf(signed) != "mine;" {
			t.Errorf("after a failure: %v", err)
		}
	}
}
