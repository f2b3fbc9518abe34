package host

import (
	"context"
	"time"
)

// Token says what a token is for. Which fields count is said at each kind.
type Token struct {
	Kind   string    // "eks", "rds", "dsql", "elasticache", "memorydb", "msk" or "vault"
	Name   string    // host of a database (rds, dsql), name of a cluster or cache (eks, elasticache, memorydb)
	Port   int64     // rds
	User   string    // rds, elasticache, memorydb
	Region string    // needed but for rds and dsql, whose host tells it, and vault: that of the STS asked
	Admin  bool      // dsql: for the user admin
	Cache  bool      // elasticache: a serverless one
	Role   string    // vault: the role at Vault
	Server string    // vault: the value of X-Vault-AWS-IAM-Server-ID
	Time   time.Time // zero: now
}

// Token makes a token of a service that takes a signed request as a password or proof,
// good for a quarter of an hour; of Vault the JSON for auth/aws/login. Nothing is sent.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT, REGION_UNKNOWN, those of [Signer.Presign].
func (s *Signer) Token(ctx context.Context, t *Token) (token string, err error) {
	if err := given(t, "the token"); err != nil {
		return "", err
	}
	err = s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
		out, err := i.ask(opSignerToken, handle, arguments{
			texts: []text{
				opSignerTokenTextKind: optional(t.Kind), opSignerTokenTextName: optional(t.Name), opSignerTokenTextUser: optional(t.User),
				opSignerTokenTextRegion: optional(t.Region), opSignerTokenTextRole: optional(t.Role), opSignerTokenTextServer: optional(t.Server),
			},
			numbers: []int64{
				opSignerTokenNumberPort: t.Port, opSignerTokenNumberAdmin: bit(t.Admin), opSignerTokenNumberCache: bit(t.Cache),
				opSignerTokenNumberTime: seconds(t.Time),
			},
		})
		if err == nil {
			token = out[opTokenToken]
		}
		return err
	})
	return token, err
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
