package eventstream

import (
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/sallyport/sallyport/core/fault"
)

// Limits of a message.
const (
	MaxHeaders = 128 << 10
	MaxPayload = 16 << 20

	prelude  = 12 // length of all, length of the headers, CRC-32 of the two
	trailing = 4  // CRC-32 of what is before
)

// Type is that of a header's value.
type Type byte

// The types, by their numbers on the wire.
const (
	True Type = iota
	False
	Byte      // 1 byte
	Short     // 2 bytes, big-endian
	Int       // 4 bytes
	Long      // 8 bytes
	Bytes     // up to 32 KiB
	String    // likewise, in UTF-8
	Timestamp // 8 bytes: milliseconds since 1970
	UUID      // 16 bytes
)

// sizes are those of values that all have the same; -1: a length stands before it.
var sizes = [...]int{True: 0, False: 0, Byte: 1, Short: 2, Int: 4, Long: 8, Bytes: -1, String: -1, Timestamp: 8, UUID: 16}

// Header is one of a message. Value is as on the wire, without a length.
type Header struct {
	Name  string
	Type  Type
	Value []byte
}

// Message is one message. Order and repetition of its headers are kept.
type Message struct {
	Headers []Header
	Payload []byte
}

const maxValue = 1<<15 - 1

// AppendHeaders writes headers as they stand in a message.
//
// Errors: EVENT_MALFORMED.
func AppendHeaders(dst []byte, headers []Header) ([]byte, error) {
	start := len(dst)
	for _, h := range headers {
		if len(h.Name) == 0 || len(h.Name) > 255 || int(h.Type) >= len(sizes) {
			return nil, malformed("a header has a name of %d bytes and the type %d", len(h.Name), h.Type)
		}
		size := sizes[h.Type]
		if size >= 0 && len(h.Value) != size || len(h.Value) > maxValue {
			return nil, malformed("the header %q has a value of %d bytes, which its type %d does not have", h.Name, len(h.Value), h.Type)
		}
		dst = append(append(append(dst, byte(len(h.Name))), h.Name...), byte(h.Type))
		if size < 0 {
			dst = binary.BigEndian.AppendUint16(dst, uint16(len(h.Value)))
		}
		dst = append(dst, h.Value...)
	}
	if len(dst)-start > MaxHeaders {
		return nil, malformed("the headers have %d bytes; the limit is %d", len(dst)-start, MaxHeaders)
	}
	return dst, nil
}

// Append writes a message.
//
// Errors: EVENT_MALFORMED.
func Append(dst []byte, m *Message) ([]byte, error) {
	headers, err := AppendHeaders(nil, m.Headers)
	if err != nil {
		return nil, err
	}
	head, tail, err := Frame(nil, headers, m.Payload)
	if err != nil {
		return nil, err
	}
	dst = append(append(dst, head...), m.Payload...)
	return append(dst, tail[:]...), nil
}

// Frame writes what stands before and behind the payload of a message with headers
// that are encoded already; head is appended to dst.
//
// Errors: EVENT_MALFORMED.
func Frame(dst, headers, payload []byte) (head []byte, tail [trailing]byte, err error) {
	if len(payload) > MaxPayload {
		return nil, tail, malformed("the payload has %d bytes; the limit is %d", len(payload), MaxPayload)
	}
	start := len(dst)
	dst = binary.BigEndian.AppendUint32(dst, uint32(prelude+len(headers)+len(payload)+trailing))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(headers)))
	dst = binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(dst[start:]))
	dst = append(dst, headers...)
	sum := crc32.Update(crc32.ChecksumIEEE(dst[start:]), crc32.IEEETable, payload)
	binary.BigEndian.PutUint32(tail[:], sum)
	return dst, tail, nil
}

// Decode reads the message at the beginning of b, into which its parts point, and
// returns how long it is. If b has only a part of it, err is io.ErrUnexpectedEOF and
// n is the length that is needed.
//
// Errors: EVENT_MALFORMED.
func Decode(b []byte) (m Message, n int, err error) {
	if len(b) < prelude {
		return m, prelude, io.ErrUnexpectedEOF
	}
	total, headers := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	switch {
	case crc32.ChecksumIEEE(b[:8]) != binary.BigEndian.Uint32(b[8:]):
		return m, 0, malformed("its beginning has another CRC-32 than it says")
	case headers > MaxHeaders, total > prelude+MaxHeaders+MaxPayload+trailing, total < prelude+trailing+headers:
		return m, 0, malformed("its length is %d, that of its headers %d", total, headers)
	case uint64(len(b)) < uint64(total):
		return m, int(total), io.ErrUnexpectedEOF
	}
	n = int(total)
	body, sum := b[:n-trailing], binary.BigEndian.Uint32(b[n-trailing:])
	if crc32.ChecksumIEEE(body) != sum {
		return m, 0, malformed("it has another CRC-32 than it says")
	}
	m.Payload = body[prelude+headers:]
	if len(m.Payload) > MaxPayload {
		return m, 0, malformed("its payload has %d bytes; the limit is %d", len(m.Payload), MaxPayload)
	}
	m.Headers, err = decodeHeaders(body[prelude : prelude+headers])
	return m, n, err
}

func decodeHeaders(b []byte) (headers []Header, err error) {
	for len(b) > 0 {
		name := int(b[0])
		if name == 0 || len(b) < 1+name+1 {
			return nil, malformed("a header has a name of %d bytes, and %d are left", name, len(b)-1)
		}
		h := Header{Name: string(b[1 : 1+name]), Type: Type(b[1+name])}
		b = b[2+name:]
		if int(h.Type) >= len(sizes) {
			return nil, malformed("the header %q has the type %d", h.Name, h.Type)
		}
		size := sizes[h.Type]
		if size < 0 {
			if len(b) < 2 {
				return nil, malformed("the header %q has no value", h.Name)
			}
			size = int(binary.BigEndian.Uint16(b))
			b = b[2:]
		}
		if size > maxValue || len(b) < size {
			return nil, malformed("the header %q has a value of %d bytes, and %d are left", h.Name, size, len(b))
		}
		h.Value, b = b[:size:size], b[size:]
		headers = append(headers, h)
	}
	return headers, nil
}

// Read reads one message. At the end of r between two of them it returns io.EOF.
//
// Errors: EVENT_MALFORMED; those of r, and io.ErrUnexpectedEOF.
func Read(r io.Reader) (Message, error) {
	b := make([]byte, prelude)
	if _, err := io.ReadFull(r, b); err != nil {
		return Message{}, err
	}
	_, n, err := Decode(b)
	if n <= prelude { // the sum of the beginning is wrong, or its lengths
		return Message{}, err
	}
	b = append(b, make([]byte, n-prelude)...)
	if _, err := io.ReadFull(r, b[prelude:]); err != nil {
		return Message{}, noEOF(err)
	}
	m, _, err := Decode(b)
	return m, err
}

func noEOF(err error) error {
	if err == io.EOF { //nolint:errorlint // io.ReadFull returns it as it is
		return io.ErrUnexpectedEOF
	}
	return err
}

func malformed(format string, args ...any) error {
	e := fault.New(fault.EventMalformed, format, args...)
	e.Message = "a message of an event stream: " + e.Message
	return e
}
