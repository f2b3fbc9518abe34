package chain

import (
	"context"
	"encoding/hex"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// ramRole is a role of Alibaba Cloud's RAM, and how it is assumed.
type ramRole struct {
	arn, session, duration, policy, externalID string
	oidc, token                                string // ARN of the provider, and the file; empty: by credentials
	region, vpc                                string // of STS; "true": inside a VPC
	source                                     string
}

// assumeRAM asks Alibaba Cloud's STS for a role's credentials, on behalf of those of
// by, or with a token of OIDC, which is read anew each time.
func (f *finder) assumeRAM(r ramRole, by provider) (provider, error) {
	if r.arn == "" {
		return nil, fault.New(fault.ProfileIncomplete, "%s: no role is named; set its ARN in the profile, or ALIBABA_CLOUD_ROLE_ARN", r.source)
	}
	if _, err := strconv.Atoi(first(r.duration, "0")); err != nil {
		return nil, fault.New(fault.ProfileIncomplete, "%s: its duration is %.20q, which is no number of seconds", r.source, r.duration)
	}
	region := first(r.region, f.env.Get("ALIBABA_CLOUD_STS_REGION"))
	if strings.Trim(region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, fault.New(fault.ProfileIncomplete, "%s: the region of STS is %.40q, which is none", r.source, region)
	}
	host := "sts"
	if strings.EqualFold(first(r.vpc, f.env.Get("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")), "true") {
		host = "sts-vpc"
	}
	if region != "" {
		host += "." + region
	}
	at := "https://" + host + ".aliyuncs.com/"
	return func(ctx context.Context) (Found, error) {
		form := url.Values{"RoleArn": {r.arn}, "DurationSeconds": {first(r.duration, "3600")}}
		form.Set("RoleSessionName", first(r.session, f.env.Get("ALIBABA_CLOUD_ROLE_SESSION_NAME"), "sallyport-"+strconv.FormatInt(f.o.Client.Clock().Unix(), 10)))
		for name, value := range map[string]string{"Policy": r.policy, "ExternalId": r.externalID} {
			if value != "" {
				form.Set(name, value)
			}
		}
		request := &client.Request{Method: "POST", URL: at, Headers: []client.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}}
		if err := f.ask(ctx, r, by, request, form); err != nil {
			return Found{}, err
		}
		response, err := get(ctx, f.far, request, r.source)
		if err != nil {
			return Found{}, err
		}
		return ofRAM.takeJSON(response.Body, r.source, true)
	}, nil
}

// ask completes the request: signed, or with a token.
func (f *finder) ask(ctx context.Context, r ramRole, by provider, request *client.Request, form url.Values) error {
	if by == nil {
		token, err := f.readToken(r.token)
		if err != nil {
			return err
		}
		var nonce [16]byte
		if _, err := io.ReadFull(f.random(), nonce[:]); err != nil {
			return fault.New(fault.Internal, "no randomness: %v", err)
		}
		form.Set("OIDCProviderArn", r.oidc)
		form.Set("OIDCToken", token)
		request.Body = []byte(form.Encode())
		request.URL += "?" + url.Values{
			"Action": {"AssumeRoleWithOIDC"}, "Version": {"2015-04-01"}, "Format": {"JSON"}, "SignatureNonce": {hex.EncodeToString(nonce[:])},
			"Timestamp": {stamp(f.o.Client.Clock())},
		}.Encode()
		return nil
	}
	pair, err := by(ctx)
	if err != nil {
		return err
	}
	request.Body = []byte(form.Encode())
	request.Headers = append(request.Headers, client.Header{Name: "x-acs-action", Value: "AssumeRole"}, client.Header{Name: "x-acs-version", Value: "2015-04-01"})
	return f.sign(request, sigv4.Options{Credentials: pair.Credentials, Scheme: "acs3", Rand: f.random()})
}
