package host

import (
	"context"
	"strconv"
	"time"
)

// Client makes HTTPS requests over the lent network. Connections are kept for
// the next requests, in each instance its own.
type Client struct{ *object }

// NewClient makes a client from the options client.*, tls.* and env.*, with
// client.sign also from credentials.* and sign.*.
func (r *Runtime) NewClient(ctx context.Context, options Options) (*Client, error) {
	o, err := r.newObject(ctx, "client", options)
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
	Body       []byte
	URL        string // after redirects
	Attempts   int
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
// not an error.
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	if r == nil {
		return nil, missing("request")
	}
	var response *Response
	err := c.use(ctx, func(i *instance, handle uint64) error {
		request, err := i.writeRequest(r, 0, timeoutOf(ctx, r.Timeout))
		if err != nil {
			return err
		}
		response, err = i.exchange("sally_client_do", handle, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// exchange calls a function that gives a response, and takes that over.
func (i *instance) exchange(function string, arguments ...uint64) (*Response, error) {
	handle, err := i.withHandle(function, arguments...)
	if err != nil {
		return nil, err
	}
	defer func() { _, _ = i.call("sally_response_free", uint64(handle)) }()
	f := facts{instance: i, handle: uint64(handle)}
	r := &Response{
		StatusCode: f.status(),
		Headers:    parseLines(string(f.bytes("sally_response_headers"))),
		Body:       f.bytes("sally_response_body"),
		Reason:     f.text("reason"),
		URL:        f.text("url"),
		Attempts:   f.number("attempts"),
		Timings: Timings{
			DNS: f.time("time.dns"), Connect: f.time("time.connect"), TLS: f.time("time.tls"),
			FirstByte: f.time("time.first_byte"), Total: f.time("time.total"), Reused: f.text("reused") == "true",
		},
		Peer: Peer{
			Address: f.text("peer.address"), TLSVersion: f.text("tls.version"), CipherSuite: f.text("tls.cipher"),
			ALPN: f.text("tls.alpn"), Certificate: f.info("tls.certificate"), TrustSource: f.text("tls.trust"),
		},
		RequestID: f.text("iot.request_id"), TraceID: f.text("iot.trace_id"),
	}
	return r, f.err
}

// facts reads a response, and keeps the first error.
type facts struct {
	*instance
	handle uint64
	err    error
}

func (f *facts) status() int {
	status, err := f.withHandle("sally_response_status", f.handle)
	f.keep(err)
	return int(status)
}

func (f *facts) bytes(function string, arguments ...uint64) []byte {
	arguments = append(append([]uint64{f.handle}, arguments...), uint64(f.fixed+fixedSpans))
	if f.keep(f.do(function, arguments...)); f.err != nil {
		return nil
	}
	b, err := f.lent()
	f.keep(err)
	return b
}

func (f *facts) info(key string) []byte {
	w, err := f.write(0, len(key))
	if f.keep(err); f.err != nil {
		return nil
	}
	return f.bytes("sally_response_info", put(w, key), uint64(len(key)))
}

func (f *facts) text(key string) string { return string(f.info(key)) }

func (f *facts) number(key string) int {
	text := f.text(key)
	if text == "" { // does not apply
		return 0
	}
	n, err := strconv.Atoi(text)
	f.keep(err)
	return n
}

func (f *facts) time(key string) time.Duration {
	return time.Duration(f.number(key)) * time.Microsecond
}

func (f *facts) keep(err error) {
	if f.err == nil {
		f.err = err
	}
}
