package op

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
)

// trustReport says where the roots that a client trusts came from, as of now: its
// files are looked at again. A root is a line of its SHA-256, the end of its life,
// its place and its subject, with tabs between; what could not be used is a line
// each. No line holds control characters besides.
func (c *Client) trustReport(call *Call) error {
	if client.Offline { // nobody is trusted where nobody is connected
		return c.client.Connect(context.Background(), "")
	}
	policy := c.options.Trust
	policy.Refresh(c.options.Clock())
	var roots, unusable []byte
	for _, root := range policy.Roots() {
		digest := sha256.Sum256(root.Certificate.Raw)
		fields := []string{
			hex.EncodeToString(digest[:]), root.Certificate.NotAfter.UTC().Format(time.RFC3339),
			oneLine(root.Origin), oneLine(root.Certificate.Subject.String()),
		}
		roots = append(roots, strings.Join(fields, "\t")+"\r\n"...)
	}
	for _, one := range policy.Unusable() {
		unusable = append(unusable, oneLine(one)+"\r\n"...)
	}
	var at [TrustCount]Span
	base, out := len(call.Out), call.Out
	out, at[TrustSource] = appendSpan(out, base, oneLine(policy.Source()))
	out, at[TrustRoots] = appendSpan(out, base, roots)
	out, at[TrustUnusable] = appendSpan(out, base, unusable)
	call.put(out, at[:]...)
	return nil
}

// oneLine is text of files and their names without what could forge a line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
