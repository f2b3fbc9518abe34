package host_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// The contract of the header for bad arguments, as a host meets it.
func TestBadArgumentsAreCodes(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	signer, request := f.object("signer", accessKey, secretKey), f.request(stsURL, in2026)
	buffer, out := f.call("sally_alloc", 4096), uint64(f.out)
	short := f.put(string(f.read(uint32(request), 80)))
	binary.LittleEndian.PutUint32(f.read(uint32(short), 4), 79)
	flags := f.put(string(f.read(uint32(request), 80)))
	f.read(uint32(flags), 80)[72] = 6
	dangling := f.put(string(f.read(uint32(request), 80)))
	clear(f.read(uint32(dangling)+4, 4)) // method.data is NULL, method.len is not
	key, other := f.put("sign.service"), f.put("no.such.option")
	f.must("sally_options_new", out)
	options := f.handle()

	for _, c := range []struct {
		claim     string
		want      fault.Code
		function  string
		arguments []uint64
	}{
		{"request NULL", fault.NullPointer, "sally_signer_sign", []uint64{signer, 0, buffer, 4096, out, out + 8}},
		{"out NULL", fault.NullPointer, "sally_signer_sign", []uint64{signer, request, buffer, 4096, out, 0}},
		{"len NULL", fault.NullPointer, "sally_signer_sign", []uint64{signer, request, buffer, 4096, 0, out + 8}},
		{"buf NULL", fault.NullPointer, "sally_signer_sign", []uint64{signer, request, 0, 4096, out, out + 8}},
		{"no buffer", fault.BufferTooSmall, "sally_signer_sign", []uint64{signer, request, 0, 0, out, out + 8}},
		{"small buffer", fault.BufferTooSmall, "sally_signer_sign", []uint64{signer, request, buffer, 16, out, out + 8}},
		{"handle NULL", fault.NullPointer, "sally_signer_sign", []uint64{0, request, buffer, 4096, out, out + 8}},
		{"no such handle", fault.HandleClosed, "sally_signer_sign", []uint64{1 << 30, request, buffer, 4096, out, out + 8}},
		{"handle of another kind", fault.HandleClosed, "sally_client_do", []uint64{signer, request, out}},
		{"short struct", fault.InvalidArgument, "sally_signer_sign", []uint64{signer, short, buffer, 4096, out, out + 8}},
		{"unknown flags", fault.InvalidArgument, "sally_signer_sign", []uint64{signer, flags, buffer, 4096, out, out + 8}},
		{"NULL with a length", fault.NullPointer, "sally_signer_sign", []uint64{signer, dangling, buffer, 4096, out, out + 8}},
		{"options NULL", fault.NullPointer, "sally_signer_new", []uint64{0, out}},
		{"no credentials", fault.CredentialsMissing, "sally_signer_new", []uint64{options, out}},
		{"malformed key", fault.UnknownOption, "sally_options_set", []uint64{options, f.put("No Key"), 6, 0, 0}},
		{"empty key", fault.UnknownOption, "sally_options_set", []uint64{options, 0, 0, 0, 0}},
		{"huge value", fault.InputTooLarge, "sally_options_set", []uint64{options, key, 12, f.call("sally_alloc", 16<<20+1), 16<<20 + 1}},
		{"metadata out NULL", fault.NullPointer, "sally_metadata_new", []uint64{options, 0}},
		{"audience without room", fault.BufferTooSmall, "sally_audience_new", []uint64{buffer, 8, out}},
		{"response handle", fault.HandleClosed, "sally_response_status", []uint64{77, out}},
	} {
		if err := f.do(c.function, c.arguments...); err == nil || err.Code != c.want {
			t.Errorf("%s: got %v, want %v", c.claim, err, c.want.Name())
		}
	}
	f.must("sally_options_set", options, other, 14, 0, 0)
	if err := f.do("sally_verifier_new", options, out); err == nil || err.Code != fault.UnknownOption {
		t.Errorf("an option that does not exist: %v", err)
	}
	// A NULL error is allowed, and freeing nothing too.
	if code := fault.Code(f.call("sally_signer_sign", 0, 0, 0, 0, 0, 0, 0)); code != fault.NullPointer {
		t.Errorf("without a sally_error: %v", code)
	}
	for _, kind := range []string{"options", "signer", "verifier", "client", "publisher", "metadata", "response"} {
		f.call("sally_"+kind+"_free", 0)
	}
	f.call("sally_free", 0)
	f.call("sally_free", 12345)

	f.call("sally_signer_free", signer)
	if err := f.do("sally_signer_sign", signer, request, buffer, 4096, out, out+8); err == nil || err.Code != fault.HandleClosed {
		t.Errorf("use after free: %v", err)
	}
	if err := f.sign(in2026); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestTooSmallBufferNamesTheSizeThatSuffices(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	signer, request := f.object("signer", accessKey, secretKey), f.request(stsURL, in2026)
	length, out := uint64(f.out), uint64(f.out+8)
	if err := f.do("sally_signer_sign", signer, request, 0, 0, length, out); err == nil || err.Code != fault.BufferTooSmall {
		t.Fatal(err)
	}
	size := f.handle()
	f.must("sally_signer_sign", signer, request, f.call("sally_alloc", size), size, length, out)
	if f.handle() != size {
		t.Errorf("%d bytes sufficed, %d were named", f.handle(), size)
	}
}

func TestAllocGivesNullForNothingAndForTooMuch(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	for _, size := range []uint64{0, 1<<30 + 1, 1<<32 - 1} {
		if address := f.call("sally_alloc", size); address != 0 {
			t.Errorf("sally_alloc(%d) is %d", size, address)
		}
	}
	if a, b := f.call("sally_alloc", 1), f.call("sally_alloc", 1); a == 0 || a == b || a%8 != 0 {
		t.Errorf("two allocations are at %d and %d", a, b)
	}
}

func TestTheErrorTableIsThere(t *testing.T) {
	f := newForeign(t, offlinePath, goodHost())
	text := func(function string, code fault.Code) string {
		address := uint32(f.call(function, uint64(uint32(code))))
		var b []byte
		for ; f.read(address, 1)[0] != 0; address++ {
			b = append(b, f.read(address, 1)[0])
		}
		return string(b)
	}
	for _, code := range fault.Codes() {
		if text("sally_error_name", code) != code.Name() || text("sally_error_hint", code) != code.Hint() ||
			text("sally_error_category", code) != string(code.Category()) ||
			(f.call("sally_error_retryable", uint64(code)) == 1) != code.Retryable() {
			t.Errorf("%v differs", code)
		}
	}
	if text("sally_error_name", 0) != "OK" || text("sally_error_name", -5) != "UNKNOWN" || text("sally_error_hint", -5) != "" {
		t.Error("codes that are not in the table")
	}
}

func TestArgumentsThatAreNilAreCodes(t *testing.T) {
	ctx := context.Background()
	signer := newSigner(t, shared(t))
	verifier, err := shared(t).NewVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer verifier.Close()
	options := signerOptions()
	options["client.sign"], options["iot.endpoint"] = "true", "a1-ats.iot.eu-west-1.amazonaws.com"
	publisher, err := shared(t).NewPublisher(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	defer publisher.Close()
	for claim, call := range map[string]func() error{
		"Sign":         func() error { _, err := signer.Sign(ctx, nil); return err },
		"Presign":      func() error { _, err := signer.Presign(ctx, nil, time.Minute); return err },
		"PresignBatch": func() error { _, _, err := signer.PresignBatch(ctx, nil, time.Minute, []string{stsURL}); return err },
		"Publish":      func() error { _, err := publisher.Publish(ctx, nil); return err },
		"Request":      func() error { _, err := publisher.Request(ctx, nil, time.Time{}); return err },
		"Verify":       func() error { _, err := verifier.Verify(ctx, nil); return err },
		"VerifyBatch":  func() error { _, _, err := verifier.VerifyBatch(ctx, nil); return err },
	} {
		if err := call(); fault.CodeOf(err) != fault.NullPointer {
			t.Errorf("%s: %v", claim, err)
		}
	}
	if _, err := signer.Sign(ctx, stsRequest(nil)); err != nil {
		t.Errorf("after all that: %v", err)
	}
}
