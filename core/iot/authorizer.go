package iot

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// Authorizer authenticates through a custom authorizer of the account. AWS runs
// its Lambda function for each request on a new connection; with caching enabled
// there, requests on a kept connection do not run it again.
type Authorizer struct {
	Name      string // empty: the account's default authorizer
	TokenKey  string // name of the header that carries the token
	Token     string
	Signature string // base64 signature of the token; empty if the authorizer asks for none
}

// Format keeps the token out of every text.
func (a Authorizer) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "Authorizer("+a.Name+")")
}

func (a *Authorizer) check() error {
	switch {
	case a.Name == "" && a.TokenKey == "":
		return fault.New(fault.InvalidArgument, "the custom authorizer has neither a name nor a token")
	case (a.TokenKey == "") != (a.Token == ""):
		return fault.New(fault.InvalidArgument, "the custom authorizer's token and token key go together")
	case a.Signature != "" && a.Token == "":
		return fault.New(fault.InvalidArgument, "the custom authorizer has a signature without a token")
	case strings.ContainsFunc(a.Name+a.Token, control):
		return fault.New(fault.InvalidArgument, "the custom authorizer's name or token holds a control character")
	case strings.ContainsFunc(a.TokenKey, notToken):
		return fault.New(fault.InvalidArgument, "the custom authorizer's token key %q is not a header name", shorten(a.TokenKey))
	case taken(a.TokenKey):
		return fault.New(fault.InvalidArgument, "the custom authorizer's token key %q is a header that HTTP or AWS uses; name another in the authorizer", a.TokenKey)
	}
	if _, err := base64.StdEncoding.DecodeString(a.Signature); err != nil || strings.ContainsAny(a.Signature, "\r\n") {
		return fault.New(fault.InvalidArgument, "the custom authorizer's signature is not base64")
	}
	return nil
}

// taken reports whether a header has a meaning of its own in the request, so that
// a token in it would be refused, be sent elsewhere or change the request.
func taken(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "accept-encoding", "authorization", "connection", "content-encoding", "content-length", "content-type", "date", "expect",
		"host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "via":
		return true
	}
	return strings.HasPrefix(name, "x-amz-") || strings.HasPrefix(name, "x-amzn-") || strings.HasPrefix(name, "proxy-")
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

// notToken reports whether r cannot be in a header name (RFC 9110 section 5.6.2).
func notToken(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

func (a *Authorizer) headers() []client.Header {
	var h []client.Header
	for _, one := range [...]client.Header{
		{Name: "x-amz-customauthorizer-name", Value: a.Name},
		{Name: "x-amz-customauthorizer-signature", Value: a.Signature},
		{Name: a.TokenKey, Value: a.Token},
	} {
		if one.Value != "" {
			h = append(h, one)
		}
	}
	return h
}
