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

func TestOptionsOfAnotherSchemeAreRefused(t *testing.T) {
	yes := true
	for _, tc := range []struct {
		options sigv4.Options
		says    string
	}{
		{sigv4.Options{Scheme: "oss4", DoubleEncode: &yes}, "double_encode"},
		{sigv4.Options{Scheme: "oss4", NormalizePath: &yes}, "normalize_path"},
		{sigv4.Options{Scheme: "acs3", ContentSHA256: &yes}, "content_sha256"},
		{sigv4.Options{Scheme: "odps4", OmitSessionToken: true}, "session_token"},
		{sigv4.Options{Scheme: "odps4", TokenHeader: "x"}, "token_header"},
		{sigv4.Options{Scheme: "acs3", Bucket: "b"}, "bucket"},
		{sigv4.Options{Scheme: "odps4", AdditionalHeaders: []string{"a"}}, "additional headers"},
	} {
		tc.options.Credentials = mustCredentials()
		if _, err := sigv4.New(tc.options); !errors.Is(err, fault.InvalidOption) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", tc.says, err)
		}
	}
}

func TestANonceIsTakenOnce(t *testing.T) {
	call := func(s *sigv4.Signer) (string, error) {
		signed, err := s.Sign(get("https://ecs.aliyuncs.com/", sigv4.Header{Name: "x-acs-action", Value: "A"}, sigv4.Header{Name: "x-acs-version", Value: "1"}))
		if err != nil {
			return "", err
		}
		return headerOf(signed, "x-acs-signature-nonce"), nil
	}
	s := mustSigner(t, sigv4.Options{Scheme: "acs3", Rand: bytes.NewReader([]byte(strings.Repeat("a", 16) + strings.Repeat("b", 16)))})
	for _, want := range []string{strings.Repeat("61", 16), strings.Repeat("62", 16)} {
		if nonce, err := call(s); nonce != want || err != nil {
			t.Errorf("the nonce is %q, %v; want %q", nonce, err, want)
		}
	}
	for _, broken := range []sigv4.Options{{}, {Rand: iotest.ErrReader(errors.New("dry"))}} {
		broken.Scheme = "acs3"
		if _, err := call(mustSigner(t, broken)); !errors.Is(err, fault.InvalidOption) {
			t.Errorf("without randomness: %v", err)
		}
	}
}

func TestWhatAHostOfOSSTells(t *testing.T) {
	for host, want := range map[string]string{
		"b.oss-cn-hangzhou.aliyuncs.com":             "/cn-hangzhou/oss/ /b/k",
		"b.cb-1.cn-heyuan.oss-cloudbox.aliyuncs.com": "/cb-1/oss-cloudbox/ /b/k",
		"oss-cn-hangzhou.aliyuncs.com":               "/cn-hangzhou/oss/ /k",
		"b.oss-accelerate.aliyuncs.com":              "/cn-beijing/oss/ /b/k",
		"[::1]:8080":                                 "/cn-beijing/oss/ /k",
		"localhost:8080":                             "/cn-beijing/oss/ /k",
	} {
		s := mustSigner(t, sigv4.Options{Scheme: "oss4", DefaultRegion: "cn-beijing"})
		signed := mustSign(t, s, get("https://"+host+"/k"))
		steps, _ := s.Steps(get("https://" + host + "/k"))
		scope, path, _ := strings.Cut(want, " ")
		if !strings.Contains(authorization(signed), scope) || !strings.HasPrefix(steps.CanonicalRequest, "GET\n"+path+"\n") {
			t.Errorf("%s: %s of %q", host, authorization(signed), steps.CanonicalRequest)
		}
	}
	s := mustSigner(t, sigv4.Options{Scheme: "oss4"})
	if _, err := s.Sign(get("https://b.oss-accelerate.aliyuncs.com/k")); !errors.Is(err, fault.RegionUnknown) {
		t.Errorf("a host for all regions: %v", err)
	}
}

func headerOf(signed *sigv4.SignedRequest, name string) string {
	for _, h := range signed.Headers {
		if h.Name == name {
			return h.Value
		}
	}
	return ""
}
