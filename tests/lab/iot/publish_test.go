package iot_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/lab/iot"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

// post publishes as the active device on port 8443.
func (s *stand) post(path string, body []byte, header http.Header) (int, http.Header, string) {
	s.t.Helper()
	request := wiretest.Request(s.t, http.MethodPost, "https://"+host+path, string(body))
	for name, values := range header {
		request.Header[name] = values
	}
	return s.send(s.client(s.port8443, s.active), request)
}

func (s *stand) send(client *http.Client, request *http.Request) (int, http.Header, string) {
	s.t.Helper()
	answer := wiretest.Do(s.t, client, request)
	return answer.Status, answer.Header, answer.Body
}

func TestJournalHasTheMessageDecoded(t *testing.T) {
	s := start(t)
	status, header, body := s.post("/topics/data%2Ftest%2F%E6%B8%A9%20x?qos=1&retain=true&contentType=text%2Fplain&responseTopic=r%2Ft&messageExpiry=60",
		[]byte("p\x00"), http.Header{
			"X-Amz-Mqtt5-User-Properties":          {base64.StdEncoding.EncodeToString([]byte(`[{"a":"1"},{"a":"2"}]`))},
			"X-Amz-Mqtt5-Correlation-Data":         {"AAE="},
			"X-Amz-Mqtt5-Payload-Format-Indicator": {"UTF8_DATA"},
		})
	if status != 200 || !strings.Contains(body, `"message":"OK"`) || !strings.Contains(body, `"traceId":"`) || header.Get("x-amzn-RequestId") == "" {
		t.Fatalf("%d %v %s", status, header, body)
	}
	records := s.journal.Since("iot", 0)
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	expiry := int64(60)
	want := &iot.Message{
		Topic: "data/test/温 x", Payload: []byte("p\x00"), QoS: 1, Retain: true, ContentType: "text/plain", ResponseTopic: "r/t",
		MessageExpiry: &expiry, UserProperties: []map[string]string{{"a": "1"}, {"a": "2"}}, CorrelationData: []byte{0, 1}, PayloadFormat: "UTF8_DATA",
	}
	if got := records[0].Detail["message"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := records[0].Detail["caller"]; got != "certificate device" {
		t.Errorf("caller %q", got)
	}
}

func TestLimitsAndFormsAreEnforced(t *testing.T) {
	s := start(t)
	long := strings.Repeat("a", 256)
	header := func(name, value string) http.Header { return http.Header{name: {value}} }
	for _, c := range []struct {
		claim  string
		path   string
		size   int
		header http.Header
		status int
		kind   string
	}{
		{"raw slashes", "/topics/data/test", 0, nil, 200, ""},
		{"largest payload", "/topics/a", 128 << 10, nil, 200, ""},
		{"too large a payload", "/topics/a", 128<<10 + 1, nil, 413, "RequestEntityTooLargeException"},
		{"longest topic", "/topics/" + long, 0, nil, 200, ""},
		{"too long a topic", "/topics/" + long + "a", 0, nil, 400, "InvalidRequestException"},
		{"basic ingest is not counted", "/topics/%24aws%2Frules%2Frule%2F" + long, 0, nil, 200, ""},
		{"deepest topic", "/topics/a" + strings.Repeat("%2Fa", 7), 0, nil, 200, ""},
		{"too deep a topic", "/topics/a" + strings.Repeat("%2Fa", 8), 0, nil, 400, "InvalidRequestException"},
		{"empty topic", "/topics/", 0, nil, 400, "InvalidRequestException"},
		{"wildcard", "/topics/a%2F%23", 0, nil, 400, "InvalidRequestException"},
		{"no UTF-8", "/topics/%FF", 0, nil, 400, "InvalidRequestException"},
		{"QoS 2", "/topics/a?qos=2", 0, nil, 400, "InvalidRequestException"},
		{"retain", "/topics/a?retain=1", 0, nil, 400, "InvalidRequestException"},
		{"expiry", "/topics/a?messageExpiry=soon", 0, nil, 400, "InvalidRequestException"},
		{"response topic", "/topics/a?responseTopic=%2B", 0, nil, 400, "InvalidRequestException"},
		{"properties", "/topics/a", 0, header("X-Amz-Mqtt5-User-Properties", "{}"), 400, "InvalidRequestException"},
		{"two keys in a property", "/topics/a", 0, header("X-Amz-Mqtt5-User-Properties", base64.StdEncoding.EncodeToString([]byte(`[{"a":"1","b":"2"}]`))), 400, "InvalidRequestException"},
		{"correlation data", "/topics/a", 0, header("X-Amz-Mqtt5-Correlation-Data", "%"), 400, "InvalidRequestException"},
		{"format", "/topics/a", 0, header("X-Amz-Mqtt5-Payload-Format-Indicator", "TEXT"), 400, "InvalidRequestException"},
		{"other path", "/things/a/shadow", 0, nil, 404, "ResourceNotFoundException"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			status, header, body := s.post(c.path, make([]byte, c.size), c.header)
			if status != c.status || strings.TrimSuffix(header.Get("x-amzn-ErrorType"), ":") != c.kind {
				t.Errorf("%d %v %s", status, header, body)
			}
		})
	}
}

func TestEveryFailTopicFails(t *testing.T) {
	s := start(t)
	want := map[string]string{
		"lab/denied": "403", "lab/throttled": "429", "lab/throttled-once": "429", "lab/failing": "500", "lab/silent": "closed",
	}
	for topic := range iot.Failures {
		got := "closed"
		request := wiretest.Request(t, http.MethodPost, "https://"+host+"/topics/"+topic, "")
		if answer, err := wiretest.Try(s.client(s.port8443, s.active), request); err == nil {
			got = fmt.Sprint(answer.Status)
		}
		if got != want[topic] {
			t.Errorf("%s: %s", topic, got)
		}
	}
	if status, _, _ := s.post("/topics/lab%2Fthrottled-once", nil, nil); status != 200 {
		t.Errorf("repeated: %d", status)
	}
}

func TestOnlyPOSTPublishes(t *testing.T) {
	s := start(t)
	request := wiretest.Request(t, http.MethodGet, "https://"+host+"/topics/a", "")
	if status, _, _ := s.send(s.client(s.port8443, s.active), request); status != 405 {
		t.Error(status)
	}
}
