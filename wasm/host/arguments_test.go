package host_test

import (
	"context"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func TestBadArgumentsOfThePackageAreCodes(t *testing.T) {
	ctx := context.Background()
	r := shared(t)
	signer, client := newSigner(t, r), newClient(t, r, nil)
	defer client.Close()
	publisher, err := r.NewPublisher(ctx, publisherOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	verifier, err := r.NewVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	sign := func(r *host.Request) error { _, err := signer.Sign(ctx, r); return err }
	presign := func(r *host.Request, expires time.Duration) error {
		_, err := signer.Presign(ctx, r, expires)
		return err
	}
	batch := func(r *host.Request, expires time.Duration) error {
		_, _, err := signer.PresignBatch(ctx, r, expires, []string{stsURL})
		return err
	}
	do := func(r *host.Request) error { _, err := client.Do(ctx, r); return err }
	publish := func(m *host.Message) error { _, err := publisher.Publish(ctx, m); return err }
	request := func(m *host.Message) error { _, err := publisher.Prepare(ctx, m, time.Time{}); return err }
	verify := func(c *host.Claim) error { _, err := verifier.Verify(ctx, c); return err }
	verifyBatch := func(c *host.Claims) error { _, _, err := verifier.VerifyBatch(ctx, c); return err }
	at := time.Unix(in2026, 0)

	for claim, c := range map[string]struct {
		err  error
		want fault.Code
	}{
		"sign nil":             {sign(nil), fault.NullPointer},
		"presign nil":          {presign(nil, time.Minute), fault.NullPointer},
		"batch nil":            {batch(nil, time.Minute), fault.NullPointer},
		"do nil":               {do(nil), fault.NullPointer},
		"publish nil":          {publish(nil), fault.NullPointer},
		"request nil":          {request(nil), fault.NullPointer},
		"verify nil":           {verify(nil), fault.NullPointer},
		"verify batch nil":     {verifyBatch(nil), fault.NullPointer},
		"no request":           {sign(&host.Request{}), fault.InvalidArgument},
		"no claim":             {verify(&host.Claim{}), fault.SignatureEmpty},
		"unexpected audience":  {verify(&host.Claim{Signature: []byte("MIIB"), Audience: "a"}), fault.InvalidArgument},
		"half a second":        {presign(stsRequest(nil), 500*time.Millisecond), fault.InvalidArgument},
		"a minute and a half":  {batch(&host.Request{Method: "GET", Time: at}, 90*time.Second+1), fault.InvalidArgument},
		"no lifetime":          {presign(stsRequest(nil), 0), fault.ExpiresOutOfRange},
		"negative lifetime":    {presign(stsRequest(nil), -time.Second), fault.ExpiresOutOfRange},
		"expiry of a fraction": {request(&host.Message{Topic: "a", MessageExpiry: 500 * time.Millisecond}), fault.InvalidArgument},
		"negative expiry":      {request(&host.Message{Topic: "a", MessageExpiry: -time.Second}), fault.MessageInvalid},
		"expiry too large":     {request(&host.Message{Topic: "a", MessageExpiry: 1 << 32 * time.Second}), fault.MessageInvalid},
		"negative timeout":     {do(&host.Request{Method: "GET", URL: stsURL, Timeout: -1}), fault.InvalidArgument},
		"of a publish":         {publish(&host.Message{Topic: "a", Timeout: -time.Second}), fault.InvalidArgument},
		"rows that differ":     {verifyBatch(&host.Claims{Signatures: make([][]byte, 2), Audiences: []string{""}}), fault.InvalidArgument},
	} {
		if fault.CodeOf(c.err) != c.want {
			t.Errorf("%s: got %v, want %v", claim, c.err, c.want.Name())
		}
	}
	if err := sign(stsRequest(nil)); err != nil {
		t.Errorf("after all that: %v", err)
	}
}
