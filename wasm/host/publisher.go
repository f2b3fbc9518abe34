package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Publisher publishes to one endpoint of AWS IoT Core, over HTTPS.
type Publisher struct{ *object }

// NewPublisher makes a publisher from the options iot.*, client.*, tls.* and
// env.*, with client.sign also from credentials.* and sign.*. It connects to nothing
// yet.
//
// Errors: those of [Runtime.NewClient], ENDPOINT_INVALID, CLIENT_CERTIFICATE_REQUIRED
// if there is nothing to authenticate with, REGION_UNKNOWN.
func (r *Runtime) NewPublisher(ctx context.Context, options Options) (*Publisher, error) {
	o, err := r.newObject(ctx, opPublisherNew, "publisher", options)
	if err != nil {
		return nil, err
	}
	return &Publisher{o}, nil
}

// Message is a message to publish. The fields after Retain are properties of
// MQTT 5; an empty one is not sent.
type Message struct {
	Topic   string // without wildcards, up to 256 bytes
	Payload []byte // up to 131,072 bytes
	QoS     int    // 0, or 1: repeated if its answer was lost
	Retain  bool

	ContentType     string
	ResponseTopic   string
	CorrelationData []byte
	PayloadFormat   string        // "UTF8_DATA" or "UNSPECIFIED_BYTES"
	UserProperties  []Header      // data, in this order: not a space is changed
	MessageExpiry   time.Duration // in whole seconds, 1 to 4,294,967,295; 0: never

	Timeout time.Duration // 0: client.timeout
}

// Publish sends a message. The response is the service's 2xx answer; any other
// outcome is an error.
//
// Errors: those of [Publisher.Request], PUBLISH_*, and those of [Client.Do] for
// failures before the message was sent. PUBLISH_UNCERTAIN: it was sent, and nobody
// knows more, also if the context ended.
func (p *Publisher) Publish(ctx context.Context, m *Message) (*Response, error) {
	if err := given(m, "the message"); err != nil {
		return nil, err
	}
	var response *Response
	err := p.use(ctx, func(i *instance, handle uint64) error {
		a, err := i.messageArguments(m, timeoutOf(ctx, m.Timeout))
		if err != nil {
			return err
		}
		a.numbers = append(a.numbers, 0, 0) // connect_ms and read_ms
		response, err = i.exchange(opPublisherPublish, handle, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// Prepare returns the request that publishes a message, for somebody who sends
// it in another way. It is signed for that time (zero: now) if the publisher
// signs. Its network is used for credentials alone.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT, TOPIC_*, PAYLOAD_TOO_LARGE, MESSAGE_INVALID,
// and if it signs those of [Signer.Sign].
func (p *Publisher) Prepare(ctx context.Context, m *Message, at time.Time) (*Request, error) {
	if err := given(m, "the message"); err != nil {
		return nil, err
	}
	r := &Request{Body: m.Payload, DuplicatesAllowed: m.QoS == 1}
	err := p.fresh(ctx, opPublisherRefresh, func(i *instance, handle uint64) error {
		a, err := i.messageArguments(m, 0)
		if err != nil {
			return err
		}
		a.numbers = append(a.numbers, seconds(at))
		out, err := i.ask(opPublisherPrepare, handle, a)
		if err != nil {
			return err
		}
		r.Method, r.URL, r.Headers = out[opPreparedMethod], out[opPreparedURL], parseLines(out[opPreparedHeaders])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// messageArguments are those of publisher_publish, with which publisher_prepare's
// begin.
func (i *instance) messageArguments(m *Message, timeout int64) (a arguments, err error) {
	expiry, err := expirySeconds(m.MessageExpiry)
	if err != nil {
		return a, err
	}
	if i.lines, err = appendProperties(i.lines[:0], m.UserProperties); err != nil {
		return a, err
	}
	a.texts = []text{
		opMessageTopic: optional(m.Topic), opMessagePayload: optional(m.Payload), opMessageContentType: optional(m.ContentType),
		opMessageResponseTopic: optional(m.ResponseTopic), opMessageCorrelationData: optional(m.CorrelationData),
		opMessagePayloadFormat: optional(m.PayloadFormat), opMessageUserProperties: optional(i.lines),
	}
	a.numbers = []int64{
		opPublisherPublishNumberQoS: int64(m.QoS), opPublisherPublishNumberRetain: 0,
		opPublisherPublishNumberMessageExpiry: expiry, opPublisherPublishNumberTimeoutMS: timeout,
	}
	if m.Retain {
		a.numbers[opPublisherPublishNumberRetain] = 1
	}
	return a, nil
}

// expirySeconds is a message's expiry for the module, where -1 is none.
func expirySeconds(d time.Duration) (int64, error) {
	switch {
	case d == 0:
		return -1, nil
	case d < 0:
		return 0, fault.New(fault.MessageInvalid, "MessageExpiry is %v", d)
	}
	return int64(d / time.Second), wholeSeconds(d, "MessageExpiry")
}
