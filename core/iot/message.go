package iot

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// Message is one message to publish. The fields after Retain are properties of
// MQTT 5; an empty one is not sent.
type Message struct {
	Topic   string
	Payload []byte
	QoS     int  // 0: at most once, 1: at least once
	Retain  bool // with an empty payload: delete the retained message

	ContentType     string
	ResponseTopic   string
	MessageExpiry   int64 // seconds, up to 4,294,967,295; 0 or NoExpiry: none
	UserProperties  []Property
	CorrelationData []byte
	PayloadFormat   string // "UTF8_DATA" or "UNSPECIFIED_BYTES"

	Timeout, ConnectWait, ReadWait time.Duration // of this call, as in client.Request
}

// NoExpiry as Message.MessageExpiry says in so many words what 0 says too.
const NoExpiry = -1

// Property is a user property. Names may repeat; the order is kept.
type Property struct{ Name, Value string }

// The values of Message.PayloadFormat.
const (
	FormatUTF8  = "UTF8_DATA"
	FormatBytes = "UNSPECIFIED_BYTES"
)

func (m *Message) check() error {
	if err := checkTopic(m.Topic); err != nil {
		return err
	}
	if len(m.Payload) > MaxPayload {
		return fault.New(fault.PayloadTooLarge, "the payload has %d bytes; the limit is %d", len(m.Payload), MaxPayload)
	}
	if m.QoS != 0 && m.QoS != 1 {
		return invalid("QoS is %d; AWS IoT has 0 and 1", m.QoS)
	}
	if m.Retain && m.Topic[0] == '$' {
		return invalid("retain is set and topic %q is reserved; AWS IoT retains nothing on topics that begin with $", shorten(m.Topic))
	}
	if !text(m.ContentType) {
		return invalid("the content type %q is not UTF-8 text", shorten(m.ContentType))
	}
	if !text(m.ResponseTopic) || strings.ContainsAny(m.ResponseTopic, "+#") {
		return invalid("the response topic %q is not UTF-8 text without wildcards", shorten(m.ResponseTopic))
	}
	for _, p := range m.UserProperties {
		if !text(p.Name) || !text(p.Value) {
			return invalid("the user property %q is not UTF-8 text", shorten(p.Name))
		}
	}
	if m.MessageExpiry < NoExpiry || m.MessageExpiry > math.MaxUint32 {
		return invalid("the message expiry is %d; it can be from 1 to %d seconds, or -1 for none", m.MessageExpiry, uint32(math.MaxUint32))
	}
	switch m.PayloadFormat {
	case "", FormatBytes:
	case FormatUTF8:
		if !utf8.Valid(m.Payload) {
			return invalid("the payload format is %s and the payload is not UTF-8", FormatUTF8)
		}
	default:
		return invalid("the payload format is %q; AWS IoT has %s and %s", shorten(m.PayloadFormat), FormatUTF8, FormatBytes)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fault.New(fault.MessageInvalid, format, args...)
}

// text reports whether s is a UTF-8 string as MQTT 5 has it.
func text(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// appendTarget appends path and query of the request.
func (m *Message) appendTarget(dst []byte) []byte {
	dst = append(dst, "/topics/"...)
	dst = appendEscaped(dst, m.Topic)
	dst = append(dst, "?qos="...)
	dst = strconv.AppendInt(dst, int64(m.QoS), 10)
	if m.Retain {
		dst = append(dst, "&retain=true"...)
	}
	if m.ContentType != "" {
		dst = appendEscaped(append(dst, "&contentType="...), m.ContentType)
	}
	if m.MessageExpiry > 0 {
		dst = strconv.AppendInt(append(dst, "&messageExpiry="...), m.MessageExpiry, 10)
	}
	if m.ResponseTopic != "" {
		dst = appendEscaped(append(dst, "&responseTopic="...), m.ResponseTopic)
	}
	return dst
}

// headers returns the properties that travel as headers.
func (m *Message) headers() (h []client.Header) {
	if len(m.CorrelationData) > 0 {
		h = append(h, client.Header{Name: "x-amz-mqtt5-correlation-data", Value: base64.StdEncoding.EncodeToString(m.CorrelationData)})
	}
	if m.PayloadFormat != "" {
		h = append(h, client.Header{Name: "x-amz-mqtt5-payload-format-indicator", Value: m.PayloadFormat})
	}
	if len(m.UserProperties) > 0 {
		properties := base64.StdEncoding.EncodeToString(encodeProperties(m.UserProperties))
		h = append(h, client.Header{Name: "x-amz-mqtt5-user-properties", Value: properties})
	}
	return h
}

// encodeProperties returns a JSON array of objects with one key each, in ASCII
// as the SDKs of AWS write it.
func encodeProperties(properties []Property) []byte {
	out := []byte{'['}
	for i, p := range properties {
		if i > 0 {
			out = append(out, ',')
		}
		out = json.AppendString(append(out, '{'), p.Name)
		out = json.AppendString(append(out, ':'), p.Value)
		out = append(out, '}')
	}
	return append(out, ']')
}
