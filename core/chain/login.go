package chain

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// loginAhead is how long before their end the credentials of a sign-in are renewed.
const loginAhead = 5 * time.Minute

// login takes the credentials that "aws login" has left, and renews them with the
// key that it made for that (RFC 9449).
func (f *finder) login(s *credentials.Settings) (provider, error) {
	name, _ := s.Get("login_session")
	dir := first(f.env.Get("AWS_LOGIN_CACHE_DIRECTORY"), "~/.aws/login/cache")
	sum := sha256.Sum256([]byte(name))
	path, _ := f.env.Path(strings.TrimSuffix(dir, "/") + "/" + hex.EncodeToString(sum[:]) + ".json")
	file := cached{path: path}
	again := "run: aws login --profile " + s.Name
	source := "the sign-in of profile " + s.Name
	return func(ctx context.Context) (Found, error) {
		text, err := file.read(f)
		if err != nil {
			return Found{}, fault.Wrap(fault.SSOSessionExpired, err, "nobody has signed in: %s cannot be read: %v; %s", path, credentials.Reason(err), again)
		}
		values, err := fields(text, 1)
		if err != nil || values["refreshToken"] == "" || values["clientId"] == "" || values["dpopKey"] == "" {
			return Found{}, fault.New(fault.SSOSessionExpired, "%s is no sign-in; %s", path, again)
		}
		now := f.o.Client.Clock()
		found, err := ofLogin.takeJSON([]byte(text), source, true)
		if err == nil && found.Expires.Sub(now) > loginAhead {
			return found, nil
		}
		renewed, failed := f.renewLogin(ctx, text, values, source)
		switch {
		case failed == nil:
			file.write(renewed)
			return ofLogin.takeJSON([]byte(renewed), source, true)
		case err == nil && found.Expires.After(now): // there is time for another try
			return found, nil
		case hasCode(failed, fault.CredentialsRefused):
			return Found{}, fault.Wrap(fault.SSOSessionExpired, failed, "%s; %s", fault.From(failed).Message, again)
		}
		return Found{}, failed
	}, nil
}

// renewLogin calls CreateOAuth2Token of AWS Sign-In, and returns the file with what
// it gave.
func (f *finder) renewLogin(ctx context.Context, text string, values map[string]string, source string) (string, error) {
	region := first(values["signInRegion"], f.region, f.o.Region)
	if !isRegion(region) {
		return "", fault.New(fault.ProfileIncomplete, "%s needs a region to be renewed in: set AWS_REGION, or region in the profile", source)
	}
	at, err := f.elsewhere("AWS_ENDPOINT_URL_SIGNIN", f.variant().SignIn(region))
	if err != nil {
		return "", err
	}
	at += "v1/token"
	proof, err := f.proof(values["dpopKey"], at)
	if err != nil {
		return "", err
	}
	now := f.o.Client.Clock()
	response, err := get(ctx, f.far, &client.Request{
		Method: "POST", URL: at, Headers: []client.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "DPoP", Value: proof}},
		Body: []byte(object("clientId", values["clientId"], "refreshToken", values["refreshToken"], "grantType", "refresh_token")),
	}, source)
	if err != nil {
		return "", err
	}
	given, err := fields(string(response.Body), 1)
	pair, _ := fields(string(response.Body), 2)
	seconds, noNumber := strconv.ParseInt(given["expiresIn"], 10, 32)
	if err != nil || noNumber != nil || seconds <= 0 || given["refreshToken"] == "" || pair["sessionToken"] == "" {
		return "", malformed(source, "the answer holds no credentials with an end and a refresh token")
	}
	before, _ := fields(text, 2)
	renewed := object("accessKeyId", pair["accessKeyId"], "secretAccessKey", pair["secretAccessKey"], "sessionToken", pair["sessionToken"],
		"accountId", before["accountId"], "expiresAt", stamp(now.Add(time.Duration(seconds)*time.Second)))
	return replaced(text, map[string]string{
		"accessToken": renewed, "refreshToken": string(json.AppendString(nil, given["refreshToken"])),
	}), nil
}

// proof is a DPoP proof of RFC 9449, a JWT signed with ES256.
func (f *finder) proof(key, at string) (string, error) {
	unusable := fault.New(fault.SSOSessionExpired, "the dpopKey of the sign-in is no private key on P-256")
	block, _ := pem.Decode([]byte(key))
	if block == nil {
		return "", unusable
	}
	private, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil || private.Curve != elliptic.P256() {
		return "", unusable
	}
	point, err := private.PublicKey.Bytes()
	if err != nil || len(point) != 65 {
		return "", unusable
	}
	var id [16]byte
	if _, err := io.ReadFull(f.random(), id[:]); err != nil {
		return "", fault.New(fault.Internal, "no randomness: %v", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	header := `{"typ":"dpop+jwt","alg":"ES256","jwk":` + object("kty", "EC", "x", encode(point[1:33]), "y", encode(point[33:]), "crv", "P-256") + `}`
	payload := `{"htm":"POST","htu":` + string(json.AppendString(nil, at)) + `,"iat":` + strconv.FormatInt(f.o.Client.Clock().Unix(), 10) +
		`,"jti":"` + hex.EncodeToString(id[:]) + `"}`
	signed := encode([]byte(header)) + "." + encode([]byte(payload))
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
	if err != nil {
		return "", unusable
	}
	var raw [64]byte
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return signed + "." + encode(raw[:]), nil
}
