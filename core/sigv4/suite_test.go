package sigv4_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// suiteDir is the official suite (awslabs/aws-c-auth), which is not part of
// this repository.
const suiteDir = "../../../shared/vectors/aws-signing-test-suite"

type suiteContext struct {
	Credentials struct {
		AccessKeyID     string `json:"access_key_id"`
		SecretAccessKey string `json:"secret_access_key"`
		Token           string `json:"token"`
	} `json:"credentials"`
	Expires   int       `json:"expiration_in_seconds"`
	Normalize bool      `json:"normalize"`
	Region    string    `json:"region"`
	Service   string    `json:"service"`
	SignBody  bool      `json:"sign_body"`
	OmitToken bool      `json:"omit_session_token"`
	Timestamp time.Time `json:"timestamp"`
}

func TestOfficialSuite(t *testing.T) {
	dirs := suiteDirs()
	if len(dirs) == 0 {
		t.Skip("SKIPPED: the official AWS suite is not beside this checkout; the project's own vectors still ran")
	}
	passed := 0
	for _, dir := range dirs {
		for _, mode := range []string{"header", "query"} {
			name := strings.TrimPrefix(dir, suiteDir+"/") + "/" + mode
			passed += map[bool]int{true: 1}[t.Run(name, func(t *testing.T) { runSuiteCase(t, dir, mode) })]
		}
	}
	if passed != 152 {
		t.Errorf("%d of 152 cases pass", passed)
	}
}

// suiteDirs are the cases; two of v4a have no results.
func suiteDirs() []string {
	results, _ := filepath.Glob(filepath.Join(suiteDir, "v4*", "*", "header-signature.txt"))
	for i := range results {
		results[i] = filepath.Dir(results[i])
	}
	return results
}

func runSuiteCase(t *testing.T, dir, mode string) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(data), "\r", "")
	}
	var c suiteContext
	if err := json.Unmarshal([]byte(read("context.json")), &c); err != nil {
		t.Fatal(err)
	}
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{
			AccessKeyID: c.Credentials.AccessKeyID, SecretAccessKey: c.Credentials.SecretAccessKey, SessionToken: c.Credentials.Token,
		},
		Region: c.Region, Service: c.Service, NormalizePath: &c.Normalize,
		OmitSessionToken: c.OmitToken, ContentSHA256: &c.SignBody, Scheme: schemeOfSuite(dir),
	})
	if err != nil {
		t.Fatal(err)
	}
	request := parseRequest(t, read("request.txt"))
	request.Time = c.Timestamp
	body := request.Body
	if !c.SignBody {
		request.Body = nil
	}
	var signed *sigv4.SignedRequest
	var steps sigv4.Steps
	if mode == "header" {
		signed, err = signer.Sign(request)
		steps, _ = signer.Steps(request)
	} else {
		expires := time.Duration(c.Expires) * time.Second
		signed, err = signer.Presign(request, expires)
		steps, _ = signer.PresignSteps(request, expires)
	}
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "canonical request", steps.CanonicalRequest, read(mode+"-canonical-request.txt"))
	compare(t, "string to sign", steps.StringToSign, read(mode+"-string-to-sign.txt"))
	if schemeOfSuite(dir) == "aws4" {
		compare(t, "signature", signed.Signature, read(mode+"-signature.txt"))
	} else { // each signer has another one, so both must be good
		public := readPublicKey(t, read("public-key.json"))
		for _, signature := range []string{signed.Signature, strings.TrimSpace(read(mode + "-signature.txt"))} {
			der, _ := hex.DecodeString(signature)
			if digest := sha256.Sum256([]byte(steps.StringToSign)); !ecdsa.VerifyASN1(public, digest[:], der) {
				t.Errorf("the signature %s is not one of the suite's key", signature)
			}
		}
	}

	shown := func(text string) string { return text }
	if schemeOfSuite(dir) == "aws4a" { // the file has a third one
		shown = func(text string) string {
			return regexp.MustCompile("(Signature=)[0-9a-f]+").ReplaceAllString(text, "$1")
		}
	}
	want := parseRequest(t, read(mode+"-signed-request.txt"))
	compare(t, "signed URL", shown(sortedQuery(signed.URL)), shown(sortedQuery(encodeRaw(want.URL))))
	compare(t, "signed headers", shown(sortedHeaders(signed.Headers)), shown(sortedHeaders(want.Headers)))
	compare(t, "signed body", string(body), string(want.Body))
}

// schemeOfSuite is the scheme of a directory of the suite.
func schemeOfSuite(dir string) string {
	return map[string]string{"v4": "aws4", "v4a": "aws4a"}[filepath.Base(filepath.Dir(dir))]
}

func readPublicKey(t *testing.T, text string) *ecdsa.PublicKey {
	var point struct{ X, Y string }
	if err := json.Unmarshal([]byte(text), &point); err != nil {
		t.Fatal(err)
	}
	raw, _ := hex.DecodeString("04" + point.X + point.Y)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s differs\n--- got\n%s\n--- want\n%s", what, got, want)
	}
}

// parseRequest reads the suite's request.txt: raw bytes in the request line,
// folded headers.
func parseRequest(t *testing.T, text string) *sigv4.Request {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
	method, rest, _ := strings.Cut(lines[0], " ")
	r := &sigv4.Request{Method: method, Body: []byte(body)}
	path := strings.TrimSuffix(rest, " HTTP/1.1")
	host := ""
	for _, line := range lines[1:] {
		if line[0] == ' ' || line[0] == '\t' {
			r.Headers[len(r.Headers)-1].Value += "\n" + line
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		r.Headers = append(r.Headers, sigv4.Header{Name: name, Value: value})
		if strings.EqualFold(name, "host") {
			host = strings.TrimSpace(value)
		}
	}
	r.URL = "https://" + host + path
	return r
}

// encodeRaw brings the suite's raw request target into the form that can be sent.
func encodeRaw(url string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(url) {
		if c := url[i]; c <= ' ' || c >= 0x7f {
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// sortedQuery orders the parameters: the suite keeps the order of the request.
func sortedQuery(url string) string {
	base, query, _ := strings.Cut(url, "?")
	params := strings.FieldsFunc(query, func(r rune) bool { return r == '&' })
	for i, p := range params {
		if !strings.Contains(p, "=") {
			params[i] = p + "="
		}
	}
	slices.Sort(params)
	return base + "?" + strings.Join(params, "&")
}

func sortedHeaders(headers []sigv4.Header) string {
	var lines []string
	for _, h := range headers {
		lines = append(lines, strings.ToLower(h.Name)+":"+strings.Join(strings.Fields(h.Value), " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
