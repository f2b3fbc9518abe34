package credentials

import (
	"fmt"
	"io"
)

// Credentials are what AWS calls a key pair: long-term (AKIA...) or temporary
// (ASIA..., then with a session token).
//
// The secret and the token never appear in any formatted form of the struct.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string // empty for long-term credentials
}

// Format writes the access key id alone, whatever the verb, so that no log or
// error text can hold a secret.
func (c Credentials) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "Credentials("+c.AccessKeyID+")")
}

// MarshalJSON keeps secrets out of structured logs as well.
func (c Credentials) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "{\"AccessKeyID\":%q}", c.AccessKeyID), nil
}
