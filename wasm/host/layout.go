package host

import (
	"encoding/binary"
	"math"

	"github.com/sallyport/sallyport/core/fault"
)

// The module's structs, as wasm/doc.go has them: offsets of fields that this
// package writes or reads, in bytes.
const (
	strSize  = 8 // sally_str: data 0, len 4
	pairSize = 2 * strSize

	errorSize    = 512
	errorCode    = 0
	errorDetail  = 4
	errorMessage = 8

	callOp          = 0
	callTextCount   = 4
	callNumberCount = 8
	callColumnCount = 12
	callSpanCount   = 16
	callObject      = 24
	callTexts       = 32
	callNumbers     = 36
	callColumns     = 40
	callBuf         = 44
	callCap         = 48
	callSpans       = 52
	callLen         = 56
	callBlock       = 60
	callBatch       = 64
	callMade        = 72
	callSize        = 80
)

const (
	columnSize     = 32
	columnValidity = 0
	columnOffsets  = 4
	columnData     = 8
	columnLength   = 16
	columnOffset   = 24
)

// Where the fixed area of an instance has what.
const (
	fixedError  = 0
	fixedNumber = fixedError + errorSize // an object
	fixedColumn = fixedNumber + 8        // a sally_column, or codes and their number
	fixedSize   = fixedColumn + columnSize
)

var order = binary.LittleEndian

// writer puts structs and what they point to into an instance's input.
type writer struct {
	base uint32
	b    []byte
	at   int // where the next bytes go
}

// write begins structs of that size, with room for the texts that follow.
func (i *instance) write(size int, texts ...int) (*writer, error) {
	total := uint64(size)
	for _, n := range texts {
		total += uint64(n)
	}
	if total > math.MaxInt32 {
		return nil, fault.New(fault.InputTooLarge, "the call has %d bytes; the limit is %d", total, math.MaxInt32)
	}
	if err := i.input.reserve(i, uint32(total)); err != nil {
		return nil, err
	}
	b, err := i.view(i.input.address, uint32(total))
	if err != nil {
		return nil, err
	}
	clear(b[:size])
	return &writer{base: i.input.address, b: b, at: size}, nil
}

func (w *writer) int32(offset int, n int32) { order.PutUint32(w.b[offset:], uint32(n)) }
func (w *writer) int64(offset int, n int64) { order.PutUint64(w.b[offset:], uint64(n)) }

// address writes where something in the input stands.
func (w *writer) address(offset, of int) { order.PutUint32(w.b[offset:], w.base+uint32(of)) }

// span writes a text; one that is not given is NULL.
func (w *writer) span(offset int, t text) {
	if !t.given {
		return
	}
	w.address(offset, w.at)
	order.PutUint32(w.b[offset+4:], uint32(t.len()))
	put(w, t.string)
	put(w, t.bytes)
}

// put copies bytes to where the next go.
func put[T string | []byte](w *writer, b T) { w.at += copy(w.b[w.at:], b) }
