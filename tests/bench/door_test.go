package bench

import (
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

// opSign is the Go function behind sally_signer_sign: spans in, spans out.
// door/door.c measures the same call from C; the difference is the door.
func opSign(tb testing.TB) func(int) {
	options, err := op.ParseOptions([]op.Pair{
		{Key: "credentials.access_key_id", Value: keyID},
		{Key: "credentials.secret_access_key", Value: secret},
		{Key: "credentials.session_token", Value: token},
		{Key: "sign.region", Value: region},
		{Key: "sign.service", Value: service},
	})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := op.NewSigner(options, op.System{})
	if err != nil {
		tb.Fatal(err)
	}
	r := op.Request{
		Method: "POST", URL: url, Body: []byte(body), Time: at.Unix(),
		Headers: "Content-Type: " + kind + "\nX-Amz-Target: " + target + "\n",
	}
	buf := make([]byte, 0, 8192)
	return func(n int) {
		for range n {
			if _, _, err := s.AppendSign(buf, &r); err != nil {
				tb.Fatal(err)
			}
		}
	}
}
