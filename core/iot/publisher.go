package iot

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// alpnHTTP is the protocol name that makes port 443 ask for the client
// certificate.
const alpnHTTP = "x-amzn-http-ca"

// defaultService is the signing name of the data plane.
const defaultService = "iotdata"

// Options configure a [Publisher].
type Options struct {
	// Endpoint is the host name of the account's data endpoint.
	Endpoint string
	Port     int // 0: 443; AutoPort: 443, or 8443 where 443 cannot be reached

	// Client says how to reach it and, in Trust, which client certificate to
	// present. Redirects are never followed, cookies neither kept nor sent. ALPN and RequireALPN are chosen by
	// port and authentication unless ALPN is set.
	Client client.Options

	// Signing signs each request; nil: no signature. Its Service is Service here,
	// and its Region may be empty if the endpoint's name has it.
	Signing *sigv4.Options
	// Signers gives the signers for credentials that have an end, instead of those
	// in Signing; nil: there are none.
	Signers Signers
	Service string // signing name; empty: "iotdata"

	// Authorizer authenticates with a custom authorizer; nil: none.
	Authorizer *Authorizer
}

// Publisher publishes to one endpoint. It may be used from many goroutines at
// once.
type Publisher struct {
	doors      doors
	successor  string                        // of a legacy endpoint
	authorizer *Authorizer                   // a pointer, so that no print of a Publisher shows the token
	signer     func() (*sigv4.Signer, error) // without waiting; nil: none
}

// Signers are those of credentials that have an end, as of package chain.
type Signers interface {
	// Use says what they are made with, apart from credentials.
	Use(o sigv4.Options) error
	// Wait returns the one of now, Ready the same without waiting.
	Wait(ctx context.Context) (*sigv4.Signer, error)
	Ready() (*sigv4.Signer, error)
}

// Receipt is the service's answer to a message that it took.
type Receipt struct {
	StatusCode         int
	RequestID, TraceID string
	Attempts           int // requests sent; over 1 a subscriber may see duplicates
	Elapsed            time.Duration
	Peer               client.Peer
	Response           *client.Response
}

// New checks the options. It connects to nothing.
//
// Errors: ENDPOINT_INVALID, INVALID_ARGUMENT, CLIENT_CERTIFICATE_REQUIRED if
// there is nothing to authenticate with, REGION_UNKNOWN, those of [sigv4.New]
// and [client.New].
func New(o Options) (*Publisher, error) {
	if err := checkEndpoint(o.Endpoint); err != nil {
		return nil, err
	}
	if o.Port == 0 {
		o.Port = 443
	}
	if o.Port != AutoPort && (o.Port < 1 || o.Port > 65535) {
		return nil, fault.New(fault.InvalidArgument, "port is %d; AWS IoT takes HTTPS on 443 and 8443", o.Port)
	}
	p := &Publisher{successor: successor(o.Endpoint)}
	if o.Authorizer != nil {
		if err := o.Authorizer.check(); err != nil {
			return nil, err
		}
		copied := *o.Authorizer
		p.authorizer = &copied
	}
	if err := o.addSigner(); err != nil {
		return nil, err
	}
	if err := o.checkAuthentication(); err != nil {
		return nil, err
	}
	o.Client.MaxRedirects, o.Client.Cookies = -1, client.NoCookies
	switch signer := o.Client.Signer; {
	case o.Client.Renewed != nil:
		p.signer = o.Signers.Ready
	case signer != nil:
		p.signer = func() (*sigv4.Signer, error) { return signer, nil }
	}
	var err error
	if p.doors, err = o.doors(); err != nil {
		return nil, err
	}
	return p, nil
}

func (o *Options) addSigner() error {
	if o.Signing == nil {
		return nil
	}
	if o.signs() {
		return fault.New(fault.InvalidArgument, "Signing and Client.Signer are both set; set one")
	}
	signing := *o.Signing
	signing.Service = o.Service
	if signing.Service == "" {
		signing.Service = defaultService
	}
	if signing.Region == "" {
		signing.Region = endpoint.Resolve(o.Endpoint, "").Region
	}
	if signing.Region == "" && signing.DefaultRegion == "" {
		return fault.New(fault.RegionUnknown, "endpoint %q does not tell its region", o.Endpoint)
	}
	if o.Signers != nil {
		o.Client.Renewed = o.Signers.Wait
		return o.Signers.Use(signing)
	}
	var err error
	o.Client.Signer, err = sigv4.New(signing)
	return err
}

// checkAuthentication refuses what AWS IoT would refuse with a 403 that does not
// say why.
func (o *Options) checkAuthentication() error {
	signed, custom := o.signs(), o.Authorizer != nil
	switch {
	case signed && custom:
		return fault.New(fault.InvalidArgument, "a signature and a custom authorizer are both set; AWS IoT takes one")
	case (signed || custom) && o.Port == 8443:
		return fault.New(fault.InvalidArgument, "port 8443 takes client certificates only; use port 443 with a signature or custom authorizer")
	case !signed && !custom && !o.hasCertificate():
		return fault.New(fault.ClientCertificateRequired,
			"there is no client certificate, signature or custom authorizer to publish to %s with", o.Endpoint)
	}
	return nil
}

func (o *Options) hasCertificate() bool {
	return o.Client.Trust != nil && o.Client.Trust.HasClientCertificate()
}

// byCertificate reports whether the client certificate is what authenticates.
func (o *Options) byCertificate() bool { return !o.signs() && o.Authorizer == nil }

func (o *Options) signs() bool { return o.Client.Signer != nil || o.Client.Renewed != nil }

func (o *Options) chooseALPN(port int) (alpn []string, required bool) {
	switch {
	case o.Client.ALPN != nil:
		return o.Client.ALPN, o.Client.RequireALPN
	case !o.byCertificate() || port == 8443:
		return []string{}, false
	}
	return []string{alpnHTTP}, port == 443
}

// Prepare returns the request that publishes m, without its signature. With
// [AutoPort] it goes to the port of the last publish, 443 before the first.
//
// Errors: TOPIC_*, PAYLOAD_TOO_LARGE, MESSAGE_INVALID; NULL_POINTER if m is nil.
func (p *Publisher) Prepare(m *Message) (*client.Request, error) {
	if m == nil {
		return nil, fault.New(fault.NullPointer, "the message is nil")
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	headers := m.headers()
	if p.authorizer != nil {
		headers = append(headers, p.authorizer.headers()...)
	}
	return &client.Request{
		Method:            "POST",
		URL:               string(m.appendTarget([]byte(p.doors.current().base))),
		Headers:           headers,
		Body:              m.Payload,
		DuplicatesAllowed: m.QoS == 1,
		Timeout:           m.Timeout,
		ConnectWait:       m.ConnectWait,
		ReadWait:          m.ReadWait,
	}, nil
}

// Publish sends m and waits for the service to take it.
//
// Errors: those of [Publisher.Prepare], PUBLISH_*, and those of [client.Client.Do]
// for failures before the message was sent.
func (p *Publisher) Publish(ctx context.Context, m *Message) (*Receipt, error) {
	r, err := p.Prepare(m)
	if err != nil {
		return nil, err
	}
	response, err := p.doors.send(ctx, r)
	if err != nil {
		return nil, undelivered(explainLegacy(err, p.successor), m)
	}
	return receipt(response, m)
}

// Close closes idle connections. Calls in flight go on.
func (p *Publisher) Close() { p.doors.close() }
