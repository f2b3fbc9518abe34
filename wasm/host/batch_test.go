package host_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	sallyop "github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/wasm/host"
)

func batchSigner(t *testing.T, r *host.Runtime) *host.Signer {
	t.Helper()
	signer, err := r.NewSigner(context.Background(), host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestPresignBatchIsPresignRowByRow(t *testing.T) {
	ctx := context.Background()
	signer := batchSigner(t, newRuntime(t, offlinePath, host.Config{}))
	urls := []string{"https://b.s3.eu-west-1.amazonaws.com/a report", "not a URL", "", "https://nobody.example/"}
	for n := range 5000 { // more than the areas have at first
		urls = append(urls, fmt.Sprintf("https://b.s3.eu-west-1.amazonaws.com/ä/%d", n))
	}
	common := host.Request{Method: "GET", Time: time.Unix(1440938160, 0), Headers: []host.Header{{Name: "X-Test", Value: "1"}}}
	signed, failed, err := signer.PresignBatch(ctx, &common, time.Minute, urls)
	if err != nil || len(signed) != len(urls) {
		t.Fatalf("%d rows, %v", len(signed), err)
	}
	if rows := slices.Sorted(maps.Keys(failed)); !slices.Equal(rows, []int{1, 2, 3}) {
		t.Errorf("rows %v failed", rows)
	}
	for n := range 50 {
		one := common
		one.URL = urls[n]
		want, err := signer.Presign(ctx, &one, time.Minute)
		switch {
		case err != nil:
			if signed[n] != "" || fault.CodeOf(failed[n]) != fault.CodeOf(err) || failed[n].Error() != err.Error() {
				t.Errorf("row %d: %q, %v; want %v", n, signed[n], failed[n], err)
			}
		case signed[n] != want.URL:
			t.Errorf("row %d is %s, want %s", n, signed[n], want.URL)
		}
	}
}

func TestBatchFailsAsAWholeForWhatNoRowCouldHave(t *testing.T) {
	ctx := context.Background()
	signer := batchSigner(t, newRuntime(t, offlinePath, host.Config{}))
	at := time.Unix(1440938160, 0)
	urls := []string{"https://b.s3.eu-west-1.amazonaws.com/"}
	for want, r := range map[fault.Code]*host.Request{
		fault.InvalidArgument: {Method: "GET", Time: at, URL: urls[0]},
		fault.InvalidHeader:   {Method: "GET", Time: at, Headers: []host.Header{{Name: "a b", Value: ""}}},
	} {
		if signed, _, err := signer.PresignBatch(ctx, r, time.Minute, urls); !errors.Is(err, want) || signed != nil {
			t.Errorf("%v: %v, %v", want, signed, err)
		}
	}
	if _, _, err := signer.PresignBatch(ctx, &host.Request{Method: "GET", Time: at}, 0, urls); !errors.Is(err, fault.ExpiresOutOfRange) {
		t.Errorf("no lifetime: %v", err)
	}
	if signed, failed, err := signer.PresignBatch(ctx, &host.Request{Method: "GET", Time: at}, time.Minute, nil); err != nil || len(signed)+len(failed) != 0 {
		t.Errorf("no rows: %v, %v, %v", signed, failed, err)
	}
	signer.Close()
	if _, _, err := signer.PresignBatch(ctx, &host.Request{Method: "GET", Time: at}, time.Minute, urls); !errors.Is(err, fault.HandleClosed) {
		t.Errorf("closed: %v", err)
	}
}

// The real message, without its audience, with another, and damaged.
func TestVerifyBatchIsVerifyRowByRow(t *testing.T) {
	ctx := context.Background()
	r := newRuntime(t, offlinePath, host.Config{})
	for _, c := range identityCases(t) {
		if c.expect != "OK" {
			continue
		}
		verifier, err := r.NewVerifier(ctx, c.options)
		if err != nil {
			t.Fatal(err)
		}
		want, err := verifier.Verify(ctx, &c.claim)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		claims := &host.Claims{Signatures: [][]byte{nil, c.claim.Signature, []byte("MIIB")}, Documents: [][]byte{nil, c.claim.Document, nil}, Now: c.claim.Now}
		if len(c.claim.Document) == 0 {
			claims.Documents[1] = nil
		}
		if c.claim.ExpectAudience {
			claims.Audiences = []string{"x", c.claim.Audience, "y"}
		}
		identities, failed, err := verifier.VerifyBatch(ctx, claims)
		if err != nil || len(identities) != 3 || identities[0] != nil || identities[2] != nil || len(failed) != 2 ||
			failed[0] == nil || !errors.Is(failed[2], fault.SignatureMalformed) {
			t.Fatalf("%s: %v, %v, %v", c.name, identities, failed, err)
		}
		if !reflect.DeepEqual(identities[1], want) {
			t.Errorf("%s: %+v, want %+v", c.name, identities[1], want)
		}
		verifier.Close()
	}
}

// A row that is larger than a piece divides the batch into three pieces.
func TestVerifyBatchOfSeveralPiecesIsVerifyRowByRow(t *testing.T) {
	ctx := context.Background()
	r := newRuntime(t, offlinePath, host.Config{})
	tried := 0
	for _, c := range identityCases(t) {
		if c.expect != "OK" || !c.claim.ExpectAudience || len(c.claim.Document) == 0 {
			continue
		}
		tried++
		verifier, err := r.NewVerifier(ctx, c.options)
		if err != nil {
			t.Fatal(err)
		}
		signature, document, audience := c.claim.Signature, c.claim.Document, c.claim.Audience
		claims := &host.Claims{
			Signatures: [][]byte{[]byte("MIIB"), make([]byte, 2<<20), signature, signature, signature, signature},
			Documents:  [][]byte{[]byte("{}"), []byte("{}"), document, document, []byte("{}"), document},
			Audiences:  []string{"x", "y", audience, audience + "x", audience, audience},
			Now:        c.claim.Now,
		}
		identities, failed, err := verifier.VerifyBatch(ctx, claims)
		if err != nil || len(identities) != 6 || len(failed) != 4 {
			t.Fatalf("%s: %d rows, failed: %v; %v", c.name, len(identities), failed, err)
		}
		for n := range identities {
			want, err := verifier.Verify(ctx, &host.Claim{
				Signature: claims.Signatures[n], Document: claims.Documents[n],
				Audience: claims.Audiences[n], ExpectAudience: true, Now: claims.Now,
			})
			if err != nil && (failed[n] == nil || failed[n].Error() != err.Error()) {
				t.Errorf("%s: row %d failed with %v, want %v", c.name, n, failed[n], err)
			}
			if !reflect.DeepEqual(identities[n], want) {
				t.Errorf("%s: row %d is %+v, want %+v", c.name, n, identities[n], want)
			}
		}
		verifier.Close()
	}
	if tried == 0 {
		t.Error("no vector has a document and an audience")
	}
}

// A batch needs memory for a piece of it, not for all.
func TestABatchOfLargeRowsFitsIntoASmallInstance(t *testing.T) {
	ctx := context.Background()
	r := newRuntime(t, offlinePath, host.Config{MaxMemory: 32 << 20})
	verifier, err := r.NewVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := &host.Claims{Signatures: make([][]byte, 600)}
	for n := range claims.Signatures {
		claims.Signatures[n] = make([]byte, 64<<10)
	}
	claims.Signatures[599] = make([]byte, 2<<20)
	identities, failed, err := verifier.VerifyBatch(ctx, claims)
	if err != nil || len(identities) != 600 || len(failed) != 600 {
		t.Errorf("%d identities, %d failed, %v", len(identities), len(failed), err)
	}
}

// The columns of a batch are read by address; a null audience is an error.
func TestBatchArgumentsAreChecked(t *testing.T) {
	f := newForeign(t, offlinePath, goodHost())
	out := uint64(f.out)
	verify := f.operation(sallyop.VerifierVerifyBatch, f.object(sallyop.VerifierNew, "identity.provider=alibaba"), nil, in2026)
	presign := f.operation(sallyop.SignerPresignBatch, f.object(sallyop.SignerNew, accessKey, secretKey), []any{"GET", nil, nil, nil, nil}, in2026, 60)
	presign.columns, presign.columnCount = f.array(0), 1
	verify.columns, verify.columnCount = f.array(0, 0, 0), 3
	for claim, o := range map[string]*operation{"urls NULL": presign, "signatures NULL": verify} {
		if err := f.run(o); err == nil || err.Code != fault.NullPointer {
			t.Errorf("%s: got %v", claim, err)
		}
	}
	// One signature, and an audience column whose only row is null.
	column := func(validity string) uint64 {
		text := f.put("MIIB")
		b := []byte{}
		le := func(n uint64, size int) {
			for k := range size {
				b = append(b, byte(n>>(8*k)))
			}
		}
		le(0, 4)
		le(4, 4)
		offsets := f.put(string(b))
		b = nil
		le(f.put(validity), 4)
		le(offsets, 4)
		le(text, 4)
		le(0, 4)
		le(1, 8)
		le(0, 8)
		return f.put(string(b))
	}
	verify.columns = f.array(column("\x01"), 0, column("\x00"))
	if err := f.run(verify); err != nil {
		t.Fatal(err)
	}
	batch := f.field(64)
	f.must("sally_batch_codes", batch, out, out+8)
	codes := f.read(f.out, 4)
	code := f.read(uint32(codes[0])|uint32(codes[1])<<8|uint32(codes[2])<<16|uint32(codes[3])<<24, 4)
	if got := fault.Code(int32(code[0]) | int32(code[1])<<8); got != fault.InvalidArgument {
		t.Errorf("a null audience gave %v", got)
	}
}
