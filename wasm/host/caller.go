package host

import (
	"context"
	"strings"
	"time"
)

// Proof is a request for GetCallerIdentity that somebody has signed and presented.
type Proof struct {
	Method  string
	URL     string // absolute
	Headers []Header
	Body    []byte
}

// ProofPolicy is what is demanded of a proof.
type ProofPolicy struct {
	// Require are headers that have to be there with these values, and signed: a proof
	// that was made for somebody else is not taken then. Of a token they are known.
	Require []Header

	// Hosts are those of STS that are asked, in small letters, with a port that is not
	// 443. Nil: AWS's in all partitions. The network that is lent has to reach them.
	Hosts []string

	Now time.Time // zero: now
}

// Caller is whose credentials have signed, as STS says.
type Caller struct {
	ARN     string // such as "arn:aws:sts::123456789012:assumed-role/app/session"
	Account string // twelve digits
	UserID  string // the unique id; of a role it has the session's name behind a colon
}

// VerifyCaller sends a proof that meets the policy to STS, and returns whose it is. The
// client has no signer.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT; REQUEST_MALFORMED, REQUEST_SCOPE_REFUSED,
// REQUEST_HEADER_UNSIGNED, REQUEST_TIME_SKEWED, REQUEST_SIGNATURE_WRONG if STS has
// refused it; those of [Client.Do].
func (c *Client) VerifyCaller(ctx context.Context, p *Proof, o *ProofPolicy) (*Caller, error) {
	if err := given(p, "the proof"); err != nil {
		return nil, err
	}
	if o == nil {
		o = &ProofPolicy{}
	}
	lines, err := incomingLines(p.Headers)
	if err != nil {
		return nil, err
	}
	require, err := appendLines(nil, o.Require)
	if err != nil {
		return nil, err
	}
	return c.ask(ctx, opClientVerifyCaller, arguments{
		texts: []text{
			opClientVerifyCallerTextMethod: optional(p.Method), opClientVerifyCallerTextURL: optional(p.URL), opClientVerifyCallerTextHeaders: optional(lines),
			opClientVerifyCallerTextBody: optional(p.Body), opClientVerifyCallerTextRequire: optional(require), opClientVerifyCallerTextHosts: hostList(o.Hosts),
		},
		numbers: []int64{opClientVerifyCallerNumberTimeoutMS: 0, opClientVerifyCallerNumberTime: seconds(o.Now)},
	})
}

// VerifyToken is [Client.VerifyCaller] for the proof in a token: of the kind "eks" for
// the cluster of that name, or of a login at "vault" with name as its
// X-Vault-AWS-IAM-Server-ID, empty: it has none.
//
// Errors: those of [Client.VerifyCaller].
func (c *Client) VerifyToken(ctx context.Context, kind, token, name string, o *ProofPolicy) (*Caller, error) {
	if o == nil {
		o = &ProofPolicy{}
	}
	return c.ask(ctx, opClientVerifyToken, arguments{
		texts: []text{
			opClientVerifyTokenTextKind: optional(kind), opClientVerifyTokenTextToken: optional(token),
			opClientVerifyTokenTextName: optional(name), opClientVerifyTokenTextHosts: hostList(o.Hosts),
		},
		numbers: []int64{opClientVerifyTokenNumberTimeoutMS: 0, opClientVerifyTokenNumberTime: seconds(o.Now)},
	})
}

func hostList(hosts []string) text { return textOf(strings.Join(hosts, ","), hosts != nil) }

func (c *Client) ask(ctx context.Context, op int, a arguments) (*Caller, error) {
	var made *Caller
	err := c.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(op, handle, a)
		if err == nil {
			made = &Caller{ARN: out[opCallerArn], Account: out[opCallerAccount], UserID: out[opCallerUserID]}
		}
		return err
	})
	return made, err
}
