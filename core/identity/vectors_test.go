package identity_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/identity"
)

// vector is a record of tests/vectors/identity, described in its README.md.
type vector struct {
	name, expect string
	options      identity.Options
	input        identity.Claim
}

const vectorFiles = "../../tests/vectors/identity/*.txt"

func readVectors(tb testing.TB) []vector {
	tb.Helper()
	files, err := filepath.Glob(vectorFiles)
	if err != nil || len(files) == 0 {
		tb.Fatalf("no vectors at %s", vectorFiles)
	}
	var vectors []vector
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		for record := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n\n") {
			vectors = append(vectors, parseVector(tb, record))
		}
	}
	return vectors
}

func parseVector(tb testing.TB, record string) vector {
	var v vector
	decode := func(text string) []byte {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			tb.Fatalf("%s: %v", v.name, err)
		}
		return b
	}
	integer := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			tb.Fatalf("%s: %v", v.name, err)
		}
		return n
	}
	lists := map[string]*[]string{
		"accounts": &v.options.Accounts, "regions": &v.options.Regions, "zones": &v.options.Zones,
		"instances": &v.options.Instances, "images": &v.options.Images, "instance_types": &v.options.InstanceTypes,
	}
	for line := range strings.SplitSeq(record, "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch key {
		case "name":
			v.name = value
		case "comment", "source":
		case "provider":
			v.options.Provider = value
		case "certificate_b64":
			v.options.Certificates = append(v.options.Certificates, decode(value))
		case "min_digest":
			v.options.MinDigest = value
		case "max_age":
			v.options.MaxAge = time.Duration(integer(value)) * time.Second
		case "signature":
			v.input.Signature = []byte(value)
		case "signature_b64":
			v.input.Signature = decode(value)
		case "document":
			v.input.Document = []byte(value)
		case "document_b64":
			v.input.Document = decode(value)
		case "audience":
			v.input.Audience, v.input.ExpectAudience = value, true
		case "now":
			v.input.Now = time.Unix(integer(value), 0)
		case "expect":
			v.expect = value
		default:
			if strings.HasPrefix(key, "want.") { // tests/conformance compares them
				continue
			}
			list, ok := lists[key]
			if !ok {
				tb.Fatalf("%s: unknown key %q", v.name, key)
			}
			*list = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
		}
	}
	return v
}

// named returns the vector with that name.
func named(tb testing.TB, name string) vector {
	for _, v := range readVectors(tb) {
		if v.name == name {
			return v
		}
	}
	tb.Fatalf("no vector is named %s", name)
	return vector{}
}

func (v *vector) verify() (*identity.Identity, error) {
	verifier, err := identity.New(v.options)
	if err != nil {
		return nil, err
	}
	return verifier.Verify(&v.input)
}

// What a document says, or why it is refused, is decided in tests/conformance.
func TestVerifyLeavesInputAndErrorsLeaveNoIdentity(t *testing.T) {
	for _, v := range readVectors(t) {
		signature, document := bytes.Clone(v.input.Signature), bytes.Clone(v.input.Document)
		id, err := v.verify()
		if !bytes.Equal(signature, v.input.Signature) || !bytes.Equal(document, v.input.Document) {
			t.Errorf("%s: the input was changed", v.name)
		}
		if (id == nil) != (err != nil) {
			t.Errorf("%s: got %v, %v", v.name, id, err)
		}
	}
}
