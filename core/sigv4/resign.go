package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// resigning is what a request that somebody signed keeps when it is signed anew.
type resigning struct {
	service  string
	signed   string // ";host;x-amz-date;": names that it signed
	declared bool   // it has x-amz-content-sha256
}

// kind is that of a header: what the client has not signed is not signed now, as it
// may be what a proxy changes.
func (r *resigning) kind(was kind, lower []byte) kind {
	switch {
	case string(lower) == "x-amz-content-sha256":
		return kindSigned
	case was == kindSigned && !r.has(string(lower)):
		return kindUnsigned
	}
	return was
}

// has reports whether the client signed that header.
func (r *resigning) has(name string) bool { return strings.Contains(r.signed, ";"+name+";") }

// Resign signs a request anew that a client has signed with credentials of no
// worth, such as those that a gateway hands out, by the scheme of the signer: for
// aws4 and aws4a the one may come in and the other go out. Its own signature is not verified,
// which is for [Verifier.Verify]: it is read for the service, the region and the
// headers that are to be signed, and replaced where it stands. A presigned URL keeps
// the end of its life. The options of the signer beat the request's scope. origin, if
// not empty, is where the request goes on to, such as "https://s3.eu-west-1.amazonaws.com".
//
// Errors: those of [Verifier.Read] and [Signer.Sign]; REQUEST_HEADER_UNSIGNED,
// REQUEST_HEADER_MISSING, REQUEST_EXPIRED, REQUEST_PAYLOAD_CHANGED; REQUEST_STREAMED
// for chunks with signatures, which [Signer.ResignChunks] takes.
func (s *Signer) Resign(r *Incoming, origin string) (*SignedRequest, error) {
	again, m, expires, err := s.again(r, origin, false)
	if err != nil {
		return nil, err
	}
	signed, err := s.do(again, m, expires)
	return signed, Malformed(err)
}

// AppendResign is [Signer.Resign] in the manner of [Signer.AppendSign].
func (s *Signer) AppendResign(dst []byte, r *Incoming, origin string) ([]byte, Layout, error) {
	again, m, expires, err := s.again(r, origin, false)
	if err != nil {
		return dst, Layout{}, err
	}
	dst, layout, err := s.appendDo(dst, again, m, expires)
	return dst, layout, Malformed(err)
}

// again takes the old signature out of a request, whose body may be in chunks that are
// signed anew.
func (s *Signer) again(r *Incoming, origin string, chunks bool) (again *Request, m mode, expires time.Duration, err error) {
	b := &verification{}
	plus, _ := parsePlusRule("sign.query_plus", s.options.QueryPlus) // which New has checked
	b.query = query{plus: plus, presented: &b.params}
	if err := b.read(r); err != nil {
		return nil, m, 0, err
	}
	if b.scheme != s.scheme && (b.scheme.foreign || s.scheme.foreign) {
		return nil, m, 0, fault.New(fault.RequestSchemeRefused, "the request is signed with the scheme %s, and is to be signed anew with %s", b.scheme.name, s.scheme.name)
	}
	if err := b.setTime(r.Time); err != nil {
		return nil, m, 0, err
	}
	c := &b.claim
	b.setScope(s.options.Bucket, &s.options)
	if err := b.selectSigned(); err != nil {
		return nil, m, 0, err
	}
	if chunks && !IsChunked(b.claim.PayloadHash) && b.claim.PayloadHash != StreamEvents {
		return nil, m, 0, fault.New(fault.PayloadHashMalformed, "%q is not the name of a body in chunks", shorten(b.claim.PayloadHash))
	}
	if err := b.checkBody(r); err != nil && !chunks {
		return nil, m, 0, err
	}
	again = &Request{Method: r.Method, Body: r.Body, PayloadHash: c.PayloadHash, Time: r.Time, Region: s.options.Region}
	again.resigning = &resigning{service: s.options.Service, signed: ";" + c.SignedHeaders + ";", declared: !s.scheme.foreign && b.fields.contentSHA != ""}
	if again.Region == "" {
		if again.Region = c.Region; !s.scheme.regionSet && strings.ContainsAny(c.Region, "*,") {
			return nil, m, 0, fault.New(fault.RequestScopeRefused, "the request is signed for the regions %q, and is to be signed anew for one: set the signer's", shorten(c.Region))
		}
	}
	if again.resigning.service == "" {
		again.resigning.service = c.Service
	}
	if again.URL, err = b.targetOf(r.URL, origin); err != nil {
		return nil, m, 0, err
	}
	for _, h := range r.Headers {
		if !b.scheme.isReplaced(h.Name, origin != "") {
			again.Headers = append(again.Headers, h)
		}
	}
	if c.Carrier == CarrierQuery {
		left := c.SignedAt.Add(c.Expires).Sub(r.Time)
		if left <= 0 {
			return nil, m, 0, fault.New(fault.RequestExpired, "the URL of %s was good for %d seconds", c.stamp, int64(c.Expires/time.Second))
		}
		m, expires = modeQuery, min(max(left.Truncate(time.Second), time.Second), maxExpires)
	}
	return again, m, expires, nil
}

func (b *verification) checkBody(r *Incoming) error {
	declared := b.claim.PayloadHash
	switch {
	case strings.HasPrefix(declared, "STREAMING-AWS4-"):
		return fault.New(fault.RequestStreamed, "the body is %s: each of its chunks has a signature", declared)
	case r.BodyUnread && declared == "" && !b.scope.rules.unsignedPayload && (b.claim.Carrier == CarrierHeader || !b.scope.rules.presignUnsigned):
		return fault.New(fault.InvalidArgument, "the body is not given, and the request does not declare its hash")
	case r.BodyUnread || len(declared) != 2*sha256.Size:
		return nil
	}
	b.sum = sha256.Sum256(r.Body)
	putHex(b.hashBuf[:], &b.sum)
	if subtle.ConstantTimeCompare(b.hashBuf[:], []byte(declared)) != 1 {
		return fault.New(fault.RequestPayloadChanged, "the body has %d bytes and the SHA-256 %s; declared is %s", len(r.Body), b.hashBuf[:], declared)
	}
	return nil
}

// isReplaced reports whether a header is of the old signature, or names the old host.
func (s *scheme) isReplaced(name string, host bool) bool {
	switch name = strings.ToLower(name); name {
	case s.dateLower, strings.ToLower(s.token):
		return true
	case s.shaLower: // which the signer adds, if the scheme has it for all requests
		return s.foreign && s.sha != ""
	case "authorization":
		return true
	case "x-amz-s3session-token", "x-amz-region-set":
		return !s.foreign
	case "host":
		return host
	}
	return false
}

// targetOf is the URL without what the old signature put into its query.
func (b *verification) targetOf(url, origin string) (string, error) {
	if origin != "" {
		to, err := splitURL(origin)
		if err != nil || strings.ContainsAny(afterScheme(origin), "/?") {
			return "", fault.New(fault.InvalidArgument, "origin is %q, which is not of the form https://host", fault.URL(origin))
		}
		origin = to.origin
	} else if origin = b.target.origin; origin == "" {
		origin = "https://" + b.headers.host
	}
	rest := b.target.path
	separator := "?"
	for piece := range strings.SplitSeq(b.target.query, "&") {
		key, _, _ := strings.Cut(piece, "=")
		name, err := appendRecoded(nil, key, 0, false)
		if err != nil || piece == "" || b.scheme.isSigningParam(name) {
			continue
		}
		rest += separator + piece
		separator = "&"
	}
	return origin + rest, nil
}
