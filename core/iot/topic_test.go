package iot_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

func TestTopicIsOneEncodedSegment(t *testing.T) {
	p := publisher(t, iot.Options{})
	for topic, want := range map[string]string{
		"data/test":       "data%2Ftest",
		"a//b":            "a%2F%2Fb",
		"/a/":             "%2Fa%2F",
		"a/../b":          "a%2F..%2Fb",
		"a?b=c&d":         "a%3Fb%3Dc%26d",
		"a b%20":          "a%20b%2520",
		"$aws/rules/r1/x": "%24aws%2Frules%2Fr1%2Fx",
		"日/🙂":             "%E6%97%A5%2F%F0%9F%99%82",
		"-_.~aZ09":        "-_.~aZ09",
		"...":             "...",
	} {
		r, err := p.Prepare(&iot.Message{Topic: topic})
		if err != nil {
			t.Errorf("%q: %v", topic, err)
			continue
		}
		if r.URL != "https://"+host+"/topics/"+want+"?qos=0" {
			t.Errorf("%q: got %s", topic, r.URL)
		}
	}
}

func TestTopicLimits(t *testing.T) {
	p := publisher(t, iot.Options{})
	long := strings.Repeat("a", 256)
	for _, tc := range []struct {
		name, topic string
		want        error
	}{
		{"empty", "", fault.TopicInvalid},
		{"plus", "a/+/b", fault.TopicInvalid},
		{"hash", "a/#", fault.TopicInvalid},
		{"plus inside a level", "a+b", fault.TopicInvalid},
		{"NUL", "a\x00b", fault.TopicInvalid},
		{"not UTF-8", "a\xff", fault.TopicInvalid},
		{"dot", ".", fault.TopicInvalid},
		{"two dots", "..", fault.TopicInvalid},
		{"256 bytes", long, nil},
		{"257 bytes", long + "a", fault.TopicTooLong},
		{"257 bytes in fewer characters", strings.Repeat("é", 128) + "a", fault.TopicTooLong},
		{"256 bytes after basic ingest", "$aws/rules/rule/" + long, nil},
		{"257 bytes after basic ingest", "$aws/rules/rule/" + long + "a", fault.TopicTooLong},
		{"257 bytes after another reserved prefix", "$aws/things/t/" + long, fault.TopicTooLong},
		{"7 slashes", "a/b/c/d/e/f/g/h", nil},
		{"8 slashes", "a/b/c/d/e/f/g/h/i", fault.TopicTooDeep},
		{"7 slashes after basic ingest", "$aws/rules/rule/a/b/c/d/e/f/g/h", nil},
		{"8 slashes after basic ingest", "$aws/rules/rule/a/b/c/d/e/f/g/h/i", fault.TopicTooDeep},
		{"a rule alone", "$aws/rules/Rule_1", nil},
		{"a rule's name of 128 characters", "$aws/rules/" + long[:128] + "/" + long, nil},
		{"a rule's name of 129 characters", "$aws/rules/" + long[:129] + "/x", fault.TopicTooLong},
		{"a rule's name of 129 characters alone", "$aws/rules/" + long[:129], fault.TopicTooLong},
		{"no rule", "$aws/rules//x", fault.TopicInvalid},
		{"no rule and no end", "$aws/rules/", fault.TopicInvalid},
		{"a rule's name with a hyphen", "$aws/rules/my-rule/x", fault.TopicInvalid},
		{"a rule's name that is not ASCII", "$aws/rules/é/x", fault.TopicInvalid},
		{"a rule's prefix without its end", "$aws/rules", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := p.Prepare(&iot.Message{Topic: tc.topic})
			if !errors.Is(err, tc.want) || (r == nil) == (err == nil) {
				t.Fatalf("got %v, %v; want %v", r, err, tc.want)
			}
		})
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("data/test", "text/plain", "r/t", "name", "value", []byte("x"))
	f.Add("$aws/rules/r/日🙂?&=%", "a&b", "#", "", "\x00", []byte{0xff})
	p := publisher(f, iot.Options{})
	f.Fuzz(func(t *testing.T, topic, contentType, responseTopic, name, value string, data []byte) {
		m := &iot.Message{
			Topic: topic, ContentType: contentType, ResponseTopic: responseTopic,
			UserProperties: []iot.Property{{Name: name, Value: value}}, CorrelationData: data, Payload: data,
		}
		r, err := p.Prepare(m)
		if err != nil {
			if fault.CodeOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		q, err := url.ParseQuery(u.RawQuery)
		if err != nil || q.Get("contentType") != contentType || q.Get("responseTopic") != responseTopic {
			t.Fatalf("query %q (%v)", u.RawQuery, err)
		}
		got, err := url.PathUnescape(strings.TrimPrefix(u.EscapedPath(), "/topics/"))
		if err != nil || got != topic || strings.Count(u.EscapedPath(), "/") != 2 {
			t.Fatalf("path %q is not topic %q", u.EscapedPath(), topic)
		}
	})
}
