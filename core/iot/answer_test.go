package iot

import (
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func TestAStatusAloneIsNoReceipt(t *testing.T) {
	for body, ok := range map[string]bool{
		`{"message":"OK","traceId":"1"}`: true,
		`{"traceId":"1"}`:                true,
		"not json":                       false,
		"":                               true,
		"{}":                             true,
		`{"traceId":"1`:                  false,
		"[]":                             false,
		"<html>log in</html>":            false,
	} {
		got, err := receipt(&client.Response{StatusCode: 200, Body: []byte(body)}, &Message{Topic: "t"})
		if ok && (err != nil || got == nil) {
			t.Errorf("%q: %v", body, err)
		}
		if !ok && (err == nil || fault.From(err).Code != fault.PublishUncertain || fault.From(err).Detail != 200) {
			t.Errorf("%q: %v, %v", body, got, err)
		}
	}
}
