package client

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// framing is how the end of a response body is known (RFC 9112 section 6.3).
type framing struct {
	kind   framingKind
	length int64 // of byLength
	odd    bool  // contradictory headers: the connection is not to be used again
}

type framingKind int

const (
	byLength framingKind = iota // also: no body
	byChunks
	byClose
)

func (h *head) framing(method string) (framing, error) {
	length := int64(-1)
	for text := range h.values("Content-Length") {
		n, err := strconv.ParseUint(text, 10, 63)
		if err != nil {
			return framing{}, fault.New(fault.HTTPMalformed, "Content-Length is %q", text)
		}
		if length >= 0 && length != int64(n) {
			return framing{}, fault.New(fault.HTTPMalformed, "Content-Length is both %d and %d", length, n)
		}
		length = int64(n)
	}
	if method == "HEAD" || h.status == 204 || h.status == 304 {
		return framing{}, nil
	}
	codings := slices.DeleteFunc(slices.Collect(h.values("Transfer-Encoding")), func(coding string) bool {
		return strings.EqualFold(coding, "identity") // of RFC 2616: none
	})
	if len(codings) > 0 {
		if len(codings) != 1 || !strings.EqualFold(codings[0], "chunked") {
			return framing{}, fault.New(fault.HTTPMalformed, "Transfer-Encoding is %q, not chunked", strings.Join(codings, ", "))
		}
		return framing{kind: byChunks, odd: length >= 0 || h.minor == 0}, nil
	}
	if length >= 0 {
		return framing{kind: byLength, length: length}, nil
	}
	return framing{kind: byClose}, nil
}

// frames reads the bytes of one body off its connection, and knows where it ends.
// Errors of the stream come back as they are; io.ErrUnexpectedEOF stands for
// every early end.
type frames struct {
	framing
	br        *bufio.Reader
	limit     int64 // of the body
	lineLimit int64 // of each line between chunks, and of all chunk extensions together

	read     int64 // bytes of the body so far
	left     int64 // of the body, or of the chunk
	inside   bool  // of a chunk, whose line end is not read
	overhead int64 // of chunk lines
	line     []byte
	trailer  []Header
	err      error // the last one, which stays; io.EOF: the body was read to its end
}

// begin is called once, before the first Read.
func (f *frames) begin(how framing, br *bufio.Reader, limit, lineLimit int64) error {
	if how.kind == byLength && how.length > limit {
		return fault.New(fault.HTTPBodyTooLarge, "the response body has %d bytes, and the limit is %d", how.length, limit)
	}
	f.framing, f.br, f.limit, f.lineLimit, f.left = how, br, limit, lineLimit, how.length
	if f.kind == byLength && f.length == 0 {
		f.err = io.EOF
	}
	return nil
}

// Read is an io.Reader. The end of a body of known length comes with its last
// byte.
func (f *frames) Read(p []byte) (int, error) {
	if f.err != nil || len(p) == 0 {
		return 0, f.err
	}
	n, err := f.next(p)
	if f.read += int64(n); f.read > f.limit {
		n, err = 0, tooLarge(f.limit)
	}
	f.err = err
	return n, err
}

func (f *frames) next(p []byte) (int, error) {
	switch {
	case f.kind == byClose:
		// One byte more than the limit shows that the body is over it.
		return f.br.Read(p[:min(int64(len(p)), f.limit-f.read+1)])
	case f.kind == byChunks && f.left == 0:
		if err := f.nextChunk(); err != nil {
			return 0, err
		}
	}
	n, err := f.br.Read(p[:min(int64(len(p)), f.left)])
	switch f.left -= int64(n); {
	case f.kind == byLength && f.left == 0:
		return n, io.EOF
	case f.left == 0:
		return n, nil
	}
	return n, noEOF(err)
}

// nextChunk reads up to the data of the next chunk. At the last one, which is
// empty, it reads the trailer and returns io.EOF.
func (f *frames) nextChunk() error {
	if f.inside {
		var end [2]byte
		if _, err := io.ReadFull(f.br, end[:]); err != nil {
			return noEOF(err)
		}
		if end != [2]byte{'\r', '\n'} {
			return fault.New(fault.HTTPMalformed, "a chunk is followed by %q", end)
		}
	}
	var err error
	if f.line, err = readLine(f.br, f.line[:0], f.lineLimit); err != nil {
		return noEOF(err)
	}
	// One byte of data per chunk is allowed, endless extensions are not.
	if f.overhead += max(0, int64(len(f.line))-16); f.overhead > f.lineLimit {
		return fault.New(fault.HTTPMalformed, "the chunk extensions are too long")
	}
	size, err := chunkSize(f.line)
	switch {
	case err != nil:
		return err
	case size == 0:
		return f.readTrailer()
	case size > f.limit-f.read:
		return tooLarge(f.limit)
	}
	f.left, f.inside = size, true
	return nil
}

// readTrailer reads the fields behind the last chunk, and returns io.EOF.
func (f *frames) readTrailer() error {
	raw, limit := []byte(nil), f.lineLimit
	for range maxFields + 1 {
		start := len(raw)
		var err error
		if raw, err = readLine(f.br, raw, limit); err != nil {
			return noEOF(err)
		}
		if line := raw[start:]; len(line) == 1 || len(line) == 2 && line[0] == '\r' {
			if f.trailer, err = parseFields(string(raw)); err != nil {
				return err
			}
			return io.EOF
		}
	}
	return fault.New(fault.HTTPHeaderTooLarge, "the trailer has more than %d fields", maxFields)
}

func tooLarge(limit int64) error {
	return fault.New(fault.HTTPBodyTooLarge, "the response body is over the limit of %d bytes", limit)
}

// chunkSize reads the hex size before any extension.
func chunkSize(line []byte) (int64, error) {
	text, _, _ := strings.Cut(string(line), ";")
	text = strings.TrimRight(text, " \t\r\n")
	size, err := strconv.ParseUint(text, 16, 63)
	if err != nil {
		return 0, fault.New(fault.HTTPMalformed, "the chunk size is %q", excerpt(line))
	}
	return int64(size), nil
}
