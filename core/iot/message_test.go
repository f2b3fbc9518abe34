package iot_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

func header(r *client.Request, name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

func TestPropertiesTravelInQueryAndHeaders(t *testing.T) {
	r, err := publisher(t, iot.Options{Port: 8443}).Prepare(&iot.Message{
		Topic: "t", Payload: []byte("hello"), QoS: 1, Retain: true,
		ContentType: "text/plain; charset=utf-8", ResponseTopic: "r/t", MessageExpiry: 60,
		UserProperties:  []iot.Property{{"b", "<1>"}, {"a", "日🙂\""}, {"b", "2"}},
		CorrelationData: []byte{0, 1, 0xff}, PayloadFormat: iot.FormatUTF8,
	})
	if err != nil {
		t.Fatal(err)
	}
	const target = "/topics/t?qos=1&retain=true&contentType=text%2Fplain%3B%20charset%3Dutf-8&messageExpiry=60&responseTopic=r%2Ft"
	if r.Method != "POST" || r.URL != "https://"+host+":8443"+target {
		t.Errorf("got %s %s", r.Method, r.URL)
	}
	if string(r.Body) != "hello" || !r.DuplicatesAllowed {
		t.Errorf("body %q, duplicates %v", r.Body, r.DuplicatesAllowed)
	}
	if got := header(r, "x-amz-mqtt5-correlation-data"); got != "AAH/" {
		t.Errorf("correlation data %q", got)
	}
	if got := header(r, "x-amz-mqtt5-payload-format-indicator"); got != "UTF8_DATA" {
		t.Errorf("payload format %q", got)
	}
	properties, err := base64.StdEncoding.DecodeString(header(r, "x-amz-mqtt5-user-properties"))
	if want := `[{"b":"<1>"},{"a":"\u65e5\ud83d\ude42\""},{"b":"2"}]`; err != nil || string(properties) != want {
		t.Errorf("user properties %s (%v), want %s", properties, err, want)
	}
}

func TestPlainMessageHasNoHeaders(t *testing.T) {
	for _, expiry := range []int64{0, iot.NoExpiry} {
		r, err := publisher(t, iot.Options{}).Prepare(&iot.Message{Topic: "t", MessageExpiry: expiry})
		if err != nil || r.URL != "https://"+host+"/topics/t?qos=0" || len(r.Headers) != 0 || r.DuplicatesAllowed {
			t.Errorf("expiry %d: got %+v, %v", expiry, r, err)
		}
	}
}

func TestMessageLimits(t *testing.T) {
	p := publisher(t, iot.Options{})
	for _, tc := range []struct {
		name    string
		message iot.Message
		want    error
	}{
		{"131,072 bytes", iot.Message{Payload: make([]byte, 131072)}, nil},
		{"131,073 bytes", iot.Message{Payload: make([]byte, 131073)}, fault.PayloadTooLarge},
		{"QoS 2", iot.Message{QoS: 2}, fault.MessageInvalid},
		{"QoS -1", iot.Message{QoS: -1}, fault.MessageInvalid},
		{"retain nothing", iot.Message{Retain: true}, nil},
		{"retain on a reserved topic", iot.Message{Topic: "$aws/rules/r/x", Retain: true}, fault.MessageInvalid},
		{"content type not UTF-8", iot.Message{ContentType: "\xff"}, fault.MessageInvalid},
		{"content type with NUL", iot.Message{ContentType: "a\x00"}, fault.MessageInvalid},
		{"response topic with wildcard", iot.Message{ResponseTopic: "a/+"}, fault.MessageInvalid},
		{"response topic not UTF-8", iot.Message{ResponseTopic: "\xff"}, fault.MessageInvalid},
		{"property name not UTF-8", iot.Message{UserProperties: []iot.Property{{"\xff", ""}}}, fault.MessageInvalid},
		{"property value not UTF-8", iot.Message{UserProperties: []iot.Property{{"a", "\xff"}}}, fault.MessageInvalid},
		{"empty property", iot.Message{UserProperties: []iot.Property{{"", ""}}}, nil},
		{"the longest expiry", iot.Message{MessageExpiry: math.MaxUint32}, nil},
		{"a longer expiry", iot.Message{MessageExpiry: math.MaxUint32 + 1}, fault.MessageInvalid},
		{"an expiry in the past", iot.Message{MessageExpiry: -2}, fault.MessageInvalid},
		{"the least expiry", iot.Message{MessageExpiry: math.MinInt64}, fault.MessageInvalid},
		{"unknown format", iot.Message{PayloadFormat: "utf8"}, fault.MessageInvalid},
		{"bytes as bytes", iot.Message{PayloadFormat: iot.FormatBytes, Payload: []byte{0xff}}, nil},
		{"bytes as text", iot.Message{PayloadFormat: iot.FormatUTF8, Payload: []byte{0xff}}, fault.MessageInvalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.message.Topic == "" {
				tc.message.Topic = "t"
			}
			if _, err := p.Prepare(&tc.message); !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestRequestDoesNotChangeTheMessage(t *testing.T) {
	m := &iot.Message{Topic: "t", Payload: []byte("p"), CorrelationData: []byte("c")}
	p := publisher(t, iot.Options{Authorizer: &iot.Authorizer{Name: "n"}})
	first, err := p.Prepare(m)
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.Prepare(m)
	if err != nil || first.URL != second.URL || len(first.Headers) != len(second.Headers) || !bytes.Equal(m.Payload, []byte("p")) {
		t.Fatalf("got %+v and %+v (%v)", first, second, err)
	}
}
