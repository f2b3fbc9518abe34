package credentials

import (
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
)

// labels are the words that an error uses for each part of the credentials:
// a user can act on "AWS_SECRET_ACCESS_KEY" sooner than on "the secret".
type labels struct {
	id, secret, token string
	where             func(label string) string // the end of a message about that part
}

var explicit = labels{
	id: "access key id", secret: "secret access key", token: "session token",
	where: func(string) string { return "" },
}

// issuedLength is the length of an access key id of AWS, prefix included, and
// minSecret the length of the secrets issued with it.
const (
	issuedLength = 20
	minSecret    = 40
)

// Validate finds mistakes that a server could report only as a wrong signature.
// Credentials whose access key id does not have AWS's form, such as those of a
// compatible server, are held to fewer rules. No message holds a part of the
// secret or the token.
func (c Credentials) Validate() error { return c.check(explicit) }

func (c Credentials) check(l labels) error {
	switch {
	case c.AccessKeyID == "" && c.SecretAccessKey == "":
		return fault.New(fault.CredentialsMissing, "%s and %s are empty%s", l.id, l.secret, l.where(l.id))
	case c.AccessKeyID == "":
		return fault.New(fault.CredentialsIncomplete, "%s is given without %s%s", l.secret, l.id, l.where(l.secret))
	case c.SecretAccessKey == "":
		return fault.New(fault.CredentialsIncomplete, "%s is given without %s%s", l.id, l.secret, l.where(l.id))
	}
	for _, part := range [...]struct {
		label, value string
		free         bool
	}{
		{l.id, c.AccessKeyID, false},
		{l.secret, c.SecretAccessKey, !issued(c.AccessKeyID)},
		{l.token, c.SessionToken, false},
	} {
		if found := foreign(part.value, part.free); found != "" {
			return fault.New(fault.CredentialsMalformed, "%s %s%s", part.label, found, l.where(part.label))
		}
	}
	if issued(c.SecretAccessKey) && !issued(c.AccessKeyID) {
		return fault.New(fault.CredentialsMalformed,
			"%s and %s are swapped: the secret has the form of an access key id%s", l.id, l.secret, l.where(l.id))
	}
	// The credential scope is AccessKeyID/date/..., inside a comma-separated
	// header. A secret in this place often has a slash.
	if strings.ContainsAny(c.AccessKeyID, "/,") {
		return fault.New(fault.CredentialsMalformed, "%s holds a slash or a comma%s", l.id, l.where(l.id))
	}
	if !issued(c.AccessKeyID) {
		return nil
	}
	return c.checkIssued(l)
}

// checkIssued holds credentials with an access key id of AWS to AWS's forms.
func (c Credentials) checkIssued(l labels) error {
	if n := len(c.SecretAccessKey); n < minSecret {
		return fault.New(fault.CredentialsMalformed,
			"%s has %d characters; AWS issues %d, so a part is missing%s", l.secret, n, minSecret, l.where(l.secret))
	}
	for _, b := range []byte(c.SecretAccessKey) {
		if !alphanumeric(b) && b != '/' && b != '+' && b != '=' {
			return fault.New(fault.CredentialsMalformed,
				"%s holds %q, which is in no secret of AWS; it may be percent-encoded or for another service%s",
				l.secret, b, l.where(l.secret))
		}
	}
	if strings.HasPrefix(c.AccessKeyID, "ASIA") && c.SessionToken == "" {
		return fault.New(fault.CredentialsIncomplete,
			"%s %s is temporary and needs its %s%s", l.id, c.AccessKeyID, l.token, l.where(l.id))
	}
	return nil
}

// foreign says which byte of a credential no issuer would put there and where;
// it returns "" if there is none. free is for secrets of servers that are not
// AWS's: people choose them, and only the ends tell that a copy went wrong.
func foreign(s string, free bool) string {
	if free && !utf8.ValidString(s) {
		return "holds bytes that are not UTF-8"
	}
	quoted := len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[0] == s[len(s)-1]
	for i := range len(s) {
		var kind string
		switch b := s[i]; {
		case b == '\n' || b == '\r':
			kind = "a line break"
		case b == ' ' || b == '\t':
			if free && i > 0 && i < len(s)-1 {
				continue
			}
			kind = "white space"
		case b < ' ' || b == 0x7f:
			kind = "a control character"
		case b > 0x7f:
			if free {
				continue
			}
			kind = "a character that is not ASCII"
		case b == '"' || b == '\'':
			if free && !quoted {
				continue
			}
			kind = "a quote"
		default:
			continue
		}
		switch i {
		case 0:
			return "begins with " + kind
		case len(s) - 1:
			return "ends with " + kind
		}
		return "holds " + kind
	}
	return ""
}

// issued reports whether s has the form of an access key id of AWS.
func issued(s string) bool {
	if len(s) != issuedLength || (!strings.HasPrefix(s, "AKIA") && !strings.HasPrefix(s, "ASIA")) {
		return false
	}
	for _, b := range []byte(s) {
		if !alphanumeric(b) || 'a' <= b && b <= 'z' {
			return false
		}
	}
	return true
}

func alphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}
