package host

import (
	"context"
	"strconv"
	"time"
)

// Issued are credentials that a service has issued.
type Issued struct {
	AccessKeyID, SecretAccessKey, SessionToken string

	Expires time.Time
	Source  string // for people
}

// CreateSession gets credentials for a certificate whose key is with the caller, with
// the options credentials.source roles_anywhere, credentials.cert and
// credentials.external_key. sign is called once, outside of the module: algorithm is
// AWS4-X509-RSA-SHA256 (PKCS #1 v1.5) or AWS4-X509-ECDSA-SHA256, and message is not
// hashed yet. The signer signs with the result; other objects can be made of it.
//
// Errors: KEY_SIGNATURE_MISMATCH, UNSUPPORTED, CREDENTIALS_*, those of [Client.Do];
// that of sign as it is.
func (s *Signer) CreateSession(ctx context.Context, now time.Time, sign func(algorithm string, message []byte) ([]byte, error)) (*Issued, error) {
	if now.IsZero() { // the same of both calls
		now = time.Now()
	}
	var challenge []string
	at := now.Unix()
	err := s.use(ctx, func(i *instance, handle uint64) (err error) {
		challenge, err = i.ask(opSignerPrepareSession, handle, arguments{numbers: []int64{opSignerPrepareSessionNumberTime: at}})
		return err
	})
	if err != nil {
		return nil, err
	}
	signature, err := sign(challenge[opChallengeAlgorithm], []byte(challenge[opChallengeStringToSign]))
	if err != nil {
		return nil, err
	}
	var issued *Issued
	err = s.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opSignerCreateSession, handle, arguments{
			texts:   []text{opSignerCreateSessionTextSignature: optional(signature)},
			numbers: []int64{opSignerCreateSessionNumberTime: at},
		})
		if err != nil {
			return err
		}
		issued = &Issued{
			AccessKeyID: out[opIssuedAccessKeyID], SecretAccessKey: out[opIssuedSecretAccessKey], SessionToken: out[opIssuedSessionToken],
			Source: out[opIssuedSource],
		}
		end, err := strconv.ParseInt(out[opIssuedExpires], 10, 64)
		issued.Expires = time.Unix(end, 0)
		return err
	})
	return issued, err
}
