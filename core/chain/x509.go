package chain

import (
	"context"
	"crypto/tls"
	"net/url"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
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
	if certificate, err := f.leaf(); err != nil {
		return nil, err
	} else if certificate.PrivateKey == nil {
		return nil, fault.New(fault.Unsupported, "AWS IoT Core is shown the certificate in a handshake, which needs the private key here; credentials.external_key is for IAM Roles Anywhere")
	}
	o := f.o.Client
	o.Signer, o.Renewed, o.ALPN, o.RequireALPN, o.Decode = nil, nil, nil, false, false
	o.MaxBody, o.MaxRedirects, o.Cookies, o.Trust = maxAnswer, -1, client.NoCookies, f.o.Certificate
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
