package host

import (
	"context"
	"time"
)

// Publisher publishes to one endpoint of AWS IoT Core, over HTTPS.
type Publisher struct{ *object }

// NewPublisher makes a publisher from the options iot.*, client.*, tls.* and
// env.*, with client.sign also from credentials.* and sign.*.
func (r *Runtime) NewPublisher(ctx context.Context, options Options) (*Publisher, error) {
	o, err := r.newObject(ctx, "publisher", options)
	if err != nil {
		return nil, err
	}
	return &Publisher{o}, nil
}

// Message is a message to publish. The fields after Retain are properties of
// MQTT 5; an empty one is not sent.
type Message struct {
	Topic   string
	Payload []byte
	QoS     int // 0, or 1: repeated if its answer was lost
	Retain  bool

	ContentType     string
	ResponseTopic   string
	CorrelationData []byte
	PayloadFormat   string // "UTF8_DATA" or "UNSPECIFIED_BYTES"
	UserProperties  []Header
	MessageExpiry   time.Duration // whole seconds; 0: never

	Timeout time.Duration // 0: client.timeout
}

// Publish sends a message. The response is the service's 2xx answer; any other
// outcome is an error.
func (p *Publisher) Publish(ctx context.Context, m *Message) (*Response, error) {
	if m == nil {
		return nil, missing("message")
	}
	var response *Response
	err := p.use(ctx, func(i *instance, handle uint64) error {
		message, err := i.writeMessage(m, timeoutOf(ctx, m.Timeout))
		if err != nil {
			return err
		}
		response, err = i.exchange("sally_publisher_publish", handle, message)
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// Request returns the request that publishes a message, for somebody who sends
// it in another way. It is signed for that time (zero: now) if the publisher
// signs. Its network is not used.
func (p *Publisher) Request(ctx context.Context, m *Message, at time.Time) (*Request, error) {
	if m == nil {
		return nil, missing("message")
	}
	r := &Request{Body: m.Payload, DuplicatesAllowed: m.QoS == 1}
	err := p.use(ctx, func(i *instance, handle uint64) error {
		message, err := i.writeMessage(m, 0)
		if err != nil {
			return err
		}
		text, err := i.fill("sally_publisher_request", []uint64{handle, message, uint64(seconds(at))}, uint64(i.fixed+fixedSpans))
		if err != nil {
			return err
		}
		var lines string
		err = i.spans(text, &r.Method, &r.URL, &lines)
		r.Headers = parseLines(lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// writeMessage puts a message into the input and returns its address.
func (i *instance) writeMessage(m *Message, timeout int64) (uint64, error) {
	var err error
	if i.lines, err = appendProperties(i.lines[:0], m.UserProperties); err != nil {
		return 0, err
	}
	w, err := i.write(messageSize, len(m.Topic), len(m.Payload), len(m.ContentType), len(m.ResponseTopic),
		len(m.CorrelationData), len(m.PayloadFormat), len(i.lines))
	if err != nil {
		return 0, err
	}
	w.int32(0, messageSize)
	span(w, messageTopic, m.Topic)
	span(w, messagePayload, m.Payload)
	w.int32(messageQoS, int32(min(max(m.QoS, -1), 2))) // 2 is as wrong as 3
	if m.Retain {
		w.int32(messageRetain, 1)
	}
	span(w, messageContentType, m.ContentType)
	span(w, messageResponseTopic, m.ResponseTopic)
	span(w, messageCorrelationData, m.CorrelationData)
	span(w, messagePayloadFormat, m.PayloadFormat)
	span(w, messageUserProperties, i.lines)
	expiry := int64(m.MessageExpiry / time.Second)
	if expiry <= 0 {
		expiry = -1
	}
	w.int64(messageExpiry, expiry)
	w.int64(messageTimeout, timeout)
	return uint64(w.base), nil
}
