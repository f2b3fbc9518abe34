package op

import (
	"bytes"
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/token"
)

// verifyCaller sends a request for GetCallerIdentity that was presented to STS.
func (c *Client) verifyCaller(call *Call) (func(context.Context) ([][]byte, error), error) {
	headers, err := incomingHeaders(strings.Clone(call.Texts[ClientVerifyCallerTextHeaders]))
	if err != nil {
		return nil, err
	}
	require, err := AppendFields(nil, strings.Clone(call.Texts[ClientVerifyCallerTextRequire]))
	if err != nil {
		return nil, err
	}
	proof := &token.Proof{
		Method: strings.Clone(call.Texts[ClientVerifyCallerTextMethod]), URL: strings.Clone(call.Texts[ClientVerifyCallerTextURL]),
		Headers: headers, Body: bytes.Clone(call.bytes(ClientVerifyCallerTextBody)),
	}
	return c.askSTS(proof, require, hostsOf(call, ClientVerifyCallerTextHosts),
		call.Numbers[ClientVerifyCallerNumberTimeoutMS], call.Numbers[ClientVerifyCallerNumberTime])
}

// verifyToken does the same with one that is in a token.
func (c *Client) verifyToken(call *Call) (func(context.Context) ([][]byte, error), error) {
	proof, require, err := token.Presented(call.Texts[ClientVerifyTokenTextKind],
		strings.Clone(call.Texts[ClientVerifyTokenTextToken]), strings.Clone(call.Texts[ClientVerifyTokenTextName]))
	if err != nil {
		return nil, err
	}
	return c.askSTS(proof, require, hostsOf(call, ClientVerifyTokenTextHosts),
		call.Numbers[ClientVerifyTokenNumberTimeoutMS], call.Numbers[ClientVerifyTokenNumberTime])
}

// hostsOf are those of a list with commas; nil: it is not given.
func hostsOf(call *Call, text int) []string {
	if !call.given(text) {
		return nil
	}
	return strings.Split(strings.Clone(call.Texts[text]), ",")
}

func (c *Client) askSTS(proof *token.Proof, require []sigv4.Header, hosts []string, timeoutMS, at int64) (func(context.Context) ([][]byte, error), error) {
	switch {
	case c.options.Signer != nil:
		return nil, fault.New(fault.InvalidArgument, "the client signs; a request that was presented has a signature")
	case timeoutMS < 0:
		return nil, fault.New(fault.InvalidArgument, "timeout_ms is %d", timeoutMS)
	}
	now, err := (&System{Clock: c.options.Clock}).at(at)
	if err != nil {
		return nil, err
	}
	request, err := proof.Check(&token.Policy{Require: require, Hosts: hosts, Time: now})
	if err != nil {
		return nil, err
	}
	request.Timeout = milliseconds(timeoutMS)
	return func(ctx context.Context) ([][]byte, error) {
		var response *client.Response
		if response, err = c.client.Do(ctx, request); err != nil {
			return nil, because(c.options, request.URL, err)
		}
		var seen exchanges
		seen.add(request.Method, response)
		caller, err := token.ReadCaller(response)
		if err != nil {
			return nil, err
		}
		parts := make([][]byte, CallerCount)
		parts[CallerArn], parts[CallerAccount], parts[CallerUserID] = []byte(caller.ARN), []byte(caller.Account), []byte(caller.UserID)
		parts[CallerExchanges] = seen
		return parts, nil
	}, nil
}
