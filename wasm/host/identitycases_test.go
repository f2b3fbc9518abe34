package host_test

import (
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/wasm/host"
)

// identityCase is a record of tests/vectors/identity, described in its README.md.
type identityCase struct {
	name, expect string
	options      host.Options
	claim        host.Claim
	want         map[string]string
}

func identityCases(tb testing.TB) []identityCase {
	tb.Helper()
	files, err := filepath.Glob("../../tests/vectors/identity/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatal("no vectors")
	}
	var cases []identityCase
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		for record := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n\n") {
			cases = append(cases, parseIdentityCase(tb, record))
		}
	}
	return cases
}

func parseIdentityCase(tb testing.TB, record string) identityCase {
	c := identityCase{options: host.Options{}, want: map[string]string{}}
	decode := func(text string) []byte {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			tb.Fatalf("%s: %v", c.name, err)
		}
		return b
	}
	lists := []string{"accounts", "regions", "zones", "instances", "images", "instance_types"}
	for line := range strings.SplitSeq(record, "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case key == "name":
			c.name = value
		case key == "comment", key == "source":
		case key == "provider", key == "min_digest":
			c.options["identity."+key] = value
		case key == "certificate_b64":
			block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: decode(value)})
			c.options["identity.certificates"] += string(block)
		case key == "max_age":
			c.options["identity.max_age"] = value + "000"
		case slices.Contains(lists, key):
			c.options["identity."+key] = strings.ReplaceAll(value, ",", "\n")
		case key == "signature":
			c.claim.Signature = []byte(value)
		case key == "signature_b64":
			c.claim.Signature = decode(value)
		case key == "document":
			c.claim.Document = []byte(value)
		case key == "document_b64":
			c.claim.Document = decode(value)
		case key == "audience":
			c.claim.Audience, c.claim.ExpectAudience = value, true
		case key == "now":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				tb.Fatalf("%s: %v", c.name, err)
			}
			c.claim.Now = time.Unix(n, 0)
		case key == "expect":
			c.expect = value
		case strings.HasPrefix(key, "want."):
			c.want[strings.TrimPrefix(key, "want.")] = value
		default:
			tb.Fatalf("%s: unknown key %q", c.name, key)
		}
	}
	return c
}
