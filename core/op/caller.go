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
	texts := clonesOf(call.Texts)
	headers, err := incomingHeaders(texts[ClientVerifyCallerTextHeaders])
	if err != nil {
		return nil, err
	}
	require, err := AppendFields(nil, texts[ClientVerifyCallerTextRequire])
	if err != nil {
		return nil, err
	}
	proof := &token.Proof{
		Method: texts[ClientVerifyCallerTextMethod], URL: texts[ClientVerifyCallerTextURL], Headers: headers,
		Body: bytes.Clone(call.bytes(ClientVerifyCallerTextBody)),
	}
	return c.askSTS(proof, require, hostsOf(call.given(ClientVerifyCallerTextHosts), texts[ClientVerifyCallerTextHosts]),
		call.Numbers[ClientVerifyCallerNumberTimeoutMS], call.Numbers[ClientVerifyCallerNumberTime])
}

// verifyToken does the same with one that is in a token.
func (c *Client) verifyToken(call *Call) (func(context.Context) ([][]byte, error), error) {
	texts := clonesOf(call.Texts)
	proof, require, err := token.Presented(texts[ClientVerifyTokenTextKind], texts[ClientVerifyTokenTextToken], texts[ClientVerifyTokenTextName])
	if err != nil {
		return nil, err
	}
	return c.askSTS(proof, require, hostsOf(call.given(ClientVerifyTokenTextHosts), texts[ClientVerifyTokenTextHosts]),
		call.Numbers[ClientVerifyTokenNumberTimeoutMS], call.Numbers[ClientVerifyTokenNumberTime])
}

// clonesOf are the texts for a call that outlives their memory.
func clonesOf(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = strings.Clone(text)
	}
	return out
}

// hostsOf are those of a list with commas; nil: it is not given.
func hostsOf(given bool, list string) []string {
	if !given {
		return nil
	}
	return strings.Split(list, ",")
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
