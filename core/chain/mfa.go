package chain

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// mfa is the device whose code one role on the way asks for.
type mfa struct {
	serial, source string
	inner          bool // the role is the source of another one

	mu   sync.Mutex
	kept Found // of an inner role: nobody is asked before that ends
}

// keptUntil is how long before its end an inner role is still good to assume another.
const keptUntil = time.Minute

type codeKey struct{}

// Serial names the MFA device whose code [Chain.AssumeRole] needs now; "" if it needs
// none.
func (c *Chain) Serial() string {
	if c.mfa == nil {
		return ""
	}
	if _, ok := c.mfa.valid(c.clock()); ok {
		return ""
	}
	return c.mfa.serial
}

// AssumeRole gets credentials with the code that an MFA device shows, and makes the
// signer of them. A code is sent once: AWS takes none twice.
//
// Errors: UNSUPPORTED if no role asks for a code; MFA_CODE_NEEDED for "" where one is
// needed, CREDENTIALS_MALFORMED for what is no code, both before anything is sent;
// those of [Chain.Wait].
func (c *Chain) AssumeRole(ctx context.Context, code string) (Found, error) {
	if c.mfa == nil {
		return Found{}, fault.New(fault.Unsupported, "no role of these credentials has an mfa_serial in its profile")
	}
	a, mine := c.join()
	for !mine { // sources keep what they are given, and are asked by one at a time
		select {
		case <-a.done:
		case <-ctx.Done():
			return Found{}, fault.New(fault.Cancelled, "given up while others asked for credentials")
		}
		a, mine = c.join()
	}
	found := c.ask(context.WithValue(ctx, codeKey{}, code), a)
	return found, a.err
}

// askFor notes that a role needs a code, and whether somebody can be asked for it.
func (f *finder) askFor(serial, source string, inner bool) (*mfa, error) {
	if f.mfa != nil {
		return nil, fault.New(fault.ProfileUnsupported, "%s and %s both have an mfa_serial, and a role has no MFA device: leave it out of the latter", f.mfa.source, source)
	}
	m := &mfa{serial: serial, source: source, inner: inner}
	if f.o.MFACode == nil && !f.o.ExternalMFA {
		return nil, m.needed()
	}
	f.mfa = m
	return m, nil
}

// code is what the device shows, as the call has it or whoever is asked says it.
func (m *mfa) code(ctx context.Context, f *finder) (string, error) {
	code, _ := ctx.Value(codeKey{}).(string)
	if code == "" && f.o.MFACode != nil {
		var err error
		if code, err = f.o.MFACode(ctx, m.serial); err != nil {
			return "", fault.Wrap(fault.MFACodeNeeded, err, "%s: nobody gave the code of the MFA device %.200q", m.source, m.serial)
		}
	}
	switch code = strings.TrimSpace(code); {
	case code == "":
		return "", m.needed()
	case len(code) != 6 || strings.Trim(code, "0123456789") != "":
		return "", fault.New(fault.CredentialsMalformed, "the code of an MFA device is 6 digits, and what was given (%d bytes) is not", len(code))
	}
	return code, nil
}

func (m *mfa) needed() error {
	return fault.New(fault.MFACodeNeeded, "%s needs the code that the MFA device %.200q shows", m.source, m.serial)
}

func (m *mfa) valid(now time.Time) (Found, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept, m.kept.Expires.After(now.Add(keptUntil))
}

func (m *mfa) keep(found Found) {
	if m.inner {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.kept = found
	}
}
