package client

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Header is one HTTP header field. Order and repetition are kept.
type Header = sigv4.Header

// Request is one HTTP request.
type Request struct {
	Method  string // in any case; empty: GET
	URL     string // absolute; its path and query go over the wire as they are
	Headers []Header
	Body    []byte

	// BodyReader is read once and sent as it comes, instead of Body: ContentLength
	// bytes of it, or with -1 all of it, in chunks. Another goroutine reads it, nothing
	// behind ContentLength; a Read that waits when the call ends, with an early answer
	// for one, is not waited for. A method Leave(error) is called once nothing more
	// is read, and may come during a Read. GetBody returns the body from its start for a repeat; without it
	// a request is not repeated once BodyReader was read. A signer, which cannot hash
	// such a body, signs UNSIGNED-PAYLOAD over https, and over http the chunks of the
	// body, for which its length must be known; PayloadHash says otherwise.
	BodyReader    io.Reader
	ContentLength int64
	GetBody       func() (io.Reader, error)

	// ExpectContinue asks the server before a body of more than 64 KiB or of unknown
	// length is sent (Expect: 100-continue). A server that refuses is spared the
	// body; one that says nothing for a second gets it. A header "Expect: 100-continue"
	// asks for the same, whatever the length.
	ExpectContinue bool

	// PayloadHash is for the signer, see sigv4.Request. With the name of a body in
	// chunks (sigv4.StreamPayload and its like) the body is sent so, Body too. A header
	// X-Amz-Trailer that names a checksum asks for one behind the body.
	PayloadHash string
	Timeout     time.Duration // instead of Timeouts.Total
	ConnectWait time.Duration // instead of Timeouts.Connect and Timeouts.TLS; 0: those, negative: no limit
	ReadWait    time.Duration // instead of Timeouts.Read; likewise
	Redirects   int           // instead of Options.MaxRedirects; 0: that, negative: none

	// ReturnRedirects returns a redirect that would be followed, with Response.Next:
	// for a caller that adds cookies to each request. It has the body, so that one
	// from BodyReader counts as one that can be sent again.
	ReturnRedirects bool

	// LeaveOver leaves a body in Response.Rest if it has more bytes; 0: none. Of one
	// whose length is not known Response.Body has the begin.
	LeaveOver int64

	// DuplicatesAllowed says that the request may reach the server twice, and so
	// may be repeated when its fate is unknown.
	DuplicatesAllowed bool
}

// Response is a complete HTTP response.
type Response struct {
	StatusCode int
	Status     string // "200 OK"
	Headers    []Header
	Body       []byte
	Rest       *Stream  // has the body if Request.LeaveOver left it; else nil
	Trailers   []Header // the fields behind a body in chunks; of a Stream see there
	URL        string   // of the last request, after redirects
	History    []Hop    // the redirects that led there
	Next       *Request // with Request.ReturnRedirects: the request that this redirect leads to
	Attempts   int      // requests tried for this response, 1 without retries or redirects
	Resigned   string   // why the request was signed a second time, or ""
	Timings    Timings
	Peer       Peer

	body *body // of a Stream; nil: it was read as a whole
}

// Timings are the phases of the last attempt, Total is the whole call. FirstByte
// is the wait from the start of sending to the first byte of the answer.
type Timings struct {
	DNS, Connect, TLS, FirstByte, Total time.Duration
	Reused                              bool // on a connection of an earlier request; the first three are zero then
}

// Peer is who answered.
type Peer struct {
	Address                       string // "ip:port"
	TLSVersion, CipherSuite, ALPN string
	Certificates                  [][]byte // DER, leaf first
	TrustSource                   string   // where the trusted roots came from
}

// Header returns the value of the first header with that name, in any case.
func (r *Response) Header(name string) string { return first(r.Headers, name) }

// Err returns nil for a status below 400, else HTTP_STATUS with the status as
// its detail. A redirect that was not followed is no success either.
func (r *Response) Err() error {
	switch {
	case r.redirects():
		return fault.New(fault.HTTPStatus, "%s answered %s, and the redirect to %s was not followed", fault.URL(r.URL),
			strings.ToValidUTF8(r.Status, "\uFFFD"), fault.URL(r.Header("Location"))).WithDetail(int32(r.StatusCode))
	case r.StatusCode < 400:
		return nil
	}
	return fault.New(fault.HTTPStatus, "%s answered %s", fault.URL(r.URL), strings.ToValidUTF8(r.Status, "\uFFFD")).WithDetail(int32(r.StatusCode))
}

func first(headers []Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// values are those of all headers with that name, in any case.
func values(headers []Header, name string) (all []string) {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			all = append(all, h.Value)
		}
	}
	return all
}

// without copies the headers but those with that name.
func without(headers []Header, name string) []Header {
	return slices.DeleteFunc(slices.Clone(headers), func(h Header) bool { return strings.EqualFold(h.Name, name) })
}

func has(headers []Header, name string) bool {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}
