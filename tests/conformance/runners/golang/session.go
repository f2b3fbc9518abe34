package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func session(call *wire.Frame) (*wire.Frame, error) {
	options := call.Options()
	p, err := trust.New(trust.Options{CertPEM: []byte(options["credentials.cert"]), ExternalKey: true})
	if err != nil {
		return nil, err
	}
	c, err := chain.Find(chain.Options{Source: options["credentials.source"], Certificate: p, X509: chain.X509{
		TrustAnchorARN: options["credentials.trust_anchor_arn"], ProfileARN: options["credentials.profile_arn"],
		RoleARN: options["credentials.role_arn"], Endpoint: options["env.AWS_ENDPOINT_URL_ROLESANYWHERE"],
	}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.Use(sigv4.Options{}); err != nil {
		return nil, err
	}
	seconds, err := strconv.ParseInt(call.Get("time"), 10, 64)
	if err != nil {
		return nil, err
	}
	found, err := c.CreateSession(context.Background(), time.Unix(seconds, 0), []byte(call.Get("signature")))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "access_key_id", found.AccessKeyID), nil
}
