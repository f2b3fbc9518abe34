package conformance

import "github.com/sallyport/sallyport/tests/conformance/wire"

// badInput is a call with arguments that no host may take. All hosts give the
// same code, and go on.
type badInput struct {
	name, entry, expect string
	fields              []wire.Field
}

var goodSigner = []wire.Field{
	{Key: "option:credentials.access_key_id", Value: "AKIDEXAMPLE"},
	{Key: "option:credentials.secret_access_key", Value: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
	{Key: "option:sign.region", Value: "us-east-1"}, {Key: "option:sign.service", Value: "s3"},
	{Key: "time", Value: "1440938160"},
}

func signInput(name, expect, method, url, header string) badInput {
	return badInput{name, "sign", expect, append(goodSigner[:len(goodSigner):len(goodSigner)],
		wire.Field{Key: "method", Value: method}, wire.Field{Key: "url", Value: url}, wire.Field{Key: "header", Value: header})}
}

func publishInput(name, expect, topic string, more ...wire.Field) badInput {
	return badInput{name, "publish", expect, append([]wire.Field{
		{Key: "option:iot.endpoint", Value: iotEndpoint}, {Key: "option:iot.port", Value: "443"},
		{Key: "option:client.resolve", Value: iotEndpoint + ":443:127.0.0.1"},
		{Key: "option:iot.authorizer_name", Value: "guard"}, {Key: "option:iot.authorizer_token_key", Value: "token"},
		{Key: "option:iot.authorizer_token", Value: "t"}, {Key: "option:iot.authorizer_signature", Value: "c2ln"},
		{Key: "topic", Value: topic}, {Key: "payload", Value: "x"},
	}, more...)}
}

func badInputCases() []testCase {
	const url = "https://b.s3.amazonaws.com/k"
	verify := func(name, expect, signature string) badInput {
		return badInput{name, "verify", expect, []wire.Field{
			{Key: "option:identity.provider", Value: "alibaba"}, {Key: "signature", Value: signature}, {Key: "now", Value: "1782907200"},
		}}
	}
	huge := make([]byte, 65<<10)
	for i := range huge {
		huge[i] = 'M'
	}
	var cases []testCase
	for _, b := range []badInput{
		signInput("url-empty", "INVALID_URL", "GET", "", "a: b"),
		signInput("url-relative", "INVALID_URL", "GET", "/k", "a: b"),
		signInput("url-stray-percent", "INVALID_URL", "GET", "https://b.s3.amazonaws.com/%zz", "a: b"),
		signInput("method-empty", "INVALID_ARGUMENT", "", url, "a: b"),
		signInput("method-line-break", "INVALID_ARGUMENT", "GET\r\nX: y", url, "a: b"),
		signInput("header-name-space", "INVALID_HEADER", "GET", url, "a b: c"),
		{"secret-missing", "sign", "CREDENTIALS_INCOMPLETE", []wire.Field{
			{Key: "option:credentials.access_key_id", Value: "AKIDEXAMPLE"}, {Key: "option:credentials.secret_access_key", Value: ""},
			{Key: "time", Value: "1440938160"}, {Key: "method", Value: "GET"}, {Key: "url", Value: url},
		}},
		verify("signature-empty", "SIGNATURE_EMPTY", ""),
		verify("signature-huge", "SIGNATURE_TOO_LARGE", string(huge)),
		verify("signature-not-utf8", "SIGNATURE_MALFORMED", "\xff\xfe\x00\x80"),
		{"client-closed", "request", "HANDLE_CLOSED", []wire.Field{
			{Key: "closed", Value: "true"}, {Key: "method", Value: "GET"}, {Key: "url", Value: "https://127.0.0.1:1/"},
		}},
		publishInput("publisher-closed", "HANDLE_CLOSED", "t", wire.Field{Key: "closed", Value: "true"}),
		publishInput("topic-not-utf8", "TOPIC_INVALID", "a\xff"),
		publishInput("topic-nul", "TOPIC_INVALID", "a\x00b"),
		{"provider-unknown", "verify", "UNSUPPORTED", []wire.Field{
			{Key: "option:identity.provider", Value: "nowhere"}, {Key: "signature", Value: "MA=="}, {Key: "now", Value: "1782907200"},
		}},
	} {
		cases = append(cases, testCase{
			row: "badinput", family: "badinput", name: b.name, expect: b.expect, call: wire.Frame{Head: b.entry, Fields: b.fields},
		})
	}
	audience := testCase{row: "audience", family: "identity", name: "new", expect: "OK", call: wire.Frame{Head: "audience"}}
	return append(cases, audience)
}
