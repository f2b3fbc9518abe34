package host

import (
	"encoding/binary"
	"math"

	"github.com/sallyport/sallyport/core/fault"
)

// The module's structs, as wasm/doc.go has them: offsets of fields that this
// package writes or reads, in bytes.
const (
	strSize = 8 // sally_str: data 0, len 4

	errorSize    = 512
	errorCode    = 0
	errorDetail  = 4
	errorMessage = 8

	requestSize        = 80
	requestMethod      = 4
	requestURL         = 12
	requestHeaders     = 20
	requestBody        = 28
	requestPayloadHash = 36
	requestTime        = 48
	requestExpires     = 56
	requestTimeout     = 64
	requestFlags       = 72

	messageSize            = 88
	messageTopic           = 4
	messagePayload         = 12
	messageQoS             = 20
	messageRetain          = 24
	messageContentType     = 28
	messageResponseTopic   = 36
	messageCorrelationData = 44
	messagePayloadFormat   = 52
	messageUserProperties  = 60
	messageExpiry          = 72
	messageTimeout         = 80
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
	fixedLength = fixedError + errorSize // a size_t
	fixedHandle = fixedLength + 4        // a handle or an int32_t
	fixedSpans  = fixedHandle + 4        // the largest struct of spans, sally_identity
	fixedSize   = fixedSpans + 15*strSize
)

// sallyNow is SALLY_NOW.
const sallyNow = math.MinInt64

var order = binary.LittleEndian

// writer puts a struct and what its spans point to into an instance's input.
type writer struct {
	base uint32
	b    []byte
	at   int // where the next bytes go
}

// write begins a struct of that size, with room for the texts that follow.
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

// span writes a field of type sally_str. Empty text is NULL: not given.
func span[T string | []byte](w *writer, offset int, text T) {
	if len(text) == 0 {
		return
	}
	address := put(w, text)
	order.PutUint32(w.b[offset:], uint32(address))
	order.PutUint32(w.b[offset+4:], uint32(len(text)))
}

// put copies text and returns its address, which is not NULL even for none.
func put[T string | []byte](w *writer, text T) uint64 {
	address := uint64(w.base) + uint64(w.at)
	w.at += copy(w.b[w.at:], text)
	return address
}

// spans reads a struct of spans that point into the output, whose text is given.
func (i *instance) spans(text string, into ...*string) error {
	b, err := i.view(i.fixed+fixedSpans, uint32(len(into)*strSize))
	if err != nil {
		return err
	}
	for n, field := range into {
		data, size := order.Uint32(b[n*strSize:]), order.Uint32(b[n*strSize+4:])
		if size == 0 {
			*field = ""
			continue
		}
		start := uint64(data) - uint64(i.output.address)
		if uint64(data) < uint64(i.output.address) || start+uint64(size) > uint64(len(text)) {
			return fault.New(fault.Internal, "the module names %d bytes at %d, outside of its result", size, data)
		}
		*field = text[start : start+uint64(size)]
	}
	return nil
}

// lent copies the bytes of a sally_str that a function has written.
func (i *instance) lent() ([]byte, error) {
	b, err := i.view(i.fixed+fixedSpans, strSize)
	if err != nil {
		return nil, err
	}
	data, size := order.Uint32(b), order.Uint32(b[4:])
	if size == 0 {
		return nil, nil
	}
	if b, err = i.view(data, size); err != nil {
		return nil, err
	}
	return append([]byte(nil), b...), nil
}

func (i *instance) fixedUint32(offset uint32) (uint32, error) {
	b, err := i.view(i.fixed+offset, 4)
	if err != nil {
		return 0, err
	}
	return order.Uint32(b), nil
}
