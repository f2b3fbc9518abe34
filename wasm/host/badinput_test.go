package host_test

import (
	"encoding/binary"
	"strings"
	"testing"

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

// To follow them would end the module.
func TestAddressesOutsideOfTheMemoryAreCodes(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	signer, request := f.object("signer", accessKey, secretKey), f.request(stsURL, in2026)
	verifier, options := f.object("verifier"), f.call("sally_alloc", 8)
	f.must("sally_options_new", options)
	options = uint64(binary.LittleEndian.Uint32(f.read(uint32(options), 4)))
	buffer, out := f.call("sally_alloc", 4096), uint64(f.out)
	end := uint64(f.module.Memory().Size())
	edge := end - 2                                 // begins inside
	bad := func(offset int, number uint64) uint64 { // a request with one field changed
		b := []byte(string(f.read(uint32(request), 80)))
		binary.LittleEndian.PutUint32(b[offset:], uint32(number))
		return f.put(string(b))
	}
	column := func(validity, offsets, data uint64, length uint64) uint64 {
		b := binary.LittleEndian.AppendUint32(nil, uint32(validity))
		b = binary.LittleEndian.AppendUint32(b, uint32(offsets))
		b = binary.LittleEndian.AppendUint64(b, data)
		b = binary.LittleEndian.AppendUint64(b, length)
		return f.put(string(binary.LittleEndian.AppendUint64(b, 0)))
	}
	offsets := f.put("\x00\x00\x00\x00\x08\x00\x00\x00")
	for _, c := range []struct {
		claim     string
		function  string
		arguments []uint64
	}{
		{"url.data", "sally_signer_sign", []uint64{signer, bad(12, end), buffer, 4096, out, out + 8}},
		{"url over the end", "sally_signer_sign", []uint64{signer, bad(12, edge), buffer, 4096, out, out + 8}},
		{"url over 4 GiB", "sally_signer_sign", []uint64{signer, bad(12, 1<<32-4), buffer, 4096, out, out + 8}},
		{"url.len", "sally_signer_sign", []uint64{signer, bad(16, end), buffer, 4096, out, out + 8}},
		{"request", "sally_signer_sign", []uint64{signer, edge, buffer, 4096, out, out + 8}},
		{"buf", "sally_signer_sign", []uint64{signer, request, edge, 4096, out, out + 8}},
		{"cap", "sally_signer_sign", []uint64{signer, request, buffer, 1<<32 - 1, out, out + 8}},
		{"len", "sally_signer_sign", []uint64{signer, request, buffer, 4096, edge, out + 8}},
		{"out", "sally_signer_sign", []uint64{signer, request, buffer, 4096, out, edge}},
		{"key", "sally_options_set", []uint64{options, edge, 4, 0, 0}},
		{"value", "sally_options_set", []uint64{options, request, 4, edge, 4}},
		{"out of new", "sally_signer_new", []uint64{options, edge}},
		{"column", "sally_verifier_verify_batch", []uint64{verifier, edge, 0, 0, 0, out}},
		{"offsets", "sally_verifier_verify_batch", []uint64{verifier, column(0, edge, buffer, 1), 0, 0, 0, out}},
		{"rows", "sally_verifier_verify_batch", []uint64{verifier, column(0, offsets, buffer, 1<<31-2), 0, 0, 0, out}},
		{"validity", "sally_verifier_verify_batch", []uint64{verifier, column(end, offsets, buffer, 1), 0, 0, 0, out}},
		{"data", "sally_verifier_verify_batch", []uint64{verifier, column(0, offsets, edge, 1), 0, 0, 0, out}},
		{"document", "sally_verifier_verify", []uint64{verifier, buffer, 4, edge, 4, 0, 0, 0, buffer, 4096, out, out}},
	} {
		if err := f.do(c.function, c.arguments...); err == nil || err.Code != fault.InvalidArgument || !strings.Contains(err.Message, "memory") {
			t.Errorf("%s: %v", c.claim, err)
		}
	}
	if code := fault.Code(f.call("sally_signer_sign", 0, 0, 0, 0, 0, 0, edge)); code != fault.NullPointer {
		t.Errorf("a sally_error that is not there: %v", code)
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
