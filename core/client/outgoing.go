package client

import (
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// check refuses what would not survive the wire or would let a value become
// another header or request.
func (r *Request) check(length int64) error {
	if !grammar.Token(r.Method) {
		return fault.New(fault.InvalidArgument, "method %q is not an HTTP method", r.Method)
	}
	if strings.EqualFold(r.Method, "CONNECT") {
		return fault.New(fault.InvalidArgument, "method %q is not for requests: a tunnel is made by the proxy option", r.Method)
	}
	lengths := 0
	for _, h := range r.Headers {
		if !grammar.Token(h.Name) {
			return fault.New(fault.InvalidHeader, "header name %q is not allowed", h.Name)
		}
		if !grammar.Value(h.Value) { // the value may be a secret
			return fault.New(fault.InvalidHeader, "the value of header %q holds a line break or control character", h.Name)
		}
		switch {
		case strings.EqualFold(h.Name, "Content-Length"):
			if lengths++; lengths > 1 {
				return fault.New(fault.InvalidHeader, "header Content-Length is given twice")
			}
			if strings.Trim(h.Value, " \t") != strconv.FormatInt(length, 10) {
				return fault.New(fault.InvalidHeader, "header Content-Length is not that of the body, %d bytes (-1: unknown): leave it out", length)
			}
		case strings.EqualFold(h.Name, "Transfer-Encoding"), strings.EqualFold(h.Name, "Upgrade"):
			return fault.New(fault.InvalidHeader, "header %q is not supported: the request's body says how it is sent, over HTTP/1.1", h.Name)
		}
	}
	return nil
}

// checkHost refuses a Host header that is not the URL's: the name to ask for,
// the name in SNI and the name in the certificate are one.
func checkHost(headers []Header, t *target) error {
	hosts := 0
	for _, h := range headers {
		if !strings.EqualFold(h.Name, "Host") {
			continue
		}
		if hosts++; hosts > 1 {
			return fault.New(fault.InvalidHeader, "header Host is given twice")
		}
		value := strings.Trim(h.Value, " \t")
		given, err := parseTarget(t.scheme() + "://" + value)
		if err != nil || strings.ContainsAny(value, `@#/?\`) || !given.sameOrigin(t) {
			return fault.New(fault.InvalidHeader, "header Host is not the URL's host %q: put the real name into the URL and pin its address with resolve", t.authority)
		}
	}
	return nil
}

// appendHead writes the request line and header block. With forward the request
// is one to a proxy, which needs the whole URL.
func (c *Client) appendHead(b []byte, r *Request, t *target, forward *proxy, length int64) []byte {
	b = append(b, r.Method...)
	b = append(b, ' ')
	if forward != nil {
		b = append(b, "http://"...)
		b = append(b, t.authority...)
	}
	b = append(b, t.path...)
	b = append(b, " HTTP/1.1\r\n"...)
	host := t.authority
	if c.o.signs() {
		host = strings.Trim(first(r.Headers, "Host"), " \t") // as it was signed
	}
	b = appendField(b, "Host", host)
	for _, h := range r.Headers {
		if !strings.EqualFold(h.Name, "Host") && !strings.EqualFold(h.Name, "Content-Length") {
			b = appendField(b, h.Name, strings.Trim(h.Value, " \t"))
		}
	}
	if !has(r.Headers, "User-Agent") {
		b = appendField(b, "User-Agent", c.o.UserAgent)
	}
	if c.o.Decode && !has(r.Headers, "Accept-Encoding") && !has(r.Headers, "Range") {
		b = appendField(b, "Accept-Encoding", accepted)
	}
	if forward != nil && forward.authorization != "" && !has(r.Headers, "Proxy-Authorization") {
		b = appendField(b, "Proxy-Authorization", forward.authorization)
	}
	switch {
	case length < 0:
		b = appendField(b, "Transfer-Encoding", "chunked")
	case length > 0 || r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH" || has(r.Headers, "Content-Length"):
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, length, 10)
		b = append(b, '\r', '\n')
	}
	if r.expects(length) && !has(r.Headers, "Expect") {
		b = appendField(b, "Expect", "100-continue")
	}
	return append(b, '\r', '\n')
}

func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ':', ' ')
	b = append(b, value...)
	return append(b, '\r', '\n')
}
