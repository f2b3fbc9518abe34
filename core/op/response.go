package op

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
)

// Response is an HTTP response in the form that hosts take over.
type Response struct {
	Status  int
	Headers []byte // field lines
	Body    []byte
	// Facts are what else the list %response names, by its index; empty where a
	// fact does not apply.
	Facts [ResponseCount]string
}

// answer is a response, or why there is none.
type answer struct {
	*Response
	err error
}

// parts are the results in the order of the list %response.
func (a answer) parts() ([][]byte, error) {
	if a.err != nil {
		return nil, a.err
	}
	parts := make([][]byte, ResponseCount)
	size := 0
	for i := range a.Facts {
		size += len(a.Facts[i])
	}
	texts := make([]byte, 0, size) // one allocation for all that is small
	for i := range a.Facts {
		texts = append(texts, a.Facts[i]...)
	}
	for i := range a.Facts {
		fact := a.Facts[i]
		parts[i], texts = texts[:len(fact):len(fact)], texts[len(fact):]
	}
	parts[ResponseStatus] = strconv.AppendInt(nil, int64(a.Status), 10)
	parts[ResponseHeaders], parts[ResponseBody] = a.Headers, a.Body
	return parts, nil
}

// newResponse takes with the response what was said of the sources of credentials.
func newResponse(r *client.Response, said *chain.Log) *Response {
	out := &Response{Status: r.StatusCode, Headers: fieldLines(r.Headers), Body: r.Body}
	_, reason, _ := strings.Cut(r.Status, " ")
	f := &out.Facts
	f[ResponseURL] = r.URL
	f[ResponseCredentialsLog] = said.Take()
	f[ResponseReason] = reason
	f[ResponseAttempts] = strconv.Itoa(r.Attempts)
	f[ResponseTimeDNS] = micros(r.Timings.DNS)
	f[ResponseTimeConnect] = micros(r.Timings.Connect)
	f[ResponseTimeTLS] = micros(r.Timings.TLS)
	f[ResponseTimeFirstByte] = micros(r.Timings.FirstByte)
	f[ResponseTimeTotal] = micros(r.Timings.Total)
	f[ResponseResigned] = r.Resigned
	for _, hop := range r.History {
		f[ResponseHistory] += strconv.Itoa(hop.StatusCode) + " " + hop.URL + "\n"
	}
	if n := r.Next; n != nil {
		body := " - "
		if n.Body != nil || n.BodyReader != nil {
			body = " body "
		}
		f[ResponseNext] = n.Method + body + n.URL + "\n" + string(fieldLines(n.Headers))
	}
	f[ResponseTrailers] = string(fieldLines(r.Trailers))
	f[ResponseReused] = strconv.FormatBool(r.Timings.Reused)
	f[ResponsePeerAddress] = r.Peer.Address
	f[ResponseTLSVersion] = r.Peer.TLSVersion
	f[ResponseTLSCipher] = r.Peer.CipherSuite
	f[ResponseTLSALPN] = r.Peer.ALPN
	f[ResponseTLSTrust] = r.Peer.TrustSource
	if len(r.Peer.Certificates) > 0 {
		f[ResponseTLSCertificate] = string(r.Peer.Certificates[0])
	}
	return out
}

func micros(d time.Duration) string {
	if d == 0 {
		return "" // the phase did not happen
	}
	return strconv.FormatInt(d.Microseconds(), 10)
}
