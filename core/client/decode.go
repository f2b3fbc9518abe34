package client

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// accepted is what a client asks for that decodes (RFC 9110 section 12.5.3).
const accepted = "gzip, deflate"

const (
	// mostCodings is how many codings one body may have.
	mostCodings = 3
	// maxPadding is what is read behind a body in gzip to keep the connection.
	maxPadding = 64 << 10
	// mostRatio is how many bytes a byte of the wire may become, once a body has
	// become larger than freeSize. Deflate cannot do more than 1032; text, tables and
	// logs stay far below this.
	mostRatio = 300
	freeSize  = 8 << 20
)

// codings are those of a body in the order in which they were applied, nil if
// there is none, or one that this client does not know: the body is left as it is
// then.
func codings(h *head) []string {
	var names []string
	for value := range h.values("Content-Encoding") {
		for name := range strings.SplitSeq(value, ",") {
			switch name = strings.ToLower(strings.Trim(name, " \t")); name {
			case "", "identity":
			case "gzip", "x-gzip", "deflate":
				names = append(names, name)
			default:
				return nil
			}
		}
	}
	return names
}

// decoded is a body without its codings. It reads no more of the frames than it
// needs, gives at most limit bytes, and refuses what swells like nothing else.
type decoded struct {
	frames  *frames
	names   []string
	content io.Reader // nil: nothing was read yet
	limit   int64
	given   int64
}

func (d *decoded) Read(p []byte) (int, error) {
	if d.content == nil {
		if err := d.begin(); err != nil {
			return 0, err
		}
	}
	n, err := d.content.Read(p)
	d.given += int64(n)
	switch {
	case d.given > d.limit:
		return 0, tooLarge(d.limit)
	case d.given > freeSize && d.given/mostRatio > d.frames.read:
		return 0, fault.New(fault.HTTPBodyTooLarge, "%d bytes of the response became %d so far, which is no honest compression", d.frames.read, d.given)
	case err != nil && !errors.Is(err, io.EOF):
		return n, d.failed(err)
	}
	return n, err
}

func (d *decoded) begin() error {
	d.content = d.frames
	for i := len(d.names) - 1; i >= 0; i-- {
		var err error
		if d.content, err = decoder(d.names[i], d.content); err != nil {
			d.content = nil
			if errors.Is(err, io.EOF) && d.frames.read == 0 { // nothing, in any coding
				return io.EOF
			}
			return d.failed(err)
		}
	}
	return nil
}

// failed names bytes that are not what Content-Encoding says. What the connection
// says goes through.
func (d *decoded) failed(err error) error {
	var e *fault.Error
	if errors.As(err, &e) || d.frames.err != nil && !errors.Is(d.frames.err, io.EOF) {
		return err
	}
	return fault.New(fault.HTTPBodyUndecodable, "the body is not %s, as Content-Encoding says: %v", strings.Join(d.names, ", "), err)
}

// members are the parts of gzip, one after the other (RFC 1952 section 2.2). What
// follows them and is no gzip, such as the zeros of a full block, is passed over,
// as gzip(1) and requests do.
type members struct {
	one  *gzip.Reader
	from *bufio.Reader
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.one.Read(p)
		if n > 0 && errors.Is(err, io.EOF) {
			err = nil
		}
		if n > 0 || err == nil || !errors.Is(err, io.EOF) {
			return n, err
		}
		if head, _ := m.from.Peek(2); string(head) != "\x1f\x8b" {
			_, err := io.Copy(io.Discard, io.LimitReader(m.from, maxPadding))
			if err == nil {
				err = io.EOF
			}
			return 0, err
		}
		if err := m.one.Reset(m.from); err != nil {
			return 0, err
		}
		m.one.Multistream(false)
	}
}

// decoder takes one coding off. What HTTP calls deflate is the zlib format; some
// servers leave out its frame.
func decoder(name string, from io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(from)
	if name != "deflate" {
		first, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, err
		}
		first.Multistream(false)
		return &members{first, buffered}, nil
	}
	head, err := buffered.Peek(2)
	if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(buffered)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return flate.NewReader(buffered), nil
}
