package chain

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// sessions makes requests of CreateSession at IAM Roles Anywhere.
type sessions struct {
	f                 *finder
	at, query, region string
	body              []byte
	source            string
}

// Challenge is what the key of a certificate has to sign for a session.
type Challenge struct {
	Algorithm    string // "AWS4-X509-RSA-SHA256": PKCS #1 v1.5; "AWS4-X509-ECDSA-SHA256"; both hash with SHA-256
	StringToSign string
}

// rolesAnywhere exchanges a certificate by CreateSession of IAM Roles Anywhere.
func (f *finder) rolesAnywhere(c *Chain) (provider, error) {
	x := f.o.X509
	anchor := strings.Split(x.TrustAnchorARN, ":")
	profile := strings.Split(x.ProfileARN, ":")
	for _, part := range []struct{ name, value string }{
		{"credentials.trust_anchor_arn", x.TrustAnchorARN}, {"credentials.profile_arn", x.ProfileARN}, {"credentials.role_arn", x.RoleARN},
	} {
		if !strings.HasPrefix(part.value, "arn:") || strings.Count(part.value, ":") < 5 {
			return nil, fault.New(fault.InvalidOption, "option %s is %.100q, which is no ARN", part.name, part.value)
		}
	}
	region := anchor[3]
	if region != profile[3] || !isRegion(region) {
		return nil, fault.New(fault.InvalidOption, "the trust anchor is in region %.40q and the profile in %.40q; they must be in one", region, profile[3])
	}
	if _, err := f.leaf(); err != nil {
		return nil, err
	}
	f.region = first(f.region, region)
	s := &sessions{f: f, region: region, source: "role " + x.RoleARN + " by certificate"}
	seconds := int64(x.Duration / time.Second)
	if seconds == 0 {
		seconds = 3600
	}
	s.body = []byte(`{"durationSeconds":` + strconv.FormatInt(seconds, 10))
	if x.SessionName != "" {
		s.body = json.AppendString(append(s.body, `,"roleSessionName":`...), x.SessionName)
	}
	s.body = append(s.body, '}')
	var err error
	if s.at, err = f.elsewhere("AWS_ENDPOINT_URL_ROLESANYWHERE", endpoint.Regional("rolesanywhere", region)); err != nil {
		return nil, err
	}
	if x.Endpoint != "" {
		s.at = strings.TrimSuffix(x.Endpoint, "/") + "/"
	}
	s.query = strings.ReplaceAll(url.Values{"profileArn": {x.ProfileARN}, "roleArn": {x.RoleARN}, "trustAnchorArn": {x.TrustAnchorARN}}.Encode(), "+", "%20")
	c.sessions = s
	return func(ctx context.Context) (Found, error) {
		certificate, err := f.leaf()
		if err != nil {
			return Found{}, err
		}
		key, ok := certificate.PrivateKey.(crypto.Signer)
		if !ok {
			return Found{}, fault.New(fault.CredentialsStale, "%s: the private key is the caller's, who has to prepare and create the session", s.source)
		}
		request, challenge, err := s.prepare(certificate, f.o.Client.Clock())
		if err != nil {
			return Found{}, err
		}
		digest := sha256.Sum256([]byte(challenge.StringToSign))
		signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
		if err != nil { // what a key of the caller's says is the caller's to see
			return Found{}, fault.Wrap(fault.ClientCertificateUnreadable, err, "the private key does not sign")
		}
		return s.create(ctx, request, signature)
	}, nil
}

// PrepareSession says what the key of the certificate has to sign, if it is not
// here but in an HSM, say. CreateSession of the same time goes on with it.
//
// Errors: UNSUPPORTED if the credentials come from elsewhere.
func (c *Chain) PrepareSession(at time.Time) (Challenge, error) {
	_, _, challenge, err := c.session(at)
	return challenge, err
}

// CreateSession gets credentials with the signature of what PrepareSession of the
// same time gave, and makes the signer of them. ECDSA's may be in DER, or be r and s
// one behind the other as PKCS #11 has them.
//
// Errors: KEY_SIGNATURE_MISMATCH; those of [Chain.Wait].
func (c *Chain) CreateSession(ctx context.Context, at time.Time, signature []byte) (Found, error) {
	certificate, request, challenge, err := c.session(at)
	if err != nil {
		return Found{}, err
	}
	if signature, err = signedBy(certificate.Leaf.PublicKey, challenge.StringToSign, signature); err != nil {
		return Found{}, err
	}
	found, err := c.sessions.create(ctx, request, signature)
	if err == nil {
		err = c.take(found)
	}
	return found, c.since(err)
}

func (c *Chain) session(at time.Time) (*tls.Certificate, *client.Request, Challenge, error) {
	if client.Offline || c.sessions == nil {
		return nil, nil, Challenge{}, fault.New(fault.Unsupported, "the credentials do not come from IAM Roles Anywhere, and no session is created for them")
	}
	certificate, err := c.sessions.f.leaf()
	if err != nil {
		return nil, nil, Challenge{}, err
	}
	request, challenge, err := c.sessions.prepare(certificate, at)
	return certificate, request, challenge, err
}

// prepare makes a request as "Authentication and signing for IAM Roles Anywhere"
// says: a canonical request as in version 4, and the certificate's own key instead of
// one that was derived from a secret. The last header lacks the signature at its end.
func (s *sessions) prepare(certificate *tls.Certificate, now time.Time) (*client.Request, Challenge, error) {
	var algorithm string
	switch certificate.Leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		algorithm = "AWS4-X509-RSA-SHA256"
	case *ecdsa.PublicKey:
		algorithm = "AWS4-X509-ECDSA-SHA256"
	default:
		return nil, Challenge{}, fault.New(fault.Unsupported, "IAM Roles Anywhere takes RSA and EC keys, and the certificate has another")
	}
	r := &client.Request{Method: "POST", URL: s.at + "sessions?" + s.query, Body: s.body}
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, Challenge{}, fault.New(fault.InvalidURL, "the endpoint %q of IAM Roles Anywhere is no URL", fault.URL(r.URL))
	}
	date := now.UTC().Format("20060102T150405Z")
	r.Headers = []client.Header{
		{Name: "Content-Type", Value: "application/json"},
		{Name: "Host", Value: u.Host},
		{Name: "X-Amz-Date", Value: date},
		{Name: "X-Amz-X509", Value: base64.StdEncoding.EncodeToString(certificate.Certificate[0])},
	}
	if len(certificate.Certificate) > 1 {
		var issuers []string
		for _, der := range certificate.Certificate[1:] {
			issuers = append(issuers, base64.StdEncoding.EncodeToString(der))
		}
		r.Headers = append(r.Headers, client.Header{Name: "X-Amz-X509-Chain", Value: strings.Join(issuers, ",")})
	}
	var names []string
	canonical := "POST\n" + u.EscapedPath() + "\n" + s.query + "\n"
	for _, h := range r.Headers { // which are in their order
		name := strings.ToLower(h.Name)
		names = append(names, name)
		canonical += name + ":" + h.Value + "\n"
	}
	signed := strings.Join(names, ";")
	canonical += "\n" + signed + "\n" + hexHash(r.Body)
	scope := date[:8] + "/" + s.region + "/rolesanywhere/aws4_request"
	r.Headers = append(slices.Clip(r.Headers), client.Header{Name: "Authorization", Value: algorithm + " Credential=" +
		certificate.Leaf.SerialNumber.String() + "/" + scope + ", SignedHeaders=" + signed + ", Signature="})
	return r, Challenge{algorithm, algorithm + "\n" + date + "\n" + scope + "\n" + hexHash([]byte(canonical))}, nil
}

// create sends what was prepared.
func (s *sessions) create(ctx context.Context, r *client.Request, signature []byte) (Found, error) {
	r.Headers[len(r.Headers)-1].Value += hex.EncodeToString(signature)
	response, err := get(ctx, s.f.far, r, s.source)
	if err != nil {
		return Found{}, err
	}
	return inSet.takeJSON(response.Body, s.source, true)
}

// signedBy is the signature as AWS takes it, if it is the key's: what is wrong about
// one of a caller's is seen here, where it can be said.
func signedBy(public crypto.PublicKey, text string, signature []byte) ([]byte, error) {
	digest := sha256.Sum256([]byte(text))
	twice := sha256.Sum256(digest[:])
	for i, hash := range [][]byte{digest[:], twice[:]} {
		good := false
		switch public := public.(type) {
		case *rsa.PublicKey:
			good = rsa.VerifyPKCS1v15(public, crypto.SHA256, hash, signature) == nil
		case *ecdsa.PublicKey:
			if size := (public.Params().BitSize + 7) / 8; len(signature) == 2*size && !ecdsa.VerifyASN1(public, hash, signature) {
				der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])})
				if err == nil && ecdsa.VerifyASN1(public, hash, der) {
					signature = der
				}
			}
			good = ecdsa.VerifyASN1(public, hash, signature)
		}
		if good && i == 0 {
			return signature, nil
		}
		if good {
			return nil, fault.New(fault.KeySignatureMismatch, "the signature is that of the hash's hash: sign the string itself, or its hash as it is")
		}
	}
	return nil, fault.New(fault.KeySignatureMismatch, "the signature of %d bytes is not the certificate's key's over the string to sign", len(signature))
}

func hexHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
