package bench

import (
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

// BenchmarkOpSign is the Go function behind sally_signer_sign: spans in, spans
// out. door/door.c measures the same call from C; the difference is the door.
func BenchmarkOpSign(b *testing.B) {
	options, err := op.ParseOptions([]op.Pair{
		{Key: "credentials.access_key_id", Value: keyID},
		{Key: "credentials.secret_access_key", Value: secret},
		{Key: "credentials.session_token", Value: token},
		{Key: "sign.region", Value: region},
		{Key: "sign.service", Value: service},
	})
	if err != nil {
		b.Fatal(err)
	}
	s, err := op.NewSigner(options, op.Host{})
	if err != nil {
		b.Fatal(err)
	}
	r := op.Request{
		Method: "POST", URL: url, Body: []byte(body), Time: at.Unix(),
		Headers: "Content-Type: " + kind + "\nX-Amz-Target: " + target + "\n",
	}
	buf := make([]byte, 0, 8192)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.AppendSign(buf, &r); err != nil {
			b.Fatal(err)
		}
	}
}
