package conformance

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// diagnoseErrorCases are errors of a connection, of options and of services, from
// which alone a diagnosis is made.
func diagnoseErrorCases() []testCase {
	var cases []testCase
	for _, e := range []struct {
		name, given string
		code        fault.Code
		cause       string
		stage       string
	}{
		{"options", "", fault.CAUnreadable, "ca_unreadable", "configuration"},
		{"key", "", fault.ClientKeyMismatch, "client_key_mismatch", "configuration"},
		{"url", "", fault.InvalidURL, "url_invalid", "configuration"},
		{"iot", "", fault.PublishForbidden, "iot_policy", "iot"},
		{"metadata", "", fault.MetadataRefused, "metadata_refused", "metadata"},
		{"of-its-own", "leaf_expired", fault.CertificateExpired, "leaf_expired", "certificate"},
		{"none", "", fault.CredentialsMissing, "", ""},
	} {
		c := testCase{
			row: "diagnose_error", family: "diagnose", name: e.name, expect: "OK", want: map[string]string{"cause": e.cause, "stage": e.stage},
			call: wire.Frame{Head: "diagnose_error"},
		}
		c.call.Add("code", strconv.Itoa(int(e.code)))
		c.call.Add("message", "what happened")
		c.call.Add("cause", e.given)
		cases = append(cases, c)
	}
	return cases
}

// faultCases are the scenarios of a diagnosis that every language can be told of.
func faultCases(t *testing.T) []testCase {
	stages := map[string]string{}
	for _, row := range diagnose.Rows() {
		stages[row.ID] = row.Stage
	}
	var cases []testCase
	for _, s := range diagnosetest.Scenarios() {
		if !s.Start(t).Everywhere() {
			continue
		}
		c := testCase{
			row: "diagnose", family: "faults", name: s.ID(), expect: "OK", want: map[string]string{"cause": s.Cause, "stage": stages[s.Cause]},
			call: wire.Frame{Head: "diagnose"},
		}
		c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) {
			l := s.Start(t)
			call.Add("url", l.URL)
			for key, value := range l.Settings() {
				call.Add("option:"+key, value)
			}
			return func(*testing.T) {}
		}
		c.judge = func(t *testing.T, answer *wire.Frame) {
			if answer.Get("fix") == "" || !strings.Contains(answer.Get("summary")+answer.Get("evidence"), s.Shows) {
				t.Errorf("nothing shows %q in %q; fix %q", s.Shows, answer.Get("evidence"), answer.Get("fix"))
			}
		}
		cases = append(cases, c)
	}
	return cases
}
