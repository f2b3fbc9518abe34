package host_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	sallyop "github.com/sallyport/sallyport/core/op"
)

// The contract of wasm/doc.go for bad arguments, as a host meets it.
func TestBadArgumentsAreCodes(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	good := f.signOperation(in2026)
	client := f.object(sallyop.ClientNew)
	for _, c := range []struct {
		claim  string
		want   fault.Code
		change func(o *operation)
	}{
		{"unknown operation", fault.InvalidArgument, func(o *operation) { o.op = 9 }},
		{"a large number", fault.InvalidArgument, func(o *operation) { o.op = 1<<32 - 1 }},
		{"a kind of object", fault.InvalidArgument, func(o *operation) { o.op = sallyop.SignerNew }},
		{"a text less", fault.InvalidArgument, func(o *operation) { o.textCount-- }},
		{"a number more", fault.InvalidArgument, func(o *operation) { o.numberCount++ }},
		{"room for less", fault.InvalidArgument, func(o *operation) { o.spanCount-- }},
		{"a column", fault.InvalidArgument, func(o *operation) { o.columns, o.columnCount = f.array(0), 1 }},
		{"many texts", fault.InvalidArgument, func(o *operation) { o.textCount = 1 << 31 }},
		{"texts NULL", fault.NullPointer, func(o *operation) { o.texts = 0 }},
		{"numbers NULL", fault.NullPointer, func(o *operation) { o.numbers = 0 }},
		{"spans NULL", fault.NullPointer, func(o *operation) { o.spans = 0 }},
		{"buf NULL", fault.NullPointer, func(o *operation) { o.buf = 0 }},
		{"a text of NULL with a length", fault.NullPointer, func(o *operation) { o.texts = f.array(0, 3, 0, 0, 0, 0, 0, 0, 0, 0) }},
		{"no object", fault.HandleClosed, func(o *operation) { o.object = 0 }},
		{"no such object", fault.HandleClosed, func(o *operation) { o.object = 1 << 40 }},
		{"another object", fault.InvalidArgument, func(o *operation) { o.object = client }},
	} {
		o := *good
		c.change(&o)
		if err := f.run(&o); err == nil || err.Code != c.want {
			t.Errorf("%s: got %v, want %v", c.claim, err, c.want.Name())
		}
	}
	out := uint64(f.out)
	for _, c := range []struct {
		claim     string
		want      fault.Code
		function  string
		arguments []uint64
	}{
		{"call NULL", fault.NullPointer, "sally_call", []uint64{0}},
		{"options NULL", fault.NullPointer, "sally_new", []uint64{sallyop.VerifierNew, 0, 1, out}},
		{"many options", fault.InvalidArgument, "sally_new", []uint64{sallyop.VerifierNew, out, 1 << 31, out}},
		{"an option of NULL with a length", fault.NullPointer, "sally_new", []uint64{sallyop.VerifierNew, f.array(0, 3, 0, 0), 1, out}},
		{"out NULL", fault.NullPointer, "sally_new", []uint64{sallyop.VerifierNew, 0, 0, 0}},
		{"no credentials", fault.CredentialsMissing, "sally_new", []uint64{sallyop.SignerNew, 0, 0, out}},
		{"no kind", fault.InvalidArgument, "sally_new", []uint64{77, 0, 0, out}},
		{"malformed key", fault.UnknownOption, "sally_new", []uint64{sallyop.VerifierNew, f.texts("No Key", ""), 1, out}},
		{"empty key", fault.UnknownOption, "sally_new", []uint64{sallyop.VerifierNew, f.texts("", ""), 1, out}},
		{"unknown key", fault.UnknownOption, "sally_new", []uint64{sallyop.VerifierNew, f.texts("no.such.option", ""), 1, out}},
		{"huge value", fault.InputTooLarge, "sally_new", []uint64{
			sallyop.VerifierNew, f.array(f.put("identity.provider"), 17, f.call("sally_alloc", 16<<20+1), 16<<20+1), 1, out,
		}},
		{"no batch", fault.NullPointer, "sally_batch_codes", []uint64{0, out, out}},
		{"no such batch", fault.HandleClosed, "sally_batch_column", []uint64{77, f.put("url"), 3, out}},
	} {
		if err := f.do(c.function, c.arguments...); err == nil || err.Code != c.want {
			t.Errorf("%s: got %v, want %v", c.claim, err, c.want.Name())
		}
	}
	// A NULL error is allowed, and freeing nothing too.
	if code := fault.Code(f.call("sally_call", 0, 0)); code != fault.NullPointer {
		t.Errorf("without a sally_error: %v", code)
	}
	f.call("sally_object_free", 0)
	f.call("sally_batch_free", 0)
	f.call("sally_free", 0)
	f.call("sally_free", 12345)

	f.call("sally_object_free", good.object)
	if err := f.run(good); err == nil || err.Code != fault.HandleClosed {
		t.Errorf("use after free: %v", err)
	}
	if err := f.sign(in2026); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

// To follow them would end the module.
func TestAddressesOutsideOfTheMemoryAreCodes(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	// steady repeats what names the end of the memory until that did not move meanwhile.
	steady := func(claim string, do func(end, edge uint64) *fault.Error) {
		t.Helper()
		for range 20 {
			end := uint64(f.module.Memory().Size())
			err := do(end, end-2) // the second begins inside
			if uint64(f.module.Memory().Size()) != end {
				continue
			}
			if err == nil || err.Code != fault.InvalidArgument || !strings.Contains(err.Message, "memory") {
				t.Errorf("%s: %v", claim, err)
			}
			return
		}
		t.Errorf("%s: the memory grows each time", claim)
	}
	out := uint64(f.out)
	offsets := f.put("\x00\x00\x00\x00\x08\x00\x00\x00")
	buffer := f.call("sally_alloc", 4096)
	url := func(o *operation, address, size uint64) { o.texts = f.array(0, 0, address, size, 0, 0, 0, 0, 0, 0) }
	for claim, change := range map[string]func(o *operation, end, edge uint64){
		"a text":              func(o *operation, end, edge uint64) { url(o, end, 1) },
		"a text over the end": func(o *operation, end, edge uint64) { url(o, edge, 8) },
		"a text over 4 GiB":   func(o *operation, end, edge uint64) { url(o, 1<<32-4, 8) },
		"a text of that size": func(o *operation, end, edge uint64) { url(o, buffer, end) },
		"texts":               func(o *operation, end, edge uint64) { o.texts = edge },
		"numbers":             func(o *operation, end, edge uint64) { o.numbers = edge },
		"spans":               func(o *operation, end, edge uint64) { o.spans = edge },
		"buf":                 func(o *operation, end, edge uint64) { o.buf = edge },
		"cap":                 func(o *operation, end, edge uint64) { o.cap = 1<<32 - 1 },
	} {
		steady(claim, func(end, edge uint64) *fault.Error {
			o := f.signOperation(in2026)
			change(o, end, edge)
			return f.run(o)
		})
	}
	column := func(validity, offsets, data, length uint64) uint64 {
		b := binary.LittleEndian.AppendUint32(nil, uint32(validity))
		b = binary.LittleEndian.AppendUint32(b, uint32(offsets))
		b = binary.LittleEndian.AppendUint64(b, data)
		b = binary.LittleEndian.AppendUint64(b, length)
		return f.put(string(binary.LittleEndian.AppendUint64(b, 0)))
	}
	verifier := f.object(sallyop.VerifierNew)
	for claim, columns := range map[string]func(end, edge uint64) uint64{
		"columns":              func(end, edge uint64) uint64 { return edge },
		"a column":             func(end, edge uint64) uint64 { return f.array(edge, 0, 0) },
		"offsets of a column":  func(end, edge uint64) uint64 { return f.array(column(0, edge, buffer, 1), 0, 0) },
		"rows of a column":     func(end, edge uint64) uint64 { return f.array(column(0, offsets, buffer, 1<<31-2), 0, 0) },
		"validity of a column": func(end, edge uint64) uint64 { return f.array(column(end, offsets, buffer, 1), 0, 0) },
		"data of a column":     func(end, edge uint64) uint64 { return f.array(column(0, offsets, edge, 1), 0, 0) },
	} {
		steady(claim, func(end, edge uint64) *fault.Error {
			o := f.operation(sallyop.VerifierVerifyBatch, verifier, nil, now)
			o.columnCount, o.columns = 3, columns(end, edge)
			return f.run(o)
		})
	}
	rows := f.operation(sallyop.VerifierVerifyBatch, verifier, nil, now)
	rows.columnCount, rows.columns = 3, f.array(column(0, offsets, buffer, 0), 0, 0)
	if err := f.run(rows); err != nil {
		t.Fatal(err)
	}
	batch, name := f.field(64), f.put("raw")
	for claim, call := range map[string]func(end, edge uint64) *fault.Error{
		"the call":    func(end, edge uint64) *fault.Error { return f.do("sally_call", edge) },
		"the options": func(end, edge uint64) *fault.Error { return f.do("sally_new", sallyop.VerifierNew, edge, 1, out) },
		"a key": func(end, edge uint64) *fault.Error {
			return f.do("sally_new", sallyop.VerifierNew, f.array(edge, 4, 0, 0), 1, out)
		},
		"a value": func(end, edge uint64) *fault.Error {
			return f.do("sally_new", sallyop.VerifierNew, f.array(buffer, 4, edge, 4), 1, out)
		},
		"out of a new":    func(end, edge uint64) *fault.Error { return f.do("sally_new", sallyop.VerifierNew, 0, 0, edge) },
		"a name":          func(end, edge uint64) *fault.Error { return f.do("sally_batch_column", batch, edge, 3, out) },
		"out of a column": func(end, edge uint64) *fault.Error { return f.do("sally_batch_column", batch, name, 3, edge) },
		"out of codes":    func(end, edge uint64) *fault.Error { return f.do("sally_batch_codes", batch, edge, out) },
		"length of codes": func(end, edge uint64) *fault.Error { return f.do("sally_batch_codes", batch, out, edge) },
	} {
		steady(claim, call)
	}
	if code := fault.Code(f.call("sally_call", 0, 1<<32-8)); code != fault.NullPointer {
		t.Errorf("a sally_error that is not there: %v", code)
	}
	if err := f.sign(in2026); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func TestWhatDoesNotFitComesInABlock(t *testing.T) {
	f := newForeign(t, modulePath, goodHost())
	o := f.signOperation(in2026)
	if err := f.run(o); err != nil || f.field(60) != 0 {
		t.Fatalf("%v, block %d", err, f.field(60))
	}
	want, size := f.result(sallyop.SignedHeaders), f.field(56)
	for _, room := range []uint64{0, 16, size - 1} {
		o.cap = room
		if err := f.run(o); err != nil {
			t.Fatal(err)
		}
		if block := f.field(60); block == 0 || f.field(56) != size || f.result(sallyop.SignedHeaders) != want {
			t.Errorf("room for %d: %d bytes in block %d", room, f.field(56), block)
		} else {
			f.call("sally_free", block)
		}
	}
	if o.cap = size; f.run(o) != nil || f.field(60) != 0 {
		t.Error("a buffer of just the size did not suffice")
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
