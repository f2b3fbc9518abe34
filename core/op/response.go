package op

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
)

// Response is an HTTP response in the form that hosts take over.
type Response struct {
	Status  int
	Headers []byte // field lines
	Body    []byte
	Info    []Pair // the keys of sally_response_info, all of them
}

func newResponse(r *client.Response) *Response {
	out := &Response{Status: r.StatusCode, Headers: fieldLines(r.Headers), Body: r.Body}
	_, reason, _ := strings.Cut(r.Status, " ")
	out.Info = []Pair{
		{"url", r.URL},
		{"reason", reason},
		{"attempts", strconv.Itoa(r.Attempts)},
		{"time.dns", micros(r.Timings.DNS)},
		{"time.connect", micros(r.Timings.Connect)},
		{"time.tls", micros(r.Timings.TLS)},
		{"time.first_byte", micros(r.Timings.FirstByte)},
		{"time.total", micros(r.Timings.Total)},
		{"reused", strconv.FormatBool(r.Timings.Reused)},
		{"iot.request_id", ""},
		{"iot.trace_id", ""},
	}
	out.Info = append(out.Info, peerInfo(&r.Peer)...)
	return out
}

func peerInfo(p *client.Peer) []Pair {
	leaf := ""
	if len(p.Certificates) > 0 {
		leaf = string(p.Certificates[0])
	}
	return []Pair{
		{"peer.address", p.Address},
		{"tls.version", p.TLSVersion},
		{"tls.cipher", p.CipherSuite},
		{"tls.alpn", p.ALPN},
		{"tls.trust", p.TrustSource},
		{"tls.certificate", leaf},
	}
}

func micros(d time.Duration) string {
	if d == 0 {
		return "" // the phase did not happen
	}
	return strconv.FormatInt(d.Microseconds(), 10)
}

// set gives a fact of Info its value.
func (r *Response) set(key, value string) {
	for i := range r.Info {
		if r.Info[i].Key == key {
			r.Info[i].Value = value
		}
	}
}
