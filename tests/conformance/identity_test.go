package conformance

import (
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

var allowLists = []string{"accounts", "regions", "zones", "instances", "images", "instance_types"}

// identityCases are the records of tests/vectors/identity, see README.md there.
func identityCases(t *testing.T) []testCase {
	keys := slices.Concat(allowLists, strings.Fields("name comment source provider certificate_b64 min_digest max_age"+
		" signature signature_b64 document document_b64 audience now expect want."))
	var cases []testCase
	for _, r := range records(t, "../vectors/identity/*.txt", keys...) {
		c := testCase{row: "verify", family: "identity", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		c.call = wire.Frame{Head: "verify"}
		pins := ""
		for _, line := range r.lines {
			key, value := line[0], line[1]
			field, isWant := strings.CutPrefix(key, "want.")
			switch {
			case isWant:
				c.want[field] = value
			case key == "certificate_b64":
				pins += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(decoded(t, value))}))
			case key == "max_age":
				c.call.Add("option:identity.max_age", value+"000")
			case slices.Contains(allowLists, key):
				c.call.Add("option:identity."+key, strings.ReplaceAll(value, ",", "\n"))
			case key == "provider", key == "min_digest":
				c.call.Add("option:identity."+key, value)
			case key == "audience", key == "now":
				c.call.Add(key, value)
			}
		}
		if pins != "" {
			c.call.Add("option:identity.certificates", pins)
		}
		for _, key := range []string{"signature", "document"} {
			if value, ok := r.bytes(t, key); ok {
				c.call.Add(key, value)
			}
		}
		if c.expect != "OK" && len(c.want) != 0 {
			t.Fatalf("%s: an error and fields", c.name)
		}
		batch := c
		batch.row, batch.call = "verify_batch", *c.clone()
		batch.call.Head = batch.row
		cases = append(cases, c, batch)
	}
	return cases
}
