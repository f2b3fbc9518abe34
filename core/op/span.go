package op

import "github.com/sallyport/sallyport/core/sigv4"

// Span is a piece of a result, counted from the start of what was appended.
type Span = sigv4.Span

// appendSpan appends s and says where it went, counted from base.
func appendSpan[T string | []byte](dst []byte, base int, s T) ([]byte, Span) {
	start := len(dst) - base
	dst = append(dst, s...)
	return dst, Span{Start: start, End: len(dst) - base}
}
