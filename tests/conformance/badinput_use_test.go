package conformance

import (
	"slices"
	"strings"
)

// inPython are arguments that have another name there.
var inPython = map[string]string{"user_property": "user_properties", "option:tls.ca_bytes": "verify"}

// Values of another type, for languages that find them when they run.
func typeCases(g goods) []testCase {
	wrong := func(keys string, types ...string) []bad {
		var out []bad
		for _, key := range strings.Fields(keys) {
			says := key[strings.LastIndexByte(key, '.')+1:]
			if other, ok := inPython[key]; ok {
				says = other
			}
			for _, kind := range types {
				out = append(out, bad{key + "-" + kind, "INVALID_ARGUMENT", []edit{without(key), with("type:"+key, kind)}, says})
			}
		}
		return out
	}
	return slices.Concat(
		g.cases("type", signers, wrong("method url payload_hash option:credentials.access_key_id option:credentials.secret_access_key"+
			" option:credentials.session_token option:sign.region option:sign.service option:sign.scheme", "int", "list", "object")...),
		g.cases("type", signers, wrong("header", "int", "bytes", "object")...),
		g.cases("type", signers, wrong("time option:sign.double_encode option:sign.normalize_path option:sign.session_token"+
			" option:sign.content_sha256", "str", "object")...),
		g.cases("type", []string{"sign"}, wrong("body", "int", "dict")...),
		g.cases("type", []string{"presign", "presign_batch"}, wrong("expires", "str", "object")...),
		g.cases("type", []string{"presign_batch"}, wrong("urls", "int", "str", "dict")...),
		g.cases("type", []string{"verify"}, wrong("signature document audience", "int", "list", "object")...),
		g.cases("type", []string{"verify_batch"}, wrong("signatures documents audiences", "int", "str", "dict", "list")...),
		g.cases("type", verifiers, wrong("now", "str", "object")...),
		g.cases("type", verifiers, wrong("option:identity.provider option:identity.min_digest", "int", "object")...),
		g.cases("type", verifiers, wrong("option:identity.accounts option:identity.regions option:identity.zones"+
			" option:identity.instances option:identity.images option:identity.instance_types", "int", "str", "list")...),
		g.cases("type", verifiers, wrong("option:identity.certificates", "int", "object")...),
		g.cases("type", verifiers, wrong("option:identity.max_age", "str", "object")...),
		g.cases("type", []string{"request"}, wrong("method url", "int", "object")...),
		g.cases("type", []string{"request"}, wrong("header", "int", "object")...),
		g.cases("type", []string{"request"}, wrong("data", "int", "object")...),
		g.cases("type", []string{"request"}, wrong("timeout deadline option:client.max_body", "str", "object")...),
		g.cases("type", publishers, wrong("topic payload content_type response_topic correlation_data payload_format"+
			" option:iot.endpoint", "int", "dict", "object")...),
		g.cases("type", publishers, wrong("qos retain message_expiry option:iot.port", "str", "object")...),
		g.cases("type", []string{"publish"}, wrong("timeout deadline", "str", "object")...),
		g.cases("type", []string{"prepare"}, wrong("time", "str", "object")...),
		g.cases("type", publishers, wrong("user_property authorizer", "int", "str", "object")...),
		g.cases("type", []string{"endpoint"}, wrong("host target", "int", "object")...),
		g.cases("type", append([]string{"request"}, publishers...), wrong("option:client.resolve option:tls.spki_pins", "int", "str", "list")...),
		g.cases("type", append([]string{"request"}, publishers...), wrong("option:client.proxy option:tls.ca_bytes option:tls.cert", "int", "object")...),
		g.cases("type", append([]string{"request"}, publishers...), wrong("option:client.retries option:client.timeout signer", "str", "object")...),
		g.cases("type", receivers, wrong("method url header body", "int", "object")...),
		g.cases("type", streamers, wrong("method url header", "int", "object")...),
		g.cases("type", slices.Concat(receivers, streamers), wrong("time", "str", "object")...),
		g.cases("type", []string{"resign"}, wrong("origin", "int", "object")...),
		g.cases("type", []string{"verify_request"}, wrong("option:verify.services option:verify.regions option:verify.schemes", "int", "str", "list")...),
		g.cases("type", []string{"verify_request"}, wrong("option:verify.double_encode option:verify.normalize_path", "str", "object")...),
		g.cases("type", []string{"metadata_get"}, wrong("path", "int", "object")...),
		g.cases("type", []string{"metadata_identity"}, wrong("audience", "int", "object")...),
		g.cases("type", askers, wrong("option:metadata.endpoint option:metadata.provider", "int", "object")...),
		g.cases("type", askers, wrong("option:metadata.token_ttl option:client.timeout", "str", "object")...),
	)
}

// Settings by their key, where a language takes them so.
func keyCases(g goods) []testCase {
	key := func(what, expect, key, value string) bad {
		return bad{what, expect, []edit{with("key:"+key, value)}, "-"}
	}
	return slices.Concat(
		g.cases("key", everybody,
			key("unknown", "UNKNOWN_OPTION", "no.such_option", "x"), key("empty", "UNKNOWN_OPTION", "", "x"),
			key("capitals", "UNKNOWN_OPTION", "Sign.Region", "x"), key("not-utf8", "UNKNOWN_OPTION", "sign.\xff", "x"),
			key("huge", "UNKNOWN_OPTION", strings.Repeat("a", 1<<20), "x")),
		g.cases("key", signers, key("no-boolean", "INVALID_OPTION", "sign.double_encode", "maybe")),
		g.cases("key", []string{"verify_request"}, key("no-number", "INVALID_OPTION", "verify.max_skew", "-1")),
		g.cases("key", verifiers, key("no-number", "INVALID_OPTION", "identity.max_age", "1s")),
		g.cases("key", append([]string{"request"}, publishers...),
			key("no-number", "INVALID_OPTION", "client.retries", "-1"), key("no-boolean", "INVALID_OPTION", "tls.verify", "yes"),
			key("no-pin", "INVALID_OPTION", "tls.spki_pins", ""), key("no-path", "INVALID_OPTION", "tls.ca_file", " ")),
	)
}

func closedCases(g goods) []testCase {
	return g.cases("closed", everybody, bad{"closed", "HANDLE_CLOSED", []edit{with("closed", "true")}, "-"})
}

// Values of the right type that mean nothing.
func valueCases(g goods) []testCase {
	value := func(what, expect, key, value string) bad { return bad{what, expect, []edit{with(key, value)}, "-"} }
	addressed := []string{"sign", "presign", "presign_batch", "request"}
	return slices.Concat(
		g.cases("value", addressed,
			value("url-relative", "INVALID_URL", "url", "/k"), value("url-stray-percent", "INVALID_URL", "url", "https://b.s3.amazonaws.com/%zz"),
			value("url-nul", "INVALID_URL", "url", "https://b.s3\x00.amazonaws.com/"),
			value("method-line-break", "INVALID_ARGUMENT", "method", "GET\r\nX: y"),
			value("header-name-space", "INVALID_HEADER", "header", "a b: c"),
			value("header-nul", "INVALID_HEADER", "header", "a: \x00")),
		g.cases("value", signers,
			value("payload-hash", "PAYLOAD_HASH_MALFORMED", "payload_hash", "abc"), value("region", "REGION_MALFORMED", "option:sign.region", "a/b"),
			value("scheme", "SCHEME_UNSUPPORTED", "option:sign.scheme", "aws5"),
			value("time-huge", "INVALID_ARGUMENT", "time", "9000000000000000")),
		g.cases("value", []string{"presign", "presign_batch"},
			value("expires-zero", "EXPIRES_OUT_OF_RANGE", "expires", "0"), value("expires-negative", "EXPIRES_OUT_OF_RANGE", "expires", "-1"),
			value("expires-long", "EXPIRES_OUT_OF_RANGE", "expires", "604801"), value("expires-over-32-bits", "EXPIRES_OUT_OF_RANGE", "expires", "8589934597")),
		g.cases("value", verifiers,
			value("provider-unknown", "UNSUPPORTED", "option:identity.provider", "nowhere"),
			value("digest-unknown", "INVALID_OPTION", "option:identity.min_digest", "md5"),
			value("audience-control", "INVALID_ARGUMENT", "audience", "a\x01")),
		g.cases("value", []string{"verify_batch"},
			bad{"columns-that-differ", "INVALID_ARGUMENT", []edit{with("audience", "a"), with("audience+", "a")}, "-"}),
		g.cases("value", []string{"request"}, value("timeout-negative", "INVALID_ARGUMENT", "timeout_ms", "-1")),
		g.cases("value", publishers, value("expiry-over-32-bits", "MESSAGE_INVALID", "message_expiry", "4294967296"),
			value("expiry-negative", "MESSAGE_INVALID", "message_expiry", "-5")),
		g.cases("value", publishers,
			value("topic-nul", "TOPIC_INVALID", "topic", "a\x00b"), value("topic-wildcard", "TOPIC_INVALID", "topic", "a/#"),
			value("qos", "MESSAGE_INVALID", "qos", "2"), value("qos-negative", "MESSAGE_INVALID", "qos", "-1"),
			value("payload-format", "MESSAGE_INVALID", "payload_format", "JSON"),
			value("endpoint-url", "ENDPOINT_INVALID", "option:iot.endpoint", "https://"+iotEndpoint)),
		g.cases("value", publishers, value("port", "INVALID_ARGUMENT", "option:iot.port", "70000"),
			value("endpoint-nul", "ENDPOINT_INVALID", "option:iot.endpoint", "a\x00"+iotEndpoint),
			value("authorizer-nul", "INVALID_ARGUMENT", "option:iot.authorizer_token", "a\x00b")),
		g.cases("value", signers,
			value("access_key_id-nul", "CREDENTIALS_MALFORMED", "option:credentials.access_key_id", "AK\x00ID"),
			value("secret-nul", "CREDENTIALS_MALFORMED", "option:credentials.secret_access_key", "a\x00b"),
			value("token-nul", "CREDENTIALS_MALFORMED", "option:credentials.session_token", "a\x00b"),
			value("region-nul", "REGION_MALFORMED", "option:sign.region", "a\x00b")),
		g.cases("value", askers, value("endpoint-nul", "INVALID_OPTION", "option:metadata.endpoint", "http://127.0.0.1:1\x00"),
			value("provider-nul", "UNSUPPORTED", "option:metadata.provider", "alibaba\x00"),
			value("token_ttl", "INVALID_OPTION", "option:metadata.token_ttl", "21601")),
		g.cases("value", []string{"request", "publish"}, value("resolve", "RESOLVE_MALFORMED", "option:client.resolve", "h:1:nowhere")),
		g.cases("value", askers,
			value("provider-unknown", "UNSUPPORTED", "option:metadata.provider", "nowhere"),
			value("endpoint-path", "INVALID_OPTION", "option:metadata.endpoint", "http://127.0.0.1:1/a")),
		g.cases("value", slices.Concat(receivers, streamers),
			value("url-empty", "REQUEST_MALFORMED", "url", ""), value("url-nul", "REQUEST_MALFORMED", "url", "/\x00"),
			value("method-empty", "REQUEST_MALFORMED", "method", ""),
			value("method-line-break", "REQUEST_MALFORMED", "method", "GET\r\nX: y"),
			value("header-name-space", "REQUEST_MALFORMED", "header", "a b: c"), value("no-other-header", "REQUEST_MALFORMED", "header", "a: b")),
		g.cases("value", []string{"resign", "resign_chunks"}, value("origin", "INVALID_ARGUMENT", "origin", "b.s3.amazonaws.com")),
		g.cases("value", []string{"verify_request", "verify_chunks"},
			value("scheme", "INVALID_OPTION", "option:verify.schemes", "aws5"), value("bucket", "INVALID_OPTION", "option:verify.bucket", "a/b")),
		g.cases("value", []string{"metadata_identity"}, value("audience-control", "INVALID_ARGUMENT", "audience", "a\x01")),
	)
}
