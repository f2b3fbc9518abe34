package iot

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Message is a publish as the service understood it.
type Message struct {
	Topic           string              `json:"topic"`
	Payload         []byte              `json:"payload"` // base64 in JSON
	QoS             int                 `json:"qos"`
	Retain          bool                `json:"retain"`
	ContentType     string              `json:"content_type,omitempty"`
	ResponseTopic   string              `json:"response_topic,omitempty"`
	MessageExpiry   *int64              `json:"message_expiry,omitempty"`
	UserProperties  []map[string]string `json:"user_properties,omitempty"`
	CorrelationData []byte              `json:"correlation_data,omitempty"` // base64 in JSON
	PayloadFormat   string              `json:"payload_format,omitempty"`
}

const (
	maxPayload = 128 << 10
	maxTopic   = 256
	maxSlashes = 7
)

// parse reads a publish; its refusals are those of the service's limits and forms.
func parse(r *http.Request, body []byte) (*Message, *refusal) {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	encoded, ok := strings.CutPrefix(path, "/topics/")
	if !ok {
		return nil, &refusal{http.StatusNotFound, "ResourceNotFoundException", "no such path: " + path}
	}
	topic, err := url.PathUnescape(encoded)
	if err != nil {
		return nil, invalid("the topic is not percent-encoded: %v", err)
	}
	if err := checkTopic(topic); err != nil {
		return nil, invalid("%v", err)
	}
	if len(body) > maxPayload {
		return nil, &refusal{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "Payload is too large"}
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("the query is malformed: %v", err)
	}
	m := &Message{Topic: topic, Payload: body}
	for _, read := range []func() error{
		func() error { return m.readQuery(query) },
		func() error { return m.readHeaders(r.Header) },
	} {
		if err := read(); err != nil {
			return nil, invalid("%v", err)
		}
	}
	return m, nil
}

func checkTopic(topic string) error {
	counted := topic
	if rest, ok := strings.CutPrefix(topic, "$aws/rules/"); ok {
		if _, after, ok := strings.Cut(rest, "/"); ok {
			counted = after
		}
	}
	switch {
	case topic == "" || !utf8.ValidString(topic) || strings.ContainsAny(topic, "\x00+#"):
		return fmt.Errorf("the topic %q is not one to publish to", topic)
	case len(counted) > maxTopic:
		return fmt.Errorf("the topic is longer than %d bytes", maxTopic)
	case strings.Count(counted, "/") > maxSlashes:
		return fmt.Errorf("the topic has more than %d slashes", maxSlashes)
	}
	return nil
}

func (m *Message) readQuery(query url.Values) error {
	switch qos := query.Get("qos"); qos {
	case "", "0":
	case "1":
		m.QoS = 1
	default:
		return fmt.Errorf("qos is %q, not 0 or 1", qos)
	}
	switch retain := query.Get("retain"); retain {
	case "", "false":
	case "true":
		m.Retain = true
	default:
		return fmt.Errorf("retain is %q, not true or false", retain)
	}
	if text := query.Get("messageExpiry"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds < 0 {
			return fmt.Errorf("messageExpiry is %q, not a number of seconds", text)
		}
		m.MessageExpiry = &seconds
	}
	m.ContentType = query.Get("contentType")
	m.ResponseTopic = query.Get("responseTopic")
	if strings.ContainsAny(m.ResponseTopic, "+#") {
		return fmt.Errorf("responseTopic %q has a wildcard", m.ResponseTopic)
	}
	return nil
}

func (m *Message) readHeaders(header http.Header) error {
	if text := header.Get("X-Amz-Mqtt5-User-Properties"); text != "" {
		decoded, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return fmt.Errorf("the user properties are not base64: %w", err)
		}
		if err := json.Unmarshal(decoded, &m.UserProperties); err != nil {
			return fmt.Errorf("the user properties are not a JSON list of objects: %w", err)
		}
		for _, property := range m.UserProperties {
			if len(property) != 1 {
				return fmt.Errorf("a user property has %d keys, not one", len(property))
			}
		}
	}
	if text := header.Get("X-Amz-Mqtt5-Correlation-Data"); text != "" {
		var err error
		if m.CorrelationData, err = base64.StdEncoding.DecodeString(text); err != nil {
			return fmt.Errorf("the correlation data is not base64: %w", err)
		}
	}
	m.PayloadFormat = header.Get("X-Amz-Mqtt5-Payload-Format-Indicator")
	switch m.PayloadFormat {
	case "", "UNSPECIFIED_BYTES", "UTF8_DATA":
		return nil
	}
	return fmt.Errorf("the payload format indicator is %q", m.PayloadFormat)
}
