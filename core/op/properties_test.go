package op_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// publish starts a stand-in and returns a function that publishes a message and
// returns the user properties that arrived.
func publish(t *testing.T) func(op.Message) (string, error) {
	t.Helper()
	authority := trusttest.Root(t, "root")
	options, network := serve(t, authority, func(w http.ResponseWriter, r *http.Request) {
		properties, _ := base64.StdEncoding.DecodeString(r.Header.Get("x-amz-mqtt5-user-properties"))
		w.Header().Set("X-Saw", string(properties))
		_, _ = io.WriteString(w, "{}")
	})
	device := authority.Issue(t, []string{"device"})
	options = append(options, "iot.endpoint", host, "iot.port", "8443", "tls.cert", string(device.PEM()), "tls.key", string(device.KeyPEM(t)))
	publisher, err := op.NewPublisher(settings(t, options...), network)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(publisher.Close)
	return func(m op.Message) (string, error) {
		m.Topic = "t"
		r, err := publisher.Publish(t.Context(), &m)
		if err != nil {
			return "", err
		}
		fields, err := op.AppendFields(nil, string(r.Headers))
		for _, f := range fields {
			if f.Name == "X-Saw" {
				return f.Value, err
			}
		}
		return "", err
	}
}

func TestUserPropertiesArriveAsTheyWereGiven(t *testing.T) {
	send := publish(t)
	for lines, want := range map[string]string{
		"":                     "",
		"a: 1\nb: 2":           `[{"a":"1"},{"b":"2"}]`,
		"a: 1\r\nb: 2\r\n":     `[{"a":"1"},{"b":"2"}]`,
		"k:   v \t\r\n":        `[{"k":"  v \t"}]`,
		" k : v\n":             `[{" k ":"v"}]`,
		"a:b: c\n":             `[{"a:b":"c"}]`,
		"a:: c\n":              `[{"a:":"c"}]`,
		"a: b: c\n":            `[{"a":"b: c"}]`,
		"a: :\n: b\nempty: \n": `[{"a":":"},{"":"b"},{"empty":""}]`,
	} {
		if got, err := send(op.Message{UserProperties: lines, MessageExpiry: -1}); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", lines, got, err, want)
		}
	}
	for _, lines := range []string{"a", "a:1", "a:\n", "a: 1\n\nb: 2", "\n", "\r\n", "a: 1\rb: 2", "a: 1\r\r\n"} {
		if _, err := send(op.Message{UserProperties: lines, MessageExpiry: -1}); !errors.Is(err, fault.MessageInvalid) {
			t.Errorf("%q: got %v", lines, err)
		}
	}
}

func TestOnlyMinusOneIsNoExpiry(t *testing.T) {
	send := publish(t)
	for expiry, refused := range map[int64]bool{-1: false, 1: false, 1<<32 - 1: false, 0: true, -2: true, 1 << 32: true} {
		if _, err := send(op.Message{MessageExpiry: expiry}); errors.Is(err, fault.MessageInvalid) != refused {
			t.Errorf("%d: %v", expiry, err)
		}
	}
}
