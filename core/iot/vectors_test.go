package iot_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
)

// reference holds requests made by the AWS SDK for Python, kept outside the
// repository.
const reference = "../../../shared/vectors/iot_publish_botocore_vectors.json"

type vectorFile struct {
	Credentials  [3]string
	Region, Time string
	Cases        []struct {
		In struct {
			Topic, Payload             string // the payload in hex
			QoS                        int
			Retain                     bool
			ContentType, ResponseTopic string
			MessageExpiry              int64
			CorrelationData            string // base64
			PayloadFormatIndicator     string
			UserProperties             []map[string]string
		}
		Method, URL string
		Headers     map[string]string
	}
}

func TestRequestsAreThoseOfTheSDK(t *testing.T) {
	data, err := os.ReadFile(reference)
	if err != nil {
		fmt.Fprintln(os.Stderr, "SKIPPED: TestRequestsAreThoseOfTheSDK:", err)
		t.Skip(err)
	}
	var f vectorFile
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse("20060102T150405Z", f.Time)
	if err != nil {
		t.Fatal(err)
	}
	c := credentials.Credentials{AccessKeyID: f.Credentials[0], SecretAccessKey: f.Credentials[1], SessionToken: f.Credentials[2]}
	signer, err := sigv4.New(sigv4.Options{Credentials: c, Region: f.Region, Service: "iotdata"})
	if err != nil {
		t.Fatal(err)
	}
	endpoint, _, _ := strings.Cut(strings.TrimPrefix(f.Cases[0].URL, "https://"), "/")
	p := publisher(t, iot.Options{Endpoint: endpoint, Client: client.Options{Signer: signer}})
	compared := 0
	for _, tc := range f.Cases {
		m := &iot.Message{
			Topic: tc.In.Topic, QoS: tc.In.QoS, Retain: tc.In.Retain, ContentType: tc.In.ContentType,
			ResponseTopic: tc.In.ResponseTopic, MessageExpiry: tc.In.MessageExpiry, PayloadFormat: tc.In.PayloadFormatIndicator,
		}
		if m.Payload, err = hex.DecodeString(tc.In.Payload); err != nil {
			t.Fatal(err)
		}
		if m.CorrelationData, err = base64.StdEncoding.DecodeString(tc.In.CorrelationData); err != nil {
			t.Fatal(err)
		}
		for _, one := range tc.In.UserProperties {
			for name, value := range one {
				m.UserProperties = append(m.UserProperties, iot.Property{Name: name, Value: value})
			}
		}
		r, err := p.Prepare(m)
		if strings.ContainsAny(m.Topic, "+#") { // the SDK lets the service refuse them
			if !errors.Is(err, fault.TopicInvalid) {
				t.Errorf("%q: got %v", m.Topic, err)
			}
			continue
		}
		if m.Retain && m.Topic[0] == '$' || strings.ContainsAny(m.ResponseTopic, "+#") {
			if !errors.Is(err, fault.MessageInvalid) {
				t.Errorf("%q: got %v", m.Topic, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", m.Topic, err)
			continue
		}
		compared++
		if r.Method != tc.Method || r.URL != tc.URL {
			t.Errorf("%q: got %s %s, want %s", m.Topic, r.Method, r.URL, tc.URL)
		}
		signed, err := signer.Sign(&sigv4.Request{Method: r.Method, URL: r.URL, Headers: r.Headers, Body: r.Body, Time: at})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, h := range signed.Headers {
			got[strings.ToLower(h.Name)] = h.Value
		}
		for name, want := range tc.Headers {
			if name != "Content-Length" && got[strings.ToLower(name)] != want {
				t.Errorf("%q: %s is %q, want %q", m.Topic, name, got[strings.ToLower(name)], want)
			}
		}
	}
	if compared < 45 {
		t.Errorf("only %d of %d requests were compared", compared, len(f.Cases))
	}
	t.Logf("%d of %d requests compared, signatures included; the others have topics that are refused", compared, len(f.Cases))
}
