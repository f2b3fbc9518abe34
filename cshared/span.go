package main

/*
#cgo CFLAGS: -I${SRCDIR}/include -I${SRCDIR}/door
#include "shared.h"
*/
import "C"

import (
	"math"
	"strings"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// nullPointer is the error for an argument that must not be NULL.
func nullPointer(what string) error { return fault.New(fault.NullPointer, "%s is NULL", what) }

// borrower turns spans into slices and strings of the same memory, which must
// not outlive the call. It keeps the first error.
type borrower struct{ err error }

// bytes borrows a span. NULL with a length of 0 gives nil.
func (b *borrower) bytes(s C.sally_str, what string) []byte {
	if uint(s.len) > maxSpan || s.data == nil {
		return b.none(s, what)
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(s.data)), s.len)
}

func (b *borrower) text(s C.sally_str, what string) string {
	if uint(s.len) > maxSpan || s.data == nil {
		b.none(s, what)
		return ""
	}
	return unsafe.String((*byte)(unsafe.Pointer(s.data)), s.len)
}

// maxSpan is what one argument may have.
const maxSpan = math.MaxInt32

// none deals with the spans that give nothing, to keep the others fast.
//
//go:noinline
func (b *borrower) none(s C.sally_str, what string) []byte {
	switch {
	case b.err != nil || s.len == 0:
	case s.data == nil:
		b.err = nullPointer(what + ".data")
	default:
		b.err = fault.New(fault.InputTooLarge, "%s has %d bytes; the limit is %d", what, uint64(s.len), maxSpan)
	}
	return nil
}

// fill lets an operation append to the caller's buffer. If the result outgrows
// it, Go moves it elsewhere and the length tells the caller what to come back with.
func fill(buf *C.char, size C.size_t, length *C.size_t, appendTo func(dst []byte) ([]byte, error)) error {
	if length == nil {
		return nullPointer("len")
	}
	if buf == nil && size != 0 {
		return nullPointer("buf")
	}
	room := int(min(size, maxSpan))
	var dst []byte
	if buf != nil {
		dst = unsafe.Slice((*byte)(unsafe.Pointer(buf)), room)[:0:room]
	}
	dst, err := appendTo(dst)
	if err != nil {
		return err
	}
	*length = C.size_t(len(dst))
	if len(dst) > room {
		return fault.New(fault.BufferTooSmall, "the result has %d bytes, the buffer %d", len(dst), room)
	}
	return nil
}

// spanIn says where a piece of the result is in the caller's buffer.
func spanIn(buf *C.char, s op.Span) C.sally_str {
	if s.Start == s.End {
		return C.sally_str{}
	}
	return C.sally_str{(*C.char)(unsafe.Add(unsafe.Pointer(buf), s.Start)), C.size_t(s.End - s.Start)}
}

// settings copies options, which objects keep.
func settings(o *C.const_sally_options) ([]op.Pair, error) {
	if o == nil {
		return nil, nullPointer("options")
	}
	pairs := unsafe.Slice(o.pairs, int(o.count))
	out := make([]op.Pair, len(pairs))
	var b borrower
	for i, p := range pairs {
		out[i] = op.Pair{Key: strings.Clone(b.text(p.key, "key")), Value: strings.Clone(b.text(p.value, "value"))}
	}
	return out, b.err
}

// writeError fills the caller's sally_error, if there is one.
func writeError(to *C.sally_error, e *fault.Error) {
	if to == nil {
		return
	}
	to.code = C.int32_t(e.Code)
	to.detail = C.int32_t(e.Detail)
	message := unsafe.Slice((*byte)(unsafe.Pointer(&to.message)), len(to.message))
	n := copy(message[:len(message)-1], cut(e.Message, len(message)-1))
	message[n] = 0
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// newResponse copies a response into one block of C memory.
func newResponse(r *op.Response) (*C.sally_response, error) {
	head := unsafe.Sizeof(C.sally_response{})
	size := int(head) + len(r.Info)*int(unsafe.Sizeof(C.sally_pair{})) + len(r.Headers) + len(r.Body)
	for _, p := range r.Info {
		size += len(p.Key) + len(p.Value)
	}
	block := C.sally_core_alloc(C.size_t(size)) // cgo's own malloc would end the process
	if block == nil {
		return nil, fault.New(fault.OutOfMemory, "no memory for a response of %d bytes", size)
	}
	out := (*C.sally_response)(block)
	info := unsafe.Slice((*C.sally_pair)(unsafe.Add(block, head)), len(r.Info))
	at := unsafe.Add(block, int(head)+len(r.Info)*int(unsafe.Sizeof(C.sally_pair{})))
	put := func(b string) C.sally_str {
		s := C.sally_str{(*C.char)(at), C.size_t(len(b))}
		copy(unsafe.Slice((*byte)(at), len(b)), b)
		at = unsafe.Add(at, len(b))
		return s
	}
	text := func(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
	*out = C.sally_response{
		status: C.int32_t(r.Status), headers: put(text(r.Headers)), body: put(text(r.Body)),
		info: unsafe.SliceData(info), info_count: C.size_t(len(info)),
	}
	for i, p := range r.Info {
		info[i] = C.sally_pair{key: put(p.Key), value: put(p.Value)}
	}
	return out, nil
}

// Handles are numbers; see SALLY_CORE_HANDLE in shared.h for the way back.
func signerNumber(h *C.sally_signer) uint64       { return uint64(uintptr(unsafe.Pointer(h))) }
func clientNumber(h *C.sally_client) uint64       { return uint64(uintptr(unsafe.Pointer(h))) }
func publisherNumber(h *C.sally_publisher) uint64 { return uint64(uintptr(unsafe.Pointer(h))) }
func verifierNumber(h *C.sally_verifier) uint64   { return uint64(uintptr(unsafe.Pointer(h))) }
func metadataNumber(h *C.sally_metadata) uint64   { return uint64(uintptr(unsafe.Pointer(h))) }
