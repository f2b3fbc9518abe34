package op

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

// Publisher publishes to AWS IoT Core.
type Publisher struct {
	publisher *iot.Publisher
	options   client.Options // with which a failure is looked at
	url       string
	system    System
	renewal   *chain.Chain // of its credentials; nil: they have no end
	said      *chain.Log
	panicMode
}

// NewPublisher builds a publisher from iot.*, client.*, tls.* and env.*, with
// client.sign also from credentials.* and sign.*.
func NewPublisher(o *Options, s System) (*Publisher, error) {
	s = s.withDefaults()
	c, err := clientOptions(o, s)
	if err != nil {
		return nil, err
	}
	port, err := o.port("iot.port")
	if err != nil {
		return nil, err
	}
	options := iot.Options{
		Endpoint: o.text("iot.endpoint"),
		Port:     port,
		Client:   c,
		Service:  o.text("iot.service"),
	}
	var renewal *chain.Chain
	var said *chain.Log
	if o.is("client.sign") {
		signing, from, err := signerOptions(o, s, func() (client.Options, error) { return c, nil })
		if err != nil {
			return nil, err
		}
		options.Signing, said = &signing, from.log
		if renewal = from.chain; renewal != nil {
			options.Signers = renewal
		}
	}
	authorizer := iot.Authorizer{
		Name:      o.text("iot.authorizer_name"),
		TokenKey:  o.text("iot.authorizer_token_key"),
		Token:     o.text("iot.authorizer_token"),
		Signature: o.text("iot.authorizer_signature"),
	}
	if authorizer.Name+authorizer.TokenKey+authorizer.Token+authorizer.Signature != "" {
		options.Authorizer = &authorizer
	}
	p, err := iot.New(options)
	if err != nil {
		return nil, err
	}
	return &Publisher{publisher: p, options: c, url: "https://" + options.Endpoint + "/", system: s, renewal: renewal, said: said, panicMode: panicModeOf(o)}, nil
}

// Message is a message to publish. Its memory is borrowed.
type Message struct {
	Topic           string
	Payload         []byte
	QoS             int
	Retain          bool
	ContentType     string
	ResponseTopic   string
	CorrelationData []byte
	PayloadFormat   string
	UserProperties  string // property lines
	MessageExpiry   int64  // seconds, or -1 for none
	TimeoutMS       int64  // 0: the client's

	ConnectMS, ReadMS int64 // 0: the client's, -1: no limit
}

// own copies a borrowed message: goroutines of the connection may outlive the
// call.
func (m *Message) own() (*iot.Message, error) {
	properties, err := parseProperties(strings.Clone(m.UserProperties))
	if err != nil {
		return nil, err
	}
	if m.MessageExpiry == 0 { // in Go it is what was not set; here somebody set it
		return nil, fault.New(fault.MessageInvalid, "the message expiry is 0 seconds; for none leave it out (in C: -1)")
	}
	if m.TimeoutMS < 0 || m.ConnectMS < -1 || m.ReadMS < -1 {
		return nil, fault.New(fault.InvalidArgument, "timeout_ms is %d, connect_ms %d, read_ms %d", m.TimeoutMS, m.ConnectMS, m.ReadMS)
	}
	return &iot.Message{
		Timeout:         milliseconds(m.TimeoutMS),
		ConnectWait:     milliseconds(m.ConnectMS),
		ReadWait:        milliseconds(m.ReadMS),
		Topic:           strings.Clone(m.Topic),
		Payload:         bytes.Clone(m.Payload),
		QoS:             m.QoS,
		Retain:          m.Retain,
		ContentType:     strings.Clone(m.ContentType),
		ResponseTopic:   strings.Clone(m.ResponseTopic),
		CorrelationData: bytes.Clone(m.CorrelationData),
		PayloadFormat:   strings.Clone(m.PayloadFormat),
		UserProperties:  properties,
		MessageExpiry:   m.MessageExpiry,
	}, nil
}

// Prepared says where the parts of a request to publish are. Its body is the
// message's payload.
type Prepared struct{ Method, URL, Headers Span }

// AppendPrepared appends the request that publishes a message, for a host that
// sends it itself: signed for a time (Unix seconds, or [Now]) if client.sign is
// set.
func (p *Publisher) AppendPrepared(dst []byte, m *Message, seconds int64) ([]byte, Prepared, error) {
	var at Prepared
	message, err := m.own()
	if err != nil {
		return dst, at, err
	}
	var when time.Time
	if p.publisher.Signs() { // a request without a signature has no time
		if when, err = p.system.at(seconds); err != nil {
			return dst, at, err
		}
	}
	r, err := p.publisher.PrepareSigned(message, when)
	if err != nil {
		return dst, at, err
	}
	base := len(dst)
	dst, at.Method = appendSpan(dst, base, r.Method)
	dst, at.URL = appendSpan(dst, base, r.URL)
	dst, at.Headers = appendSpan(dst, base, fieldLines(r.Headers))
	return dst, at, nil
}

// Publish sends a message and waits for the service to take it.
func (p *Publisher) Publish(ctx context.Context, m *Message) (*Response, error) {
	send, err := p.sending(m)
	if err != nil {
		return nil, err
	}
	answer := send(ctx)
	return answer.Response, answer.err
}

func (p *Publisher) sending(m *Message) (func(context.Context) answer, error) {
	message, err := m.own()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) answer {
		receipt, err := p.publisher.Publish(ctx, message)
		if err != nil {
			return answer{err: because(p.options, p.url, err)}
		}
		response := newResponse(receipt.Response, p.said)
		response.Facts[ResponseIoTRequestID] = receipt.RequestID
		response.Facts[ResponseIoTTraceID] = receipt.TraceID
		return answer{Response: response}
	}, nil
}

func newPublisher(o *Options, s System) (object, error) {
	p, err := NewPublisher(o, s)
	return p, becauseOfOptions(err)
}

func (*Publisher) kind() uint32 { return PublisherNew }

func (p *Publisher) publish(c *Call) (func(context.Context) ([][]byte, error), error) {
	m, err := c.message()
	if err != nil {
		return nil, err
	}
	m.TimeoutMS = c.Numbers[PublisherPublishNumberTimeoutMS]
	m.ConnectMS, m.ReadMS = c.Numbers[PublisherPublishNumberConnectMS], c.Numbers[PublisherPublishNumberReadMS]
	send, err := p.sending(&m)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) ([][]byte, error) { return send(ctx).parts() }, nil
}

func (p *Publisher) prepare(c *Call) error {
	m, err := c.message()
	if err != nil {
		return err
	}
	out, at, err := p.AppendPrepared(c.Out, &m, c.Numbers[PublisherPrepareNumberTime])
	c.put(out, at.Method, at.URL, at.Headers)
	return err
}

// message is what a call says; the numbers of both operations begin alike.
func (c *Call) message() (Message, error) {
	retain, err := c.truth(PublisherPublishNumberRetain)
	if err != nil {
		return Message{}, err
	}
	return Message{
		Topic:           c.Texts[MessageTopic],
		Payload:         c.bytes(MessagePayload),
		QoS:             int(max(min(c.Numbers[PublisherPublishNumberQoS], 2), -1)), // beyond it is refused as well
		Retain:          retain,
		ContentType:     c.Texts[MessageContentType],
		ResponseTopic:   c.Texts[MessageResponseTopic],
		CorrelationData: c.bytes(MessageCorrelationData),
		PayloadFormat:   c.Texts[MessagePayloadFormat],
		UserProperties:  c.Texts[MessageUserProperties],
		MessageExpiry:   c.Numbers[PublisherPublishNumberMessageExpiry],
	}, nil
}

// Close drops idle connections.
func (p *Publisher) Close() {
	p.publisher.Close()
	if p.renewal != nil {
		p.renewal.Close()
	}
}
