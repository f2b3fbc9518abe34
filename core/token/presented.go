package token

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
	"github.com/sallyport/sallyport/core/sigv4"
)

// maxPresented is the length of a token or login; that of one with a session token is
// about 3 KiB.
const maxPresented = 32 << 10

// Presented reads a token that this package makes too, and returns the proof in it and
// the headers that it has to have signed.
//
//	eks    bearer token of a cluster; name is the cluster's
//	vault  body of a login at HashiCorp Vault; name is the value of
//	       X-Vault-AWS-IAM-Server-ID, or empty: it is for any server
//
// Errors: REQUEST_MALFORMED; INVALID_ARGUMENT for another kind, or a cluster without name.
func Presented(kind, token, name string) (*Proof, []sigv4.Header, error) {
	switch {
	case kind != "eks" && kind != "vault":
		return nil, nil, fault.New(fault.InvalidArgument, "kind is %.40q, not eks or vault", kind)
	case strings.TrimSpace(name) != name, !isVisible(strings.ReplaceAll(name, " ", "")), kind == "eks" && name == "":
		return nil, nil, fault.New(fault.InvalidArgument, "name is %.100q, which is no name", name)
	case len(token) > maxPresented:
		return nil, nil, malformed("the token is longer than any is")
	case kind == "eks":
		return presentedToEKS(token, name)
	}
	p, err := presentedToVault(token)
	if err != nil || name == "" {
		return p, nil, err
	}
	return p, []sigv4.Header{{Name: "X-Vault-AWS-IAM-Server-ID", Value: name}}, nil
}

func presentedToEKS(token, cluster string) (*Proof, []sigv4.Header, error) {
	encoded, named := strings.CutPrefix(token, "k8s-aws-v1.")
	url, err := base64.RawURLEncoding.DecodeString(encoded)
	if !named || encoded == "" || strings.ContainsAny(encoded, "\r\n") || err != nil {
		return nil, nil, malformed("the token is not k8s-aws-v1. and a presigned URL in base64")
	}
	headers := []sigv4.Header{{Name: "x-k8s-aws-id", Value: cluster}}
	return &Proof{Method: "GET", URL: string(url), Headers: headers}, headers, nil
}

// presentedToVault reads a JSON object; what Vault has for itself, such as the role, is
// passed over.
func presentedToVault(login string) (*Proof, error) {
	var parts [len(partsOfLogin)]string
	r := json.Read(login)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		i := slices.Index(partsOfLogin[:], v.Name)
		switch {
		case v.Depth != 1 || i < 0:
		case v.Kind != json.String || parts[i] != "":
			return nil, malformed(v.Name + " of the login is no text, or is there twice")
		default:
			parts[i] = v.Text
		}
	}
	if r.Err() != nil || parts[0] == "" {
		return nil, malformed("the login is not JSON with iam_http_request_method, iam_request_url, iam_request_body and iam_request_headers")
	}
	for i, text := range parts[1:] {
		plain, err := base64.StdEncoding.DecodeString(text)
		if err != nil || strings.ContainsAny(text, "\r\n") {
			return nil, malformed(partsOfLogin[1+i] + " of the login is not base64")
		}
		parts[1+i] = string(plain)
	}
	headers, err := headersOfLogin(parts[3])
	return &Proof{Method: parts[0], URL: parts[1], Body: []byte(parts[2]), Headers: headers}, err
}

// partsOfLogin are the members of a login; the method stands as it is.
var partsOfLogin = [...]string{"iam_http_request_method", "iam_request_url", "iam_request_body", "iam_request_headers"}

// headersOfLogin reads {"name": "value"} or {"name": ["value"]}.
func headersOfLogin(text string) (headers []sigv4.Header, err error) {
	name, r := "", json.Read(text)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		switch {
		case v.Depth == 0 && v.Kind == json.Object:
		case v.Depth == 1 && v.Kind == json.Array:
			name = v.Name
		case v.Depth == 1 && v.Kind == json.String:
			headers = append(headers, sigv4.Header{Name: v.Name, Value: v.Text})
		case v.Depth == 2 && v.Kind == json.String && v.Name == "":
			headers = append(headers, sigv4.Header{Name: name, Value: v.Text})
		default:
			return nil, malformed("the headers of the login are not texts by name")
		}
	}
	if r.Err() != nil {
		return nil, malformed("the headers of the login are not JSON")
	}
	return headers, nil
}
