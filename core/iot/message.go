package iot

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
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
func (m *Message) headers() ([]client.Header, error) {
	var h []client.Header
	if len(m.CorrelationData) > 0 {
		h = append(h, client.Header{Name: "x-amz-mqtt5-correlation-data", Value: base64.StdEncoding.EncodeToString(m.CorrelationData)})
	}
	if m.PayloadFormat != "" {
		h = append(h, client.Header{Name: "x-amz-mqtt5-payload-format-indicator", Value: m.PayloadFormat})
	}
	if len(m.UserProperties) > 0 {
		properties, err := encodeProperties(m.UserProperties)
		if err != nil {
			return nil, err
		}
		h = append(h, client.Header{Name: "x-amz-mqtt5-user-properties", Value: base64.StdEncoding.EncodeToString(properties)})
	}
	return h, nil
}

// encodeProperties returns a JSON array of objects with one key each, in ASCII
// as the SDKs of AWS write it.
func encodeProperties(properties []Property) ([]byte, error) {
	objects := make([]map[string]string, len(properties))
	for i, p := range properties {
		objects[i] = map[string]string{p.Name: p.Value}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(objects); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "user properties: %v", err)
	}
	var ascii []byte
	for _, r := range strings.TrimSuffix(out.String(), "\n") {
		switch {
		case r < utf8.RuneSelf:
			ascii = append(ascii, byte(r))
		case r < 0x10000:
			ascii = fmt.Appendf(ascii, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			ascii = fmt.Appendf(ascii, `\u%04x\u%04x`, high, low)
		}
	}
	return ascii, nil
}
