package op_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

func TestAppendRequestAppendsWhatPublishWouldSend(t *testing.T) {
	options := append([]string{"iot.endpoint", "a1example-ats.iot.eu-west-1.amazonaws.com", "client.sign", "true"}, explicit...)
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	publisher, err := op.NewPublisher(settings(t, options...), op.System{Clock: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	message := op.Message{Topic: "data/test", Payload: []byte("{}"), QoS: 1, MessageExpiry: -1}
	for at, date := range map[int64]string{op.Now: "20260102T030405Z", 1440938160: "20150830T123600Z"} {
		out, parts, err := publisher.AppendPrepared([]byte("before"), &message, at)
		if err != nil {
			t.Fatal(err)
		}
		out = out[len("before"):]
		if cut(out, parts.Method) != "POST" ||
			cut(out, parts.URL) != "https://a1example-ats.iot.eu-west-1.amazonaws.com/topics/data%2Ftest?qos=1" {
			t.Errorf("%s", out)
		}
		headers := cut(out, parts.Headers)
		if !strings.Contains(headers, "X-Amz-Date: "+date+"\r\n") || !strings.Contains(headers, "/eu-west-1/iotdata/aws4_request") {
			t.Errorf("%s", headers)
		}
	}
	message.Topic = "a/+"
	if out, _, err := publisher.AppendPrepared([]byte("before"), &message, op.Now); fault.CodeOf(err) != fault.TopicInvalid || string(out) != "before" {
		t.Errorf("%q %v", out, err)
	}
}

func TestAppendScopeFindsSigningNameAndRegion(t *testing.T) {
	for _, c := range []struct{ host, target, service, region string }{
		{"autoscaling.ap-northeast-1.amazonaws.com:443", "AnyScaleScalingPlannerFrontendService.X", "autoscaling-plans", "ap-northeast-1"},
		{"sts.eu-west-1.amazonaws.com", "", "sts", "eu-west-1"},
		{"example.com", "", "", ""},
	} {
		out, scope := op.AppendScope([]byte("before"), c.host, c.target)
		out = out[len("before"):]
		if cut(out, scope.Service) != c.service || cut(out, scope.Region) != c.region {
			t.Errorf("%s: %s", c.host, out)
		}
	}
}
