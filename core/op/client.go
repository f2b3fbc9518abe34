package op

import (
	"bytes"
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// Client makes HTTPS requests.
type Client struct {
	client  *client.Client
	options client.Options // for a diagnosis, which connects anew
	renewal *chain.Chain   // of its credentials; nil: they have no end
	said    *chain.Log
	panicMode
}

// NewClient builds a client from client.*, tls.* and env.*, with client.sign
// also from credentials.* and sign.*.
func NewClient(o *Options, s System) (*Client, error) {
	s = s.withDefaults()
	options, err := clientOptions(o, s)
	if err != nil {
		return nil, err
	}
	var renewal *chain.Chain
	var said *chain.Log
	if o.is("client.sign") {
		signing, from, err := signerOptions(o, s, func() (client.Options, error) { return options, nil })
		if err != nil {
			return nil, err
		}
		said = from.log
		if renewal = from.chain; renewal != nil {
			options.Renewed = renewal.Wait
			err = renewal.Use(signing)
			options.Signer = renewal.Form()
		} else {
			options.Signer, err = sigv4.New(signing)
		}
		if err != nil {
			return nil, err
		}
	}
	c, err := client.New(options)
	if err != nil {
		return nil, err
	}
	return &Client{client: c, options: options, renewal: renewal, said: said, panicMode: panicModeOf(o)}, nil
}

// clientOptions are those of every object that makes requests.
func clientOptions(o *Options, s System) (client.Options, error) {
	c := client.Options{
		Retries:      int(min(o.number("client.retries"), 100)),
		MaxRedirects: int(min(o.number("client.max_redirects"), 100)),
		MinRate:      o.number("client.min_rate"),
		MinRateTime:  o.duration("client.min_rate_time"),
		MaxBody:      o.number("client.max_body"),
		MaxHeader:    o.number("client.max_header"),
		Decode:       o.is("client.decode"),
		Proxy:        o.text("client.proxy"),
		Env:          o.env,
		UserAgent:    "sallyport/" + Version(),
		Clock:        s.Clock,
		Rand:         s.Rand,
		Dial:         s.Dial,

		FetchIntermediates: o.is("tls.fetch_intermediates"),
	}
	// The package client takes 0 as "the default"; an option that was set to 0
	// means 0, or for a time no limit.
	for key, timeout := range timeouts(&c.Timeouts) {
		*timeout = o.duration(key)
		zeroIsNone(timeout)
	}
	if alpn := o.list("client.alpn"); len(alpn) > 0 {
		c.ALPN, c.RequireALPN = alpn, true
	}
	zeroIsNone(&c.Retries)
	zeroIsNone(&c.MaxRedirects)
	for _, key := range []string{"client.max_body", "client.max_header"} {
		if o.number(key) == 0 {
			return c, fault.New(fault.InvalidOption, "option %s is 0; give a number of bytes", key)
		}
	}
	var err error
	if c.Cookies, err = o.cookies(); err != nil {
		return c, err
	}
	if entries := o.list("client.resolve"); len(entries) > 0 {
		if c.Resolve, err = dial.ParseTable(entries); err != nil {
			return c, err
		}
	}
	if entries := o.list("client.allow"); len(entries) > 0 {
		if c.Allow, err = dial.ParseAllow(entries); err != nil {
			return c, err
		}
	}
	if !client.Offline { // who connects to nobody need not know whom to trust
		c.Trust, err = newTrust(o, s)
	}
	return c, err
}

func (o *Options) cookies() (client.Cookies, error) {
	switch text := o.text("client.cookies"); text {
	case "", "call":
		return client.CookiesPerCall, nil
	case "client":
		return client.CookiesPerClient, nil
	case "none":
		return client.NoCookies, nil
	default:
		return 0, fault.New(fault.InvalidOption, "option client.cookies is %q, not call, client or none", shorten(text))
	}
}

func zeroIsNone[T ~int | ~int64](n *T) {
	if *n == 0 {
		*n = -1
	}
}

func newTrust(o *Options, s System) (*trust.Policy, error) {
	t, err := o.trust(s)
	if err != nil {
		return nil, err
	}
	return trust.New(t)
}

func (o *Options) trust(s System) (trust.Options, error) {
	pins, err := o.pins()
	return trust.Options{
		Insecure: !o.is("tls.verify"),
		CAFile:   o.text("tls.ca_file"),
		CADir:    o.text("tls.ca_dir"),
		CABytes:  o.bytes("tls.ca_bytes"),
		Env:      o.env,
		CertPEM:  o.bytes("tls.cert"),
		KeyPEM:   o.bytes("tls.key"),
		CertFile: o.text("tls.cert_file"),
		KeyFile:  o.text("tls.key_file"),
		SPKIPins: pins,
		ReadFile: s.ReadFile,
		Kept:     s.roots,

		KeyPassword: o.bytes("tls.key_password"),
	}, err
}

func newClient(o *Options, s System) (object, error) {
	c, err := NewClient(o, s)
	return c, becauseOfOptions(err)
}

func (*Client) kind() uint32 { return ClientNew }

func (c *Client) do(call *Call) (func(context.Context) ([][]byte, error), error) {
	r := call.request()
	r.TimeoutMS = call.Numbers[ClientDoNumberTimeoutMS]
	r.ConnectMS, r.ReadMS = call.Numbers[ClientDoNumberConnectMS], call.Numbers[ClientDoNumberReadMS]
	duplicates, err := call.truth(ClientDoNumberDuplicatesAllowed)
	if err != nil {
		return nil, err
	}
	r.DuplicatesAllowed = duplicates
	r.redirects(call.Numbers[ClientDoNumberMaxRedirects])
	own, err := r.own()
	if err != nil {
		return nil, err
	}
	w := &whole{c, own}
	if call.Leave {
		own.LeaveOver = leftOver
		call.waits = w.do
	}
	if call.Prompt && !client.Offline {
		if b := c.client.Begin(own); b != nil {
			call.prompt = &begun{b, w}
		}
	}
	return func(ctx context.Context) ([][]byte, error) {
		out, err := w.do(ctx)
		return out.parts, err
	}, nil
}

// whole is a request whose response comes at once, but for a long body.
type whole struct {
	client *Client
	own    *client.Request
}

func (w *whole) do(ctx context.Context) (outcome, error) {
	response, err := w.client.client.Do(ctx, w.own)
	return w.outcome(response, err)
}

func (w *whole) because(err error) error { return because(w.client.options, w.own.URL, err) }

func (w *whole) outcome(r *client.Response, err error) (outcome, error) {
	if err != nil {
		return outcome{}, w.because(err)
	}
	parts, err := answer{Response: newResponse(r, w.client.said)}.parts()
	out := outcome{parts: parts}
	if r.Rest != nil {
		out.made = streamOf(r.Rest, w.because)
	}
	return out, err
}

// Do sends a request and reads the whole response.
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	send, err := c.prepare(r)
	if err != nil {
		return nil, err
	}
	answer := send(ctx)
	return answer.Response, answer.err
}

// returnRedirects as the number of redirects asks for the result next.
const returnRedirects = -2

// redirects takes the number of a call, in which a negative one means the client's.
func (r *Request) redirects(most int64) {
	switch {
	case most == returnRedirects:
		r.ReturnRedirects = true
	case most == 0:
		r.Redirects = -1
	case most > 0:
		r.Redirects = int(min(most, 100))
	}
}

// own copies a borrowed request: goroutines of the connection may outlive the
// call.
func (r *Request) own() (*client.Request, error) {
	headers, err := AppendFields(nil, strings.Clone(r.Headers))
	if err != nil {
		return nil, err
	}
	if r.TimeoutMS < 0 || r.ConnectMS < -1 || r.ReadMS < -1 {
		return nil, fault.New(fault.InvalidArgument, "timeout_ms is %d, connect_ms %d, read_ms %d", r.TimeoutMS, r.ConnectMS, r.ReadMS)
	}
	return &client.Request{
		Method:            strings.Clone(r.Method),
		URL:               strings.Clone(r.URL),
		Headers:           headers,
		Body:              bytes.Clone(r.Body),
		PayloadHash:       strings.Clone(r.PayloadHash),
		Timeout:           milliseconds(r.TimeoutMS),
		ConnectWait:       milliseconds(r.ConnectMS),
		ReadWait:          milliseconds(r.ReadMS),
		DuplicatesAllowed: r.DuplicatesAllowed,
		Redirects:         r.Redirects,
		ReturnRedirects:   r.ReturnRedirects,
	}, nil
}

func (c *Client) prepare(r *Request) (func(context.Context) answer, error) {
	own, err := r.own()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) answer {
		response, err := c.client.Do(ctx, own)
		if err != nil {
			return answer{err: because(c.options, own.URL, err)}
		}
		return answer{Response: newResponse(response, c.said)}
	}, nil
}

// Close drops idle connections.
func (c *Client) Close() {
	c.client.Close()
	if c.renewal != nil {
		c.renewal.Close()
	}
}
