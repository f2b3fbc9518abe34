package iot

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func TestAStatusAloneIsNoReceipt(t *testing.T) {
	for _, tc := range []struct {
		status int
		body   string
		ok     bool
	}{
		{200, `{"message":"OK","traceId":"1"}`, true},
		{200, `{"message":"OK"}`, true},
		{200, `{"traceId":"1"}`, true},
		{200, `{"traceId":"1","more":{}}`, true},
		{200, "", true}, // as the API reference has it
		{200, "not json", false},
		{200, "OK", false},
		{200, "{}", true}, // as emulators write an empty one
		{200, " { }\n", true},
		{200, "\n", true},
		{200, "{", false},
		{200, "}", false},
		{200, "{]", false},
		{200, "null", false},
		{200, "[]", false},
		{200, `"OK"`, false},
		{200, `{"traceId":"1`, false},
		{200, `{"traceId":1}`, false},
		{200, `{"traceId":""}`, false},
		{200, `{"message":"Forbidden","traceId":"1"}`, false},
		{200, `{"message":"Welcome, please log in"}`, false},
		{200, `{"login":"https://portal.example/"}`, false},
		{200, "<html>log in</html>", false},
		{200, `{"traceId":"` + strings.Repeat("1", maxAnswer) + `"}`, false},
		{201, `{"message":"OK","traceId":"1"}`, false},
		{202, "", false},
		{204, "", false},
	} {
		got, err := receipt(&client.Response{StatusCode: tc.status, Body: []byte(tc.body)}, &Message{Topic: "t"})
		if tc.ok && (err != nil || got == nil) {
			t.Errorf("%d %.40q: %v", tc.status, tc.body, err)
		}
		if tc.ok {
			continue
		}
		e := fault.From(err)
		if err == nil || e.Code != fault.PublishAnswerInvalid || e.Detail != int32(tc.status) || !strings.Contains(e.Message, `topic "t"`) {
			t.Errorf("%d %.40q: %v, %v", tc.status, tc.body, got, err)
		}
		if len(err.Error()) > 400 {
			t.Errorf("%d %.40q: the message has %d bytes", tc.status, tc.body, len(err.Error()))
		}
	}
}

func TestRefusalsHaveTheServicesNames(t *testing.T) {
	for status, name := range map[int]string{
		400: "InvalidRequestException", 401: "UnauthorizedException", 403: "ForbiddenException", 405: "MethodNotAllowedException",
		413: "RequestEntityTooLargeException", 429: "ThrottlingException", 500: "InternalFailureException", 503: "ServiceUnavailableException",
	} {
		byBody := &client.Response{StatusCode: status, Body: []byte(`{"message":"because","traceId":"trace-3"}`)}
		_, err := receipt(byBody, &Message{Topic: "t"})
		if err == nil || !strings.Contains(err.Error(), name+"; because; trace id trace-3") {
			t.Errorf("%d: %v", status, err)
		}
		byHeader := &client.Response{StatusCode: status, Headers: []client.Header{{Name: "x-amzn-RequestId", Value: "request-3"}}}
		_, err = receipt(byHeader, &Message{Topic: "t"})
		if err == nil || !strings.Contains(err.Error(), name+"; request id request-3") {
			t.Errorf("%d without a body: %v", status, err)
		}
		// What has no sign of AWS is not given AWS's words.
		_, err = receipt(&client.Response{StatusCode: status, Body: []byte("<html>blocked</html>")}, &Message{Topic: "t"})
		if err == nil || strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "<html>blocked</html>") {
			t.Errorf("%d from a proxy: %v", status, err)
		}
	}
	own := &client.Response{StatusCode: 400, Headers: []client.Header{{Name: "X-Amzn-Errortype", Value: "OtherException:http://internal"}}, Body: []byte(`{"traceId":"trace-3"}`)}
	if _, err := receipt(own, &Message{Topic: "t"}); err == nil || !strings.Contains(err.Error(), "400; OtherException; trace id trace-3") {
		t.Errorf("the header's name counts: %v", err)
	}
}
