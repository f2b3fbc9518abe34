package conformance

import (
	"strconv"

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
