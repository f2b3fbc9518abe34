package main

import "errors"

// reader takes a module's bytes apart. After the first error it gives zeros.
type reader struct {
	rest []byte
	err  error
}

var errShort = errors.New("it ends too early")

func (r *reader) bytes(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.rest) {
		r.rest, r.err = nil, errShort
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.bytes(1); r.err == nil {
		return b[0]
	}
	return 0
}

// number reads an unsigned 32-bit number (LEB128).
func (r *reader) number() int {
	n, _ := r.leb128()
	return int(uint32(n))
}

// signed reads a signed 32-bit number.
func (r *reader) signed() int {
	n, bits := r.leb128()
	if bits < 64 && n>>(bits-1)&1 == 1 {
		n |= -1 << bits
	}
	return int(int32(n))
}

func (r *reader) leb128() (n int64, bits int) {
	for bits < 35 {
		b := r.byte()
		n |= int64(b&0x7f) << bits
		bits += 7
		if b < 0x80 {
			return n, bits
		}
	}
	r.rest, r.err = nil, errors.New("a number is too long")
	return 0, bits
}

func appendNumber(b []byte, n int) []byte {
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

func appendSigned(b []byte, n int) []byte {
	for ; n < -64 || n > 63; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n)&0x7f)
}
