package sigv4

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// maxParams bounds the sorting of one query.
const maxParams = 4096

// param is one query parameter, encoded: spans of query.text.
type param struct{ key, eq, end int32 }

// query is a canonical query in the making; it is reused.
type query struct {
	text   []byte // "key=value" of each parameter, in order of arrival
	params []param

	// The signer's own parameters, sorted and joined: for most presigned URLs
	// they are the whole query, and the same for one as for the next.
	own       []byte
	ownParams []param

	plus   plusRule
	scheme *scheme

	presented *presented // of a request that is verified: its signature's own parameters
}

// plusRule is what a plus sign in a query means. RFC 3986 says itself, HTML forms
// say a space, and libraries write queries in the one way or in the other.
type plusRule uint8

const (
	plusIsSpace   plusRule = iota // sent and signed as %20
	plusIsLiteral                 // sent and signed as %2B
	plusIsRefused
)

// parsePlusRule takes the value of an option.
func parsePlusRule(option, text string) (plusRule, error) {
	switch text {
	case "", "space":
		return plusIsSpace, nil
	case "literal":
		return plusIsLiteral, nil
	case "refuse":
		return plusIsRefused, nil
	}
	return 0, fault.New(fault.InvalidOption, "option %s is %q, not space, literal or refuse", option, shorten(text))
}

func (q *query) reset() { q.text, q.params = q.text[:0], q.params[:0] }

func (q *query) resetOwn() { q.own, q.ownParams = q.own[:0], q.ownParams[:0] }

// addRaw adds the parameters of a query as it stands in a URL. An escape is
// decoded first; a plus sign is what q.plus says; a bare key becomes "key=". Empty
// pieces ("a&&b") carry nothing and go.
func (q *query) addRaw(raw string) error {
	for len(raw) > 0 {
		piece := raw
		if amp := strings.IndexByte(raw, '&'); amp >= 0 {
			piece, raw = raw[:amp], raw[amp+1:]
		} else {
			raw = ""
		}
		if piece == "" {
			continue
		}
		if len(q.params) == maxParams {
			return fault.New(fault.InputTooLarge, "the query has more than %d parameters", maxParams)
		}
		key, value, _ := strings.Cut(piece, "=")
		if key == "" && value == "" && q.scheme.bareKeys { // without its "=" it is nothing
			continue
		}
		if q.plus == plusIsRefused && strings.IndexByte(piece, '+') >= 0 {
			return fault.New(fault.InvalidURL, "the query parameter %q has a plus sign, which is a space for some servers and itself for others; "+
				"write %%20 or %%2B, or set query_plus to space or literal", shorten(key))
		}
		p := param{key: int32(len(q.text))}
		var err error
		if q.text, err = appendRecoded(q.text, key, 0, q.plus == plusIsSpace); err != nil {
			return err
		}
		p.eq = int32(len(q.text))
		if value != "" || !q.scheme.bareKeys {
			q.text = append(q.text, '=')
		}
		if q.text, err = appendRecoded(q.text, value, 0, q.plus == plusIsSpace); err != nil {
			return err
		}
		p.end = int32(len(q.text))
		if name := q.text[p.key:p.eq]; q.presented != nil {
			if kept, err := q.presented.take(q.scheme, name, value); err != nil {
				return err
			} else if !kept {
				continue
			}
		} else if q.scheme.isSigningParam(name) {
			return fault.New(fault.AlreadySigned, "the URL already has the query parameter %s", name)
		}
		q.params = append(q.params, p)
	}
	return nil
}

// addOwn adds one parameter of the signer's own, in order of the keys; pieces
// are its value, not yet encoded.
func (q *query) addOwn(key string, pieces ...string) {
	if len(q.own) > 0 {
		q.own = append(q.own, '&')
	}
	p := param{key: int32(len(q.own))}
	q.own = append(q.own, key...)
	p.eq = int32(len(q.own))
	q.own = append(q.own, '=')
	for _, piece := range pieces {
		q.own = appendEncoded(q.own, piece, 0)
	}
	p.end = int32(len(q.own))
	q.ownParams = append(q.ownParams, p)
}

// appendTo sorts the parameters by encoded key, then by encoded value, and
// writes them joined with "&".
func (q *query) appendTo(dst []byte) []byte {
	if len(q.params) == 0 {
		return append(dst, q.own...)
	}
	shift := int32(len(q.text))
	q.text = append(q.text, q.own...)
	for _, p := range q.ownParams {
		q.params = append(q.params, param{p.key + shift, p.eq + shift, p.end + shift})
	}
	if len(q.params) > 1 {
		slices.SortStableFunc(q.params, func(a, b param) int {
			if c := bytes.Compare(q.text[a.key:a.eq], q.text[b.key:b.eq]); c != 0 {
				return c
			}
			return bytes.Compare(q.text[a.eq:a.end], q.text[b.eq:b.end])
		})
	}
	for i, p := range q.params {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, q.text[p.key:p.end]...)
	}
	return dst
}

// isSigningParam reports whether the signer itself adds that parameter.
func (s *scheme) isSigningParam(name []byte) bool {
	const prefix = "X-Amz-"
	if s.foreign {
		return s.oss && isOSSParam(name)
	}
	if len(name) < len(prefix) || !bytes.EqualFold(name[:len(prefix)], []byte(prefix)) {
		return false
	}
	switch strings.ToLower(string(name[len(prefix):])) {
	case "algorithm", "credential", "date", "expires", "signedheaders", "signature", "security-token", "s3session-token", "region-set":
		return true
	}
	return false
}
