package host_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// lie is a function of a module that answers a constant.
type lie struct {
	name       string
	parameters int
	answer     int32 // of a function that has one
}

// area is where the lying module's sally_alloc says that memory is: the fixed area
// of layout.go, input and output are all there.
const area = 1024

// Where the lies are in the data of the module: what sally_new and the functions of
// a batch answer at its begin, which is in the fixed area; and what sally_call
// copies over the end of the struct that it was given.
const (
	fixedLies  = area + 512
	callLies   = area + 4096
	callAnswer = area + 56 // len, block, batch; then old arguments, and 72 bytes further the spans of a signature
	callSize   = 128
)

var lies = []lie{
	{"sally_version", 0, area},
	{"sally_alloc", 1, area},
	{"sally_free", 1, 0},
	{"sally_new", 5, 0},
	{"sally_object_free", 1, 0},
	{"sally_call", 2, 0},
	{"sally_batch_codes", 4, 0},
	{"sally_batch_column", 5, 0},
	{"sally_batch_free", 1, 0},
}

// signed is what a lying sally_call says of a signature: the bytes, then spans.
func signed(size uint32, spans ...uint32) []byte {
	data := bytes.Repeat([]byte{0}, callLies-fixedLies)
	data = append(data, little(size)...)
	data = append(data, make([]byte, 68)...)
	return append(data, little(spans...)...)
}

// liar is a module in WebAssembly's binary format, whose memory of so many pages
// holds data from fixedLies on.
func liar(functions []lie, pages int, data []byte) []byte {
	size := func(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }
	vector := func(items ...[]byte) []byte { return append(size(len(items)), bytes.Join(items, nil)...) }
	sized := func(b []byte) []byte { return append(size(len(b)), b...) }
	constant := func(n int32) []byte { // i32.const, in LEB128 of five bytes
		b := []byte{0x41}
		for k := range 5 {
			next := byte(n>>(7*k)) & 0x7f
			if k < 4 {
				next |= 0x80
			}
			b = append(b, next)
		}
		return b
	}
	var types, indices, exports, bodies [][]byte
	for n, f := range functions {
		result := vector([]byte{0x7f})
		body := append(append([]byte{0}, constant(f.answer)...), 0x0b)
		if strings.HasSuffix(f.name, "_free") {
			result, body = vector(), []byte{0, 0x0b}
		}
		if f.name == "sally_call" { // memory.copy first
			body = []byte{0}
			for _, n := range []int32{callAnswer, callLies, callSize, f.answer} {
				if n == f.answer {
					body = append(body, 0xfc, 10, 0, 0)
				}
				body = append(body, constant(n)...)
			}
			body = append(body, 0x0b)
		}
		types = append(types, append(append([]byte{0x60}, sized(bytes.Repeat([]byte{0x7f}, f.parameters))...), result...))
		indices = append(indices, size(n))
		exports = append(exports, append(append(sized([]byte(f.name)), 0), size(n)...))
		bodies = append(bodies, sized(body))
	}
	if pages > 0 {
		exports = append(exports, append(sized([]byte("memory")), 2, 0))
	}
	segment := append(append([]byte{0}, constant(fixedLies)...), 0x0b)
	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, section := range []struct {
		id      byte
		content []byte
	}{
		{1, vector(types...)},
		{3, vector(indices...)},
		{5, vector(append([]byte{0}, size(max(pages, 1))...))},
		{7, vector(exports...)},
		{10, vector(bodies...)},
		{11, vector(append(segment, sized(data)...))},
	} {
		module = append(append(module, section.id), sized(section.content)...)
	}
	return module
}

func little(numbers ...uint32) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

func TestAModuleThatLiesGetsNowhere(t *testing.T) {
	sign := func(ctx context.Context, r *host.Runtime) error {
		signer, err := r.NewSigner(ctx, nil)
		if err != nil {
			return err
		}
		_, err = signer.Sign(ctx, &host.Request{Time: time.Unix(1, 0)})
		return err
	}
	batch := func(ctx context.Context, r *host.Runtime) error {
		signer, err := r.NewSigner(ctx, nil)
		if err != nil {
			return err
		}
		_, _, err = signer.PresignBatch(ctx, &host.Request{Time: time.Unix(1, 0)}, time.Minute, []string{"u"})
		return err
	}
	for claim, c := range map[string]struct {
		data []byte // from fixedLies on
		call func(context.Context, *host.Runtime) error
		want string
	}{
		"a text without end": {bytes.Repeat([]byte("x"), 1<<14), func(ctx context.Context, r *host.Runtime) error {
			_, err := r.Version(ctx)
			return err
		}, "does not end"},
		"a result outside of the memory": {signed(1 << 31), sign, "are in"},
		"a result of 4 GiB":              {signed(1<<32 - 1), sign, "are in"},
		"a span before the result":       {signed(64, area-1, 1), sign, "outside of its result"},
		"a span after the result":        {signed(64, area+60, 5), sign, "outside of its result"},
		"a span over the end of memory":  {signed(64, area+60, 1<<32-60), sign, "outside of its result"},
		"rows that overflow":             {little(1, 0, area, 0, 1<<30+1, 0), batch, "answers 1 rows"},
		"no rows":                        {little(1, 0, area, 0, 0, 0), batch, "answers 1 rows"},
		"rows outside of the memory":     {little(1, 0, 1<<16-2, 0, 1, 0), batch, "outside of its memory"},
	} {
		functions := slices.Clone(lies)
		if claim == "a text without end" {
			functions[0].answer = area + 512
		}
		r, err := host.New(context.Background(), liar(functions, 1, c.data), host.Config{})
		if err != nil {
			t.Fatalf("%s: %v", claim, err)
		}
		if err := c.call(context.Background(), r); fault.CodeOf(err) != fault.Internal || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want INTERNAL and %q", claim, err, c.want)
		}
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func TestAModuleOfAnotherShapeIsRefused(t *testing.T) {
	for claim, pages := range map[string]int{"no memory": 0, "4 GiB": 1 << 16} {
		_, err := host.New(context.Background(), liar(lies, pages, nil), host.Config{MaxMemory: 4 << 30})
		if fault.CodeOf(err) != fault.InvalidArgument {
			t.Errorf("%s: %v", claim, err)
		}
	}
	functions := slices.Clone(lies)
	functions[3].parameters = 2 // sally_new
	r, err := host.New(context.Background(), liar(functions, 1, little(0, 1)), host.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close(context.Background()) }()
	if _, err := r.NewSigner(context.Background(), nil); fault.CodeOf(err) != fault.Unsupported || !strings.Contains(err.Error(), "sally_new") {
		t.Errorf("other parameters: %v", err)
	}
}
