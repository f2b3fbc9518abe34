package host

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Client makes HTTPS requests over the lent network. Connections are kept for
// the next requests, in each instance its own.
type Client struct{ *object }

// NewClient makes a client from the options client.*, tls.* and env.*, with
// client.sign also from credentials.* and sign.*. It connects to nothing yet.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION, RESOLVE_MALFORMED, CA_*, CLIENT_*, those of
// [Runtime.NewSigner].
func (r *Runtime) NewClient(ctx context.Context, options Options) (*Client, error) {
	o, err := r.newObject(ctx, opClientNew, "client", options)
	if err != nil {
		return nil, err
	}
	return &Client{o}, nil
}

// Response is a complete HTTP response.
type Response struct {
	StatusCode int
	Reason     string // "OK"
	Headers    []Header
	Body       []byte // up to client.max_body
	URL        string // after redirects
	Attempts   int    // 1, and one for each repetition
	Resigned   string // why the request was signed a second time, or ""
	Timings    Timings
	Peer       Peer

	// What AWS IoT named a publish with.
	RequestID, TraceID string
}

// Timings are the phases of the last attempt, Total is the whole call.
type Timings struct {
	DNS, Connect, TLS, FirstByte, Total time.Duration
	Reused                              bool // on a connection of an earlier request
}

// Peer is who answered.
type Peer struct {
	Address                       string // "ip:port", or "name:port" if the host looked the name up
	TLSVersion, CipherSuite, ALPN string
	Certificate                   []byte // DER
	TrustSource                   string // where the trusted roots came from
}

// Get is [Client.Do] for a GET without headers.
func (c *Client) Get(ctx context.Context, url string) (*Response, error) {
	return c.Do(ctx, &Request{Method: "GET", URL: url})
}

// Do makes a request and reads its whole response. Any HTTP status is a response,
// not an error. It ends by the deadline of ctx or after r.Timeout, whichever is
// first.
//
// Errors: NULL_POINTER, INVALID_URL, INVALID_HEADER, INVALID_ARGUMENT; UNSUPPORTED
// if no network is lent, CONNECT_DENIED if Network.Allow does not have the address;
// those of the network, TLS, certificates and HTTP (1301 to 1508); with client.sign
// those of [Signer.Sign].
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	if err := given(r, "the request"); err != nil {
		return nil, err
	}
	var response *Response
	err := c.use(ctx, func(i *instance, handle uint64) error {
		texts, err := i.requestTexts(r)
		if err != nil {
			return err
		}
		numbers := []int64{
			opClientDoNumberTimeoutMS: timeoutOf(ctx, r.Timeout), opClientDoNumberDuplicatesAllowed: 0, opClientDoNumberMaxRedirects: -1,
			opClientDoNumberReadMS: 0,
		}
		if r.DuplicatesAllowed {
			numbers[opClientDoNumberDuplicatesAllowed] = 1
		}
		response, err = i.exchange(opClientDo, handle, arguments{texts: texts, numbers: numbers})
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// exchange runs an operation that gives a response.
func (i *instance) exchange(op int, object uint64, a arguments) (*Response, error) {
	out, err := i.ask(op, object, a)
	if err != nil {
		return nil, err
	}
	f := facts{values: out}
	r := &Response{
		StatusCode: f.number(opResponseStatus),
		Headers:    parseLines(out[opResponseHeaders]),
		Body:       f.bytes(opResponseBody),
		Reason:     out[opResponseReason],
		URL:        out[opResponseURL],
		Attempts:   f.number(opResponseAttempts),
		Resigned:   out[opResponseResigned],
		Timings: Timings{
			DNS: f.time(opResponseTimeDNS), Connect: f.time(opResponseTimeConnect), TLS: f.time(opResponseTimeTLS),
			FirstByte: f.time(opResponseTimeFirstByte), Total: f.time(opResponseTimeTotal), Reused: out[opResponseReused] == "true",
		},
		Peer: Peer{
			Address: out[opResponsePeerAddress], TLSVersion: out[opResponseTLSVersion], CipherSuite: out[opResponseTLSCipher],
			ALPN: out[opResponseTLSALPN], Certificate: f.bytes(opResponseTLSCertificate), TrustSource: out[opResponseTLSTrust],
		},
		RequestID: out[opResponseIoTRequestID], TraceID: out[opResponseIoTTraceID],
	}
	return r, f.err
}

// facts reads the results of an exchange, and keeps the first error.
type facts struct {
	values []string
	err    error
}

// bytes is nil for none.
func (f *facts) bytes(at int) []byte {
	if f.values[at] == "" {
		return nil
	}
	return []byte(f.values[at])
}

func (f *facts) number(at int) int {
	text := f.values[at]
	if text == "" { // does not apply
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil && f.err == nil {
		f.err = fault.Wrap(fault.Internal, err, "the module says %.64q for %s", text, resultNames[opClientDo][at])
	}
	return n
}

func (f *facts) time(at int) time.Duration {
	return time.Duration(f.number(at)) * time.Microsecond
}
