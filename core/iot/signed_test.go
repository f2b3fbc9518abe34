package iot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/sigv4"
)

func TestSignedRequestIsTheRequestWithASignature(t *testing.T) {
	publisher, err := iot.New(iot.Options{
		Endpoint: "a1example-ats.iot.eu-west-1.amazonaws.com",
		Signing: &sigv4.Options{Credentials: credentials.Credentials{
			AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	message := &iot.Message{Topic: "a b/c", Payload: []byte("{}"), QoS: 1, MessageExpiry: -1}
	plain, err := publisher.Prepare(message)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := publisher.PrepareSigned(message, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if signed.URL != plain.URL || string(signed.Body) != "{}" || !publisher.Signs() {
		t.Errorf("signed %q %q, plain %q", signed.URL, signed.Body, plain.URL)
	}
	authorization := header(signed, "Authorization")
	if !strings.Contains(authorization, "AKIDEXAMPLE/20260102/eu-west-1/iotdata/aws4_request") || header(plain, "Authorization") != "" {
		t.Errorf("Authorization is %q", authorization)
	}
	if _, err := publisher.PrepareSigned(&iot.Message{Topic: "#"}, time.Now()); fault.CodeOf(err) != fault.TopicInvalid {
		t.Errorf("topic #: %v", err)
	}
	if _, err := publisher.Publish(t.Context(), nil); fault.CodeOf(err) != fault.NullPointer {
		t.Errorf("no message: %v", err)
	}
}
