package op_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

// BenchmarkProfile is what hosts do a million times. make profile writes where its
// time goes into cshared/default.pgo, by which the compiler inlines: each call that
// is left out brings the way from another language nearer to the few returns that
// a processor foresees.
func BenchmarkProfile(b *testing.B) {
	core := op.NewCore(op.System{})
	signer, err := core.New(op.SignerNew, []op.Pair{
		{Key: "credentials.access_key_id", Value: "AKIDEXAMPLE"},
		{Key: "credentials.secret_access_key", Value: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		{Key: "credentials.session_token", Value: strings.Repeat("IQoJb3JpZ2luX2Vj", 19)},
		{Key: "sign.region", Value: "eu-central-1"}, {Key: "sign.service", Value: "dynamodb"},
	})
	if err != nil {
		b.Fatal(err)
	}
	const body, now = `{"Limit":50}`, 1767323045
	header := "Content-Type: application/x-amz-json-1.0\nX-Amz-Target: DynamoDB_20120810.ListTables\n"
	out, spans := make([]byte, 0, 8192), make([]op.Span, op.SignedCount)
	call := op.Call{
		Op: op.SignerSign, Texts: []string{"POST", "https://dynamodb.eu-central-1.amazonaws.com/", header, body, ""},
		Numbers: []int64{now}, Out: out, Spans: spans,
	}
	call.Bytes[0] = []byte(body)
	for b.Loop() {
		call.Out = out
		if err := core.CallOrPanic(b.Context(), signer, &call); err != nil {
			b.Fatal(err)
		}
	}
}
