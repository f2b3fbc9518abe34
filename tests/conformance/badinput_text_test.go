package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// What is missing. A text that is not there has the code of one that is empty;
// where an empty one is good, a null is a wrong argument. An object that is not
// there is NULL_POINTER.
func nullCases(g goods) []testCase {
	absent := func(what, expect string, key string) bad { return bad{what, expect, []edit{without(key)}, ""} }
	object := func(what, expect string) bad { return bad{what, expect, []edit{null(what)}, "-"} }
	header := []bad{
		{"header_name", "INVALID_HEADER", []edit{with("header", ": b"), null("header_name")}, "name"},
		{"header_value", "INVALID_ARGUMENT", []edit{null("header_value")}, "header"},
	}
	key, secret := "option:credentials.access_key_id", "option:credentials.secret_access_key"
	return slices.Concat(
		g.cases("null", signers, header...),
		g.cases("null", signers,
			absent("method", "INVALID_ARGUMENT", "method"),
			bad{"access_key_id", "CREDENTIALS_INCOMPLETE", []edit{without(key)}, "-"},
			bad{"secret_access_key", "CREDENTIALS_INCOMPLETE", []edit{without(secret)}, "-"},
			bad{"credentials", "CREDENTIALS_MISSING", []edit{without(key), without(secret)}, "-"},
			object("request", "NULL_POINTER")),
		g.cases("null", []string{"sign", "presign", "request"}, absent("url", "INVALID_URL", "url")),
		g.cases("null", []string{"presign", "presign_batch"}, object("expires", "INVALID_ARGUMENT")),
		g.cases("null", []string{"presign_batch"}, object("urls", "NULL_POINTER")),
		g.cases("null", []string{"request"}, append(header, object("request", "NULL_POINTER"))...),
		g.cases("null", []string{"verify"}, absent("signature", "SIGNATURE_EMPTY", "signature"), object("input", "NULL_POINTER")),
		g.cases("null", []string{"verify_batch"}, object("signatures", "NULL_POINTER")),
		g.cases("null", slices.Concat(verifiers, askers), object("provider", "INVALID_ARGUMENT")),
		g.cases("null", publishers,
			absent("topic", "TOPIC_INVALID", "topic"), absent("endpoint", "ENDPOINT_INVALID", "option:iot.endpoint"),
			object("message", "NULL_POINTER")),
		g.cases("null", []string{"metadata_get"}, absent("path", "INVALID_ARGUMENT", "path")),
		g.cases("null", []string{"explain"}, object("refusal", "NULL_POINTER")),
		g.cases("null", receivers, object("request", "NULL_POINTER")),
		g.cases("null", everybody, object("handle", "NULL_POINTER"), object("options", "NULL_POINTER")),
	)
}

func emptyCases(g goods) []testCase {
	empty := func(what, expect, key string) bad { return bad{what, expect, []edit{with(key, "")}, ""} }
	key, secret := "option:credentials.access_key_id", "option:credentials.secret_access_key"
	header := bad{"header_name", "INVALID_HEADER", []edit{with("header", ": b")}, "name"}
	return slices.Concat(
		g.cases("empty", signers, header,
			empty("method", "INVALID_ARGUMENT", "method"), empty("url", "INVALID_URL", "url"),
			bad{"access_key_id", "CREDENTIALS_INCOMPLETE", []edit{with(key, "")}, "-"},
			bad{"secret_access_key", "CREDENTIALS_INCOMPLETE", []edit{with(secret, "")}, "-"},
			bad{"credentials", "CREDENTIALS_MISSING", []edit{with(key, ""), with(secret, "")}, "-"}),
		g.cases("empty", []string{"request"}, header, empty("url", "INVALID_URL", "url")),
		g.cases("empty", verifiers, empty("signature", "SIGNATURE_EMPTY", "signature"),
			empty("document", "SIGNATURE_INVALID", "document"), empty("audience", "INVALID_ARGUMENT", "audience")),
		g.cases("empty", publishers,
			empty("topic", "TOPIC_INVALID", "topic"), empty("endpoint", "ENDPOINT_INVALID", "option:iot.endpoint")),
		g.cases("empty", []string{"metadata_get"}, empty("path", "INVALID_ARGUMENT", "path")),
		g.cases("empty", []string{"metadata_identity"}, empty("audience", "INVALID_ARGUMENT", "audience")),
	)
}

func hugeCases(g goods) []testCase {
	huge := func(what, expect, key, before string, size int) bad {
		return bad{what, expect, []edit{with(key, before+strings.Repeat("x", size))}, "-"}
	}
	const long, tooLong = 20 << 20, 16<<20 + 1 // the latter for an option
	return slices.Concat(
		g.cases("huge", signers, huge("header", "INPUT_TOO_LARGE", "header", "a: ", long),
			huge("payload_hash", "PAYLOAD_HASH_MALFORMED", "payload_hash", "", long),
			huge("url", "INPUT_TOO_LARGE", "url", "https://b.s3.amazonaws.com/", long)),
		g.cases("huge", verifiers, huge("signature", "SIGNATURE_TOO_LARGE", "signature", "", 64<<10+1),
			huge("document", "DOCUMENT_MALFORMED", "document", "", long), huge("audience", "INVALID_ARGUMENT", "audience", "", long)),
		g.cases("huge", publishers, huge("topic", "TOPIC_TOO_LONG", "topic", "", long),
			huge("payload", "PAYLOAD_TOO_LARGE", "payload", "", 128<<10+1),
			huge("endpoint", "ENDPOINT_INVALID", "option:iot.endpoint", "", 1<<20)),
		g.cases("huge", signers, huge("option", "INPUT_TOO_LARGE", "option:credentials.secret_access_key", "", tooLong)),
		g.cases("huge", verifiers, huge("option", "INPUT_TOO_LARGE", "option:identity.certificates", "", tooLong)),
		g.cases("huge", append([]string{"request"}, publishers...), huge("option", "INPUT_TOO_LARGE", "option:tls.ca_bytes", "", tooLong)),
		g.cases("huge", askers, huge("option", "INPUT_TOO_LARGE", "option:metadata.endpoint", "", tooLong)),
		g.cases("huge", []string{"metadata_identity"}, huge("audience", "INVALID_ARGUMENT", "audience", "", long)),
		g.cases("huge", askers, huge("endpoint", "INVALID_OPTION", "option:metadata.endpoint", "http://127.0.0.1:1/", 1<<20)),
	)
}

// What UTF-8 cannot carry, or what is not UTF-8: bytes where the language takes bytes,
// lone surrogates where it takes strings.
func encodingCases(g goods) []testCase {
	broken := func(what, expect, key, value string) bad { return bad{what, expect, []edit{with(key, value)}, ""} }
	const notUTF8 = "a\xff"
	list := map[string][]bad{
		"sign": {
			broken("method", "INVALID_ARGUMENT", "method", notUTF8),
			{"url", "INVALID_URL", []edit{with("url", "https://b.s3\xff.amazonaws.com/")}, "-"},
			broken("access_key_id", "CREDENTIALS_MALFORMED", "option:credentials.access_key_id", notUTF8),
			broken("secret_access_key", "CREDENTIALS_MALFORMED", "option:credentials.secret_access_key", notUTF8),
			broken("region", "REGION_MALFORMED", "option:sign.region", notUTF8),
			broken("service", "REGION_MALFORMED", "option:sign.service", notUTF8),
			broken("session_token", "CREDENTIALS_MALFORMED", "option:credentials.session_token", notUTF8),
			broken("payload_hash", "PAYLOAD_HASH_MALFORMED", "payload_hash", notUTF8),
		},
		"verify": {
			broken("signature", "SIGNATURE_MALFORMED", "signature", notUTF8),
			broken("document", "SIGNATURE_INVALID", "document", notUTF8),
			broken("audience", "INVALID_ARGUMENT", "audience", notUTF8),
		},
		"request": {broken("resolve", "RESOLVE_MALFORMED", "option:client.resolve", "h\xff:443:127.0.0.1"), broken("url", "INVALID_URL", "url", "https://h\xff/"), broken("method", "INVALID_ARGUMENT", "method", notUTF8)},
		"publish": {
			broken("topic", "TOPIC_INVALID", "topic", notUTF8),
			broken("content_type", "MESSAGE_INVALID", "content_type", notUTF8),
			broken("response_topic", "MESSAGE_INVALID", "response_topic", notUTF8),
			broken("payload_format", "MESSAGE_INVALID", "payload_format", notUTF8),
			{"user_property", "MESSAGE_INVALID", []edit{with("user_property", "a: "+notUTF8)}, "propert"},
			broken("endpoint", "ENDPOINT_INVALID", "option:iot.endpoint", notUTF8),
		},
		"metadata_identity": {broken("audience", "INVALID_ARGUMENT", "audience", notUTF8)},
	}
	list["presign"], list["presign_batch"], list["verify_batch"] = list["sign"], list["sign"], list["verify"]
	list["prepare"] = list["publish"]
	var out []testCase
	for _, entry := range everybody {
		for _, b := range list[entry] {
			out = append(out, g.cases("encoding", []string{entry}, b)...)
			if b.what == "document" {
				continue // a string is refused before the signature is looked at
			}
			if b.says == "" {
				b.says = b.what
			}
			b.what, b.edits = b.what+"-str", append(slices.Clone(b.edits), with("str", "true"))
			out = append(out, g.cases("encoding", []string{entry}, b)...)
		}
	}
	return out
}

// notUTF8Cases: a row that is not UTF-8 fails alone, in each form of a column.
func notUTF8Cases(t *testing.T) []testCase {
	g := goodCalls(t)
	var out []testCase
	for _, one := range []struct{ head, column, broken, expect string }{
		{"presign_batch", "url", "https://b.s3\xff.amazonaws.com/", "INVALID_URL"},
		{"verify_batch", "signature", "a\xff", "SIGNATURE_MALFORMED"},
	} {
		for _, form := range []string{"list", "series", "arrow", "chunked"} {
			c := testCase{row: one.head, family: "batch", name: "not-utf8-" + form, expect: "OK", call: wire.Frame{Head: one.head}}
			for _, field := range g[one.head].Fields {
				c.call.Add(field.Key, field.Value)
				if slices.Contains(columns[one.head], field.Key) {
					value := field.Value
					if field.Key == one.column {
						value = one.broken
					}
					c.call.Add(field.Key, value)
					c.call.Add(field.Key, field.Value)
				}
			}
			c.call.Add("form", form)
			c.rows = []expectation{{"good", "OK", nil}, {"not UTF-8", one.expect, nil}, {"good", "OK", nil}}
			out = append(out, c)
		}
	}
	return out
}
