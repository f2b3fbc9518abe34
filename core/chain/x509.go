package chain

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// X509 says what a certificate is exchanged for.
type X509 struct {
	// Of IAM Roles Anywhere: who is trusted, with what policy, and the role.
	TrustAnchorARN, ProfileARN, RoleARN string
	SessionName                         string        // empty: the certificate's subject
	Duration                            time.Duration // 0: an hour
	Endpoint                            string        // URL; empty: that of the trust anchor's region

	// Of AWS IoT Core's credentials provider: its host name, the role alias, and the
	// thing, which may be empty.
	Host, RoleAlias, ThingName string
}

// rolesAnywhere exchanges a certificate by CreateSession of IAM Roles Anywhere.
func (f *finder) rolesAnywhere() (provider, error) {
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
	if region != profile[3] || strings.Trim(region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, fault.New(fault.InvalidOption, "the trust anchor is in region %.40q and the profile in %.40q; they must be in one", region, profile[3])
	}
	if _, err := f.leaf(); err != nil {
		return nil, err
	}
	f.region = first(f.region, region)
	seconds := int64(x.Duration / time.Second)
	if seconds == 0 {
		seconds = 3600
	}
	body := []byte(`{"durationSeconds":` + strconv.FormatInt(seconds, 10))
	if x.SessionName != "" {
		body = json.AppendString(append(body, `,"roleSessionName":`...), x.SessionName)
	}
	body = append(body, '}')
	at := f.elsewhere("AWS_ENDPOINT_URL_ROLESANYWHERE", regional("rolesanywhere", region))
	if x.Endpoint != "" {
		at = strings.TrimSuffix(x.Endpoint, "/") + "/"
	}
	query := strings.ReplaceAll(url.Values{"profileArn": {x.ProfileARN}, "roleArn": {x.RoleARN}, "trustAnchorArn": {x.TrustAnchorARN}}.Encode(), "+", "%20")
	source := "role " + x.RoleARN + " by certificate"
	return func(ctx context.Context) (Found, error) {
		certificate, err := f.leaf()
		if err != nil {
			return Found{}, err
		}
		request := &client.Request{Method: "POST", URL: at + "sessions?" + query, Body: body}
		if err := signX509(request, query, region, certificate, f.o.Client.Clock()); err != nil {
			return Found{}, err
		}
		response, err := get(ctx, f.far, request, source)
		if err != nil {
			return Found{}, err
		}
		return inSet.takeJSON(response.Body, source, true)
	}, nil
}

// leaf is the certificate with its key and chain, read again when the files change.
func (f *finder) leaf() (*tls.Certificate, error) {
	if f.o.Certificate == nil {
		return nil, fault.New(fault.ClientCertificateRequired, "credentials by certificate need one, with its private key")
	}
	f.o.Certificate.Refresh(f.o.Client.Clock())
	certificate := f.o.Certificate.ClientCertificate()
	if certificate == nil {
		return nil, fault.New(fault.ClientCertificateRequired, "credentials by certificate need one, with its private key")
	}
	return certificate, nil
}

// signX509 signs as "Authentication and signing for IAM Roles Anywhere" says: a
// canonical request as in version 4, and the certificate's own key instead of one
// that was derived from a secret.
func signX509(r *client.Request, query, region string, certificate *tls.Certificate, now time.Time) error {
	var algorithm string
	switch certificate.PrivateKey.(crypto.Signer).Public().(type) {
	case *rsa.PublicKey:
		algorithm = "AWS4-X509-RSA-SHA256"
	case *ecdsa.PublicKey:
		algorithm = "AWS4-X509-ECDSA-SHA256"
	default:
		return fault.New(fault.Unsupported, "IAM Roles Anywhere takes RSA and EC keys, and the certificate has another")
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return fault.New(fault.InvalidURL, "the endpoint %q of IAM Roles Anywhere is no URL", fault.URL(r.URL))
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
	canonical := "POST\n" + u.EscapedPath() + "\n" + query + "\n"
	for _, h := range r.Headers { // which are in their order
		name := strings.ToLower(h.Name)
		names = append(names, name)
		canonical += name + ":" + h.Value + "\n"
	}
	signed := strings.Join(names, ";")
	canonical += "\n" + signed + "\n" + hexHash(r.Body)
	scope := date[:8] + "/" + region + "/rolesanywhere/aws4_request"
	digest := sha256.Sum256([]byte(algorithm + "\n" + date + "\n" + scope + "\n" + hexHash([]byte(canonical))))
	signature, err := certificate.PrivateKey.(crypto.Signer).Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return fault.New(fault.ClientCertificateUnreadable, "the private key does not sign")
	}
	r.Headers = append(slices.Clip(r.Headers), client.Header{Name: "Authorization", Value: algorithm + " Credential=" +
		certificate.Leaf.SerialNumber.String() + "/" + scope + ", SignedHeaders=" + signed + ", Signature=" + hex.EncodeToString(signature)})
	return nil
}

func hexHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// iot exchanges a device's certificate at AWS IoT Core's credentials provider,
// which is shown it in the handshake.
func (f *finder) iot() (provider, error) {
	x := f.o.X509
	if x.RoleAlias == "" || strings.Trim(x.RoleAlias, aliasLetters) != "" {
		return nil, fault.New(fault.InvalidOption, "option credentials.role_alias is %.60q; it has letters, digits and =,@-", x.RoleAlias)
	}
	if x.Host == "" || strings.ContainsAny(x.Host, "/?#@ ") {
		return nil, fault.New(fault.InvalidOption, "option credentials.iot_endpoint is %.100q; give the host that \"aws iot describe-endpoint --endpoint-type iot:CredentialProvider\" names", x.Host)
	}
	if _, err := f.leaf(); err != nil {
		return nil, err
	}
	o := f.o.Client
	o.Signer, o.Renewed, o.ALPN, o.RequireALPN, o.Decode = nil, nil, nil, false, false
	o.MaxBody, o.MaxRedirects, o.Trust = maxAnswer, -1, f.o.Certificate
	device, err := client.New(o)
	if err != nil {
		return nil, err
	}
	f.closes = append(f.closes, device.Close)
	source := "role alias " + x.RoleAlias
	return func(ctx context.Context) (Found, error) {
		request := &client.Request{Method: "GET", URL: "https://" + x.Host + "/role-aliases/" + url.PathEscape(x.RoleAlias) + "/credentials"}
		if x.ThingName != "" {
			request.Headers = []client.Header{{Name: "x-amzn-iot-thingname", Value: x.ThingName}}
		}
		response, err := get(ctx, device, request, source)
		if err != nil {
			return Found{}, err
		}
		return small.takeJSON(response.Body, source, true)
	}, nil
}

const aliasLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=,@-"
