package aws

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// maxSkew is how far the signer's clock may be from ours.
const maxSkew = 5 * time.Minute

// Verifier checks signatures made by one account.
type Verifier struct {
	Credentials sdk.Credentials
	Clock       func() time.Time
}

// Verified is what a good signature says.
type Verified struct {
	Scope         Scope
	SignedHeaders string
	Presigned     bool
}

// Verify checks the signature of a received request for a service and region.
func (v *Verifier) Verify(r *http.Request, body []byte, want Scope) (*Verified, *Refusal) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(malformed, "The query string is malformed: %v", err)
	}
	c, refusal := parse(r, query)
	if refusal != nil {
		return nil, refusal
	}
	checks := []func() *Refusal{
		func() *Refusal { return v.checkCaller(c) },
		func() *Refusal { return checkScope(c.scope, want) },
		func() *Refusal { return v.checkTime(c) },
		func() *Refusal { return checkHeaders(c, r.Header) },
		func() *Refusal { return v.checkSignature(c, r, query, body) },
	}
	for _, check := range checks {
		if refusal := check(); refusal != nil {
			return nil, refusal
		}
	}
	return &Verified{Scope: c.scope, SignedHeaders: strings.Join(c.signedHeaders, ";"), Presigned: c.presigned}, nil
}

func (v *Verifier) checkCaller(c *claim) *Refusal {
	if c.accessKeyID != v.Credentials.AccessKeyID || c.token != v.Credentials.SessionToken {
		return refuse(unknown, "The security token included in the request is invalid.")
	}
	return nil
}

func checkScope(got, want Scope) *Refusal {
	if got.Service != want.Service {
		return refuse(mismatch, "Credential should be scoped to correct service: '%s'. ", want.Service)
	}
	if got.Region != want.Region {
		return refuse(mismatch, "Credential should be scoped to a valid region. ")
	}
	return nil
}

func (v *Verifier) checkTime(c *claim) *Refusal {
	now := v.Clock().UTC()
	signed := c.signed.Format(dateFormat)
	oldest := now.Add(-maxSkew)
	if c.presigned {
		oldest = now.Add(-c.expires)
	}
	if c.signed.Before(oldest) {
		return refuse(mismatch, "Signature expired: %s is now earlier than %s (%s - %d min.)", signed, oldest.Format(dateFormat), now.Format(dateFormat), int(now.Sub(oldest).Minutes()))
	}
	if latest := now.Add(maxSkew); c.signed.After(latest) {
		return refuse(mismatch, "Signature not yet current: %s is still later than %s (%s + 5 min.)", signed, latest.Format(dateFormat), now.Format(dateFormat))
	}
	return nil
}

// checkHeaders wants Host and every X-Amz header to be signed, and each signed header present.
// Only the session token may be left out: some services ask for exactly that.
func checkHeaders(c *claim, header http.Header) *Refusal {
	if !slices.Contains(c.signedHeaders, "host") {
		return refuse(mismatch, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.")
	}
	if !slices.IsSorted(c.signedHeaders) {
		return refuse(mismatch, "SignedHeaders must be sorted, got '%s'.", strings.Join(c.signedHeaders, ";"))
	}
	for name := range header {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-amz-") && lower != "x-amz-security-token" && !slices.Contains(c.signedHeaders, lower) {
			return refuse(mismatch, "There were headers present in the request which were not signed: %s", lower)
		}
	}
	for _, name := range c.signedHeaders {
		if name != "host" && name != "content-length" && len(header.Values(name)) == 0 {
			return refuse(mismatch, "The signed header '%s' is not in the request.", name)
		}
	}
	return nil
}

func (v *Verifier) checkSignature(c *claim, r *http.Request, query url.Values, body []byte) *Refusal {
	sum := sha256.Sum256(body)
	payloadHash := hex.EncodeToString(sum[:])
	if sent := r.Header.Get("X-Amz-Content-Sha256"); sent != "" && sent != payloadHash {
		return refuse(mismatch, "The provided 'x-amz-content-sha256' header does not match what was computed.")
	}
	again, echo, err := v.signAgain(c, r, query, payloadHash)
	if err != nil {
		return refuse(malformed, "The request cannot be signed: %v", err)
	}
	if subtle.ConstantTimeCompare([]byte(again), []byte(c.signature)) != 1 {
		return refuse(mismatch, "The request signature we calculated does not match the signature you provided. "+
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n"+
			"The Canonical String for this request should have been\n'%s'\n\n"+
			"The String-to-Sign should have been\n'%s'\n", echo.canonicalRequest, echo.stringToSign)
	}
	return nil
}

// signAgain lets the SDK sign what arrived and returns its signature.
func (v *Verifier) signAgain(c *claim, r *http.Request, query url.Values, payloadHash string) (string, *echo, error) {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	request := &http.Request{
		Method: r.Method,
		// Opaque keeps the path as it was on the wire, and no scheme keeps the port in Host.
		URL:    &url.URL{Opaque: "//" + r.Host + path, RawQuery: r.URL.RawQuery},
		Host:   r.Host,
		Header: http.Header{},
	}
	for _, name := range c.signedHeaders {
		switch name {
		case "host":
		case "content-length":
			request.ContentLength = r.ContentLength
		default:
			request.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	echo := &echo{}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.LogSigning, o.Logger = true, echo
		o.DisableHeaderHoisting = true
		o.DisableSessionToken = !c.presigned && !slices.Contains(c.signedHeaders, "x-amz-security-token")
	})
	ctx := context.Background()
	if !c.presigned {
		if err := signer.SignHTTP(ctx, v.Credentials, request, payloadHash, c.scope.Service, c.scope.Region, c.signed); err != nil {
			return "", nil, err
		}
		_, signature, _ := strings.Cut(request.Header.Get("Authorization"), "Signature=")
		return signature, echo, nil
	}
	query.Del("X-Amz-Signature")
	request.URL.RawQuery = query.Encode()
	signed, _, err := signer.PresignHTTP(ctx, v.Credentials, request, payloadHash, c.scope.Service, c.scope.Region, c.signed)
	if err != nil {
		return "", nil, err
	}
	_, signature, _ := strings.Cut(signed, "X-Amz-Signature=")
	return signature, echo, nil
}
