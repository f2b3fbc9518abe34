package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// bad is a call that no language may take: one that is good but for its edits. All
// languages give the same code, and go on.
type bad struct {
	what   string // the argument, which the message names unless says is set
	expect string
	edits  []edit
	says   string // "-": nothing to look for
}

type edit func(*wire.Frame)

// with gives a field in place of those of its key; a key that ends in "+" is
// given beside them.
func with(key, value string) edit {
	return func(call *wire.Frame) {
		more, add := strings.CutSuffix(key, "+")
		if !add {
			without(more)(call)
		}
		call.Add(more, value)
	}
}

// without leaves a field out, which is a null in languages that have one.
func without(key string) edit {
	return func(call *wire.Frame) {
		call.Fields = slices.DeleteFunc(call.Fields, func(f wire.Field) bool { return f.Key == key })
	}
}

func null(argument string) edit { return with("null", argument) }

// goods are calls without a fault. Those that need a network are bad soon enough.
type goods map[string]wire.Frame

func goodCalls(t *testing.T) goods {
	fields := func(head string, pairs ...string) wire.Frame {
		call := wire.Frame{Head: head}
		for i := 0; i < len(pairs); i += 2 {
			call.Add(pairs[i], pairs[i+1])
		}
		return call
	}
	signing := func(head string, more ...string) wire.Frame {
		return fields(head, append([]string{
			"option:credentials.access_key_id", "AKIDEXAMPLE", "option:credentials.secret_access_key", iotSecret,
			"option:sign.region", "us-east-1", "option:sign.service", "s3", "time", "1440938160",
			"method", "GET", "url", "https://b.s3.amazonaws.com/k", "header", "a: b",
		}, more...)...)
	}
	asking := func(head string, more ...string) wire.Frame {
		return fields(head, append([]string{"option:metadata.endpoint", "http://127.0.0.1:1"}, more...)...)
	}
	g := goods{
		"sign":          signing("sign"),
		"sign_chunks":   signing("sign_chunks"),
		"presign":       signing("presign", "expires", "60"),
		"presign_batch": signing("presign_batch", "expires", "60"),
		"request":       fields("request", "method", "GET", "url", "https://127.0.0.1:1/", "header", "a: b"),
		"publish": fields("publish", "option:iot.endpoint", iotEndpoint, "option:iot.port", "443",
			"option:client.resolve", iotEndpoint+":443:127.0.0.1",
			"option:iot.authorizer_name", "guard", "option:iot.authorizer_token_key", "token",
			"option:iot.authorizer_token", "t", "option:iot.authorizer_signature", "c2ln", "topic", "t", "payload", "x"),
		"endpoint":          fields("endpoint", "host", "s3.amazonaws.com"),
		"explain":           refused(),
		"metadata_get":      asking("metadata_get", "path", "/latest/meta-data/instance-id"),
		"metadata_identity": asking("metadata_identity", "audience", "a"),
	}
	prepared := g["publish"]
	prepared.Head, prepared.Fields = "prepare", append(slices.Clone(prepared.Fields), wire.Field{Key: "time", Value: "1782907200"})
	g["prepare"] = prepared
	for _, c := range slices.Concat(identityCases(t), incomingCases(t)) {
		if c.name == "form-detached" || c.family == "incoming" && c.name == incomingGoods[c.row] {
			g[c.row] = c.call
		}
	}
	return g
}

// incomingGoods are the vectors that are good calls of those entry points.
var incomingGoods = map[string]string{
	"verify_request": "s3-header", "resign": "s3-header", "verify_chunks": "trailer-crc32", "resign_chunks": "trailer", "verify_post": "plain",
}

// entries of an area of arguments: who signs, who reaches, ...
var (
	signers   = []string{"sign", "sign_chunks", "presign", "presign_batch"}
	verifiers = []string{"verify", "verify_batch"}
	askers    = []string{"metadata_get", "metadata_identity"}
	// publishers take a message; the second does not send it.
	publishers = []string{"publish", "prepare"}
	// receivers take a request that came in.
	receivers = []string{"verify_request", "resign"}
	// streamers take one whose body is in chunks.
	streamers = []string{"verify_chunks", "resign_chunks"}
	everybody = slices.Concat(signers, verifiers, askers, publishers, receivers, []string{"request", "explain"})
)

// cases makes the cases of a row of the table, for each of the entry points.
func (g goods) cases(row string, entries []string, list ...bad) []testCase {
	var out []testCase
	for _, entry := range entries {
		for _, b := range list {
			call := g[entry]
			c := testCase{row: row, family: "badinput", name: entry + "-" + b.what, expect: b.expect, says: b.says}
			if c.says == "" {
				c.says = b.what
			}
			c.call = wire.Frame{Head: call.Head, Fields: slices.Clone(call.Fields)}
			for _, e := range b.edits {
				e(&c.call)
			}
			out = append(out, c)
		}
	}
	return out
}

func badInputCases(t *testing.T) []testCase {
	g := goodCalls(t)
	audience := testCase{row: "audience", family: "identity", name: "new", expect: "OK", call: wire.Frame{Head: "audience"}}
	return slices.Concat(nullCases(g), emptyCases(g), hugeCases(g), encodingCases(g), typeCases(g), closedCases(g), valueCases(g), keyCases(g),
		[]testCase{audience})
}
