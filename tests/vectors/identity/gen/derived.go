package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

const realSource = "derived from real.txt"

// derivedVectors show the real message in other forms, and what is refused of it.
func derivedVectors(der []byte) []vector {
	start := bytes.Index(der, []byte(`{"zone-id"`))
	end := bytes.Index(der, []byte(`"abc"}`)) + len(`"abc"}`)
	spliced := der[start:end]
	bare := append(bytes.TrimSuffix(bytes.Clone(spliced), []byte(`,"audience":"abc"}`)), '}')

	base64 := text64(der)
	var wrapped []byte
	for i := 0; i < len(base64); i += 64 {
		wrapped = append(append(wrapped, base64[i:min(i+64, len(base64))]...), " \r\n"...)
	}
	script := fmt.Sprintf("-----BEGIN CERTIFICATE-----\n%s\n\n-----END CERTIFICATE-----\n", base64)
	changed := bytes.Clone(der)
	changed[bytes.Index(der, []byte("i-8vb"))+2] ^= 1

	ok := func(name, comment string, signature []byte) vector {
		return vector{
			name: "real-" + name, comment: comment, source: realSource, signature: signature,
			audience: "abc", expect: "OK", want: []string{"instance_id: i-8vb9b97xf7msxi4k6tgx", "audience: abc", "digest_algorithm: sha1"},
		}
	}
	bad := func(name, comment, code string) vector {
		return vector{
			name: "real-" + name, comment: comment, source: realSource, signature: base64, audience: "abc", expect: code,
		}
	}
	with := func(v vector, change func(*vector)) vector { change(&v); return v }

	vectors := []vector{
		ok("wrapped", "base64 in lines that end with a space and CRLF", wrapped),
		ok("script", "PEM as the published script writes it: label CERTIFICATE, blank line before END", []byte(script)),
		ok("pem-pkcs7", "PEM with the label PKCS7", toPEM("PKCS7", der)),
		ok("pem-cms", "PEM with the label CMS", toPEM("CMS", der)),
		ok("der", "DER", der),
		with(ok("bare-document", "the document of the metadata service beside the signature", base64), func(v *vector) { v.document = bare }),
		with(ok("spliced-document", "the same with the audience in it", base64), func(v *vector) { v.document = spliced }),

		with(bad("wrong-audience", "presented to another party", "AUDIENCE_MISMATCH"), func(v *vector) { v.audience = "abd" }),
		with(bad("audience-prefix", "an audience that is only the end of the signed one", "AUDIENCE_MISMATCH"), func(v *vector) { v.audience = "bc" }),
		with(bad("no-audience", "presented to a party that expects no audience", "AUDIENCE_UNEXPECTED"), func(v *vector) { v.audience = "" }),
		with(bad("other-document", "beside the document of another instance", "DOCUMENT_MISMATCH"), func(v *vector) {
			v.document = bytes.Replace(bare, []byte("i-8vb"), []byte("i-9vb"), 1)
		}),
		with(bad("spaced-document", "spliced with the space of the published recipe, which is an error of translation", "DOCUMENT_MISMATCH"), func(v *vector) {
			v.document = bytes.Replace(spliced, []byte(`,"audience"`), []byte(` ,"audience"`), 1)
		}),
		with(bad("newline-document", "a newline after the document", "DOCUMENT_MISMATCH"), func(v *vector) { v.document = append(bytes.Clone(bare), '\n') }),
		with(bad("changed-byte", "one bit of the instance id changed", "SIGNATURE_INVALID"), func(v *vector) { v.signature = text64(changed) }),
		with(bad("trailing-byte", "a byte after the message", "SIGNATURE_TRAILING_DATA"), func(v *vector) { v.signature = append(bytes.Clone(der), 0) }),
		with(bad("trailing-pem", "two PEM blocks", "SIGNATURE_TRAILING_DATA"), func(v *vector) {
			v.signature = append(toPEM("PKCS7", der), toPEM("PKCS7", der)...)
		}),
		with(bad("cut-off", "the last byte is missing", "SIGNATURE_MALFORMED"), func(v *vector) { v.signature = der[:len(der)-1] }),
		with(bad("pem-label", "PEM with the label of something else", "SIGNATURE_MALFORMED"), func(v *vector) { v.signature = toPEM("RSA PRIVATE KEY", der) }),
		with(bad("empty", "no signature, only white space", "SIGNATURE_EMPTY"), func(v *vector) { v.signature = []byte(" \n") }),
		with(bad("sha256-wanted", "SHA-1 where the caller asks for more", "DIGEST_TOO_WEAK"), func(v *vector) { v.options = []string{"min_digest: sha256"} }),
		with(bad("max-age", "an audience that holds no time", "IDENTITY_STALE"), func(v *vector) { v.options = []string{"max_age: 3600"} }),
		with(bad("before", "before the pinned certificate", "CERTIFICATE_NOT_VALID_NOW"), func(v *vector) {
			v.now = time.Date(2018, 2, 23, 1, 29, 37, 0, time.UTC)
		}),
		with(bad("after", "after the pinned certificate", "CERTIFICATE_NOT_VALID_NOW"), func(v *vector) {
			v.now = time.Date(2038, 2, 18, 1, 29, 39, 0, time.UTC)
		}),
		with(bad("other-pin", "with another certificate pinned", "SIGNER_UNTRUSTED"), func(v *vector) { v.certificates = [][]byte{testParty().certificate} }),
		with(bad("pin-cut", "with two pins in one text, the second cut off", "PIN_MALFORMED"), func(v *vector) {
			whole := toPEM("CERTIFICATE", testParty().certificate)
			v.certificates = [][]byte{append(whole, whole[:len(whole)/2]...)}
		}),
		with(bad("pin-malformed", "with a pin that is no certificate", "PIN_MALFORMED"), func(v *vector) { v.certificates = [][]byte{[]byte("abc")} }),
		with(ok("allowed", "on every allow-list", base64), func(v *vector) {
			v.options = []string{
				"accounts: 1,1900050632443592", "regions: cn-zhangjiakou", "zones: cn-zhangjiakou-c", "instances: i-8vb9b97xf7msxi4k6tgx",
				"images: m-8vbipaljoi4ep0rcxght", "instance_types: ecs.gn6v-c8g1.8xlarge",
			}
		}),
		with(bad("none-allowed", "an empty allow-list allows nothing", "POLICY_REGION"), func(v *vector) { v.options = []string{"regions:"} }),
	}
	for _, list := range []string{"accounts", "regions", "zones", "instances", "images", "instance_types"} {
		code := "POLICY_" + strings.ToUpper(strings.TrimSuffix(list, "s"))
		vectors = append(vectors, with(bad("not-in-"+list, "not on that allow-list", code), func(v *vector) {
			v.options = []string{list + ": other,CN-ZHANGJIAKOU"}
		}))
	}
	return vectors
}
