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
	lengths := h.values("Content-Length")
	length := int64(-1)
	for _, text := range lengths {
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
	if codings := h.values("Transfer-Encoding"); len(codings) > 0 {
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

// readBody reads a whole body of at most limit bytes. Errors of the stream come
// back as they are; io.ErrUnexpectedEOF stands for every early end.
func (f framing) readBody(br *bufio.Reader, limit, headLimit int64) ([]byte, error) {
	switch {
	case f.kind == byLength && f.length > limit:
		return nil, fault.New(fault.HTTPBodyTooLarge, "the response body has %d bytes, and the limit is %d", f.length, limit)
	case f.kind == byLength:
		return appendN(nil, br, f.length)
	case f.kind == byChunks:
		return readChunks(br, limit, headLimit)
	}
	return readToEnd(br, limit)
}

// appendN reads n bytes. Memory grows with what arrives, not with what was
// announced.
func appendN(b []byte, br *bufio.Reader, n int64) ([]byte, error) {
	const step = 1 << 20
	for n > 0 {
		part := int(min(n, step))
		b = slices.Grow(b, part)
		got, err := io.ReadFull(br, b[len(b):len(b)+part])
		b = b[:len(b)+got]
		if err != nil {
			return b, noEOF(err)
		}
		n -= int64(part)
	}
	return b, nil
}

func readToEnd(br *bufio.Reader, limit int64) ([]byte, error) {
	var b []byte
	for {
		b = slices.Grow(b, 4<<10)
		n, err := br.Read(b[len(b):min(int64(cap(b)), limit+1)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > limit:
			return nil, tooLarge(limit)
		case err == io.EOF:
			return b, nil
		case err != nil:
			return b, err
		}
	}
}

func tooLarge(limit int64) error {
	return fault.New(fault.HTTPBodyTooLarge, "the response body is over the limit of %d bytes", limit)
}

// readChunks reads a chunked body and its trailer, which is dropped. lineLimit
// bounds each line, and all chunk extensions together.
func readChunks(br *bufio.Reader, limit, lineLimit int64) (body []byte, err error) {
	var line []byte
	overhead := int64(0)
	for {
		if line, err = readLine(br, line[:0], lineLimit); err != nil {
			return body, noEOF(err)
		}
		size, err := chunkSize(line)
		if err != nil {
			return body, err
		}
		if size == 0 {
			return body, skipTrailer(br, lineLimit)
		}
		if size > limit-int64(len(body)) {
			return nil, tooLarge(limit)
		}
		if body, err = appendN(body, br, size); err != nil {
			return body, err
		}
		var end [2]byte
		if _, err := io.ReadFull(br, end[:]); err != nil {
			return body, noEOF(err)
		}
		if end != [2]byte{'\r', '\n'} {
			return body, fault.New(fault.HTTPMalformed, "a chunk of %d bytes is followed by %q", size, end)
		}
		// One byte of data per chunk is allowed, endless extensions are not.
		if overhead += max(0, int64(len(line))-16); overhead > lineLimit {
			return body, fault.New(fault.HTTPMalformed, "the chunk extensions are too long")
		}
	}
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

func skipTrailer(br *bufio.Reader, limit int64) error {
	var line []byte
	for range maxFields + 1 {
		var err error
		if line, err = readLine(br, line[:0], limit); err != nil {
			return noEOF(err)
		}
		if len(line) == 1 || len(line) == 2 && line[0] == '\r' {
			return nil
		}
		limit -= int64(len(line))
	}
	return fault.New(fault.HTTPHeaderTooLarge, "the trailer has more than %d fields", maxFields)
}
