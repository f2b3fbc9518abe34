package identity_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// vector is a record of tests/vectors/identity, described in its README.md.
type vector struct {
	name, expect string
	options      identity.Options
	input        identity.Claim
	want         map[string]string
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
	v := vector{want: map[string]string{}}
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
			if field, ok := strings.CutPrefix(key, "want."); ok {
				v.want[field] = value
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

func TestVectors(t *testing.T) {
	for _, v := range readVectors(t) {
		t.Run(v.name, func(t *testing.T) {
			before := bytes.Clone(v.input.Signature)
			id, err := v.verify()
			if !bytes.Equal(before, v.input.Signature) {
				t.Error("the input was changed")
			}
			if v.expect != "OK" {
				var e *fault.Error
				if !errors.As(err, &e) || e.Code.Name() != v.expect || id != nil {
					t.Fatalf("got %v, %v; want %s", id, err, v.expect)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for field, want := range v.want {
				if got := fieldOf(t, id, field); got != want {
					t.Errorf("%s: got %q, want %q", field, got, want)
				}
			}
		})
	}
}

func fieldOf(t *testing.T, id *identity.Identity, name string) string {
	value, ok := map[string]string{
		"provider": id.Provider, "instance_id": id.InstanceID, "account_id": id.AccountID, "region_id": id.RegionID,
		"zone_id": id.ZoneID, "image_id": id.ImageID, "instance_type": id.InstanceType, "private_ipv4": id.PrivateIPv4,
		"mac": id.MAC, "serial_number": id.SerialNumber, "create_time": id.CreateTime, "audience": id.Audience,
		"digest_algorithm": id.DigestAlgorithm, "signer_fingerprint": id.SignerFingerprint, "raw": string(id.Raw),
	}[name]
	if !ok {
		t.Fatalf("unknown field %q", name)
	}
	return value
}
