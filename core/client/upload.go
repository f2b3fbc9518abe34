package client

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	expectOver   = 64 << 10    // bodies that are worth a question
	continueWait = time.Second // how long a server has to answer it
	emptyReads   = 100         // reads without a byte or an error

	headWait = 5 * time.Millisecond // of a head for the first bytes of its body
)

// source is the body of a request on its way out. Attempts share it.
type source struct {
	reader io.Reader
	length int64 // -1: unknown, sent in chunks
	again  func() (io.Reader, error)
	used   bool    // a byte may have been taken from the reader
	of     *source // that this one is the encoded form of; nil: it is the body itself
}

// newSource checks the body of a request; nil: it is in memory.
func newSource(r *Request) (*source, error) {
	switch {
	case r.BodyReader == nil && r.ContentLength == 0:
		return nil, nil
	case r.BodyReader == nil:
		return nil, fault.New(fault.InvalidArgument, "ContentLength is %d and there is no BodyReader; for a Body it is known", r.ContentLength)
	case r.Body != nil:
		return nil, fault.New(fault.InvalidArgument, "a request has either Body or BodyReader")
	case r.ContentLength < -1:
		return nil, fault.New(fault.InvalidArgument, "ContentLength is %d; -1 is for a length that is not known", r.ContentLength)
	}
	return &source{reader: r.BodyReader, length: r.ContentLength, again: r.GetBody}, nil
}

// repeatable reports whether the body can be sent once more.
func (s *source) repeatable() bool { return s == nil || !s.used || s.again != nil }

// rewind prepares the body for an attempt.
func (s *source) rewind() error {
	if s == nil || !s.used {
		return nil
	}
	reader, err := s.again()
	if err == nil && reader == nil {
		err = errors.New("GetBody returned nil")
	}
	if err != nil {
		return fault.Wrap(fault.RequestBodyFailed, err, "the request body cannot be read again: %v", err)
	}
	s.reader, s.used = reader, false
	return nil
}

// bodyLength is that of the body as a request announces it, -1: in chunks.
func bodyLength(r *Request, s *source) int64 {
	if s != nil {
		return s.length
	}
	return int64(len(r.Body))
}

// expects reports whether to ask the server before the body is sent.
func (r *Request) expects(length int64) bool {
	if has(r.Headers, "Expect") {
		return length != 0 && strings.EqualFold(strings.TrimSpace(first(r.Headers, "Expect")), "100-continue")
	}
	return r.ExpectContinue && (length < 0 || length > expectOver)
}

// unexpect has the body sent without a question, for a server that does not know it
// (417, RFC 9110 section 10.1.1); false: there was none, or the body is gone.
func (r *prepared) unexpect() bool {
	if !r.expects(bodyLength(&r.Request, r.source)) || !r.source.repeatable() {
		return false
	}
	r.ExpectContinue = false
	r.Headers, r.own = without(r.Headers, "Expect"), without(r.own, "Expect")
	return true
}

// sourceError is an error of the caller's reader, not of the connection.
type sourceError struct{ fault *fault.Error }

func (e sourceError) Error() string { return e.fault.Message }

// Pieces is a BodyReader that has its bytes in memory already: Piece returns the
// next of them, which are not to be changed before the next call, as Read would.
// Leave says that nothing more is read, and ends a Piece that waits.
type Pieces interface {
	io.Reader
	Piece() ([]byte, error)
	Leave(why error)
}

// begin returns the reader, from which something may be taken from now on.
func (s *source) begin() io.Reader {
	s.used = true
	if s.of != nil {
		s.of.used = true
	}
	return s.reader
}

// sendBytes writes a body that is in memory behind the bytes in head.
func (u *sending) sendBytes(head, body []byte) error {
	if _, err := u.conn.Write(head); err != nil {
		return err
	}
	for piece := range slices.Chunk(body, writePiece) {
		if _, err := u.conn.Write(piece); err != nil {
			return err
		}
		u.sent.Add(int64(len(piece)))
	}
	return nil
}

// sendFrom writes what the reader gives, in pieces, behind the bytes in head.
func (u *sending) sendFrom(reader io.Reader, head []byte) error {
	ready, _ := reader.(Pieces)
	var piece []byte
	if ready == nil {
		piece = make([]byte, writePiece)
	}
	sent := int64(0)
	for empty := 0; ; {
		room := piece
		if u.length >= 0 {
			room = piece[:min(int64(len(piece)), u.length-sent)]
		}
		n, err := 0, io.EOF
		if !u.enter() {
			return errLeft
		}
		alone := func() bool { return false }
		if len(head) > 0 {
			alone = u.sendAlone(head)
		}
		switch {
		case ready != nil && sent != u.length:
			room, err = ready.Piece()
			if n = len(room); u.length >= 0 && int64(n) > u.length-sent {
				n = int(u.length - sent)
			}
		case len(room) > 0:
			n, err = reader.Read(room)
		}
		if alone() {
			head = head[:0]
		}
		if !u.exit() {
			return errLeft
		}
		if n < 0 || n > len(room) {
			n, err = 0, errors.New("its Read returned an impossible number")
		}
		if empty++; n > 0 {
			empty = 0
		}
		sent += int64(n)
		switch {
		case fault.CodeOf(err) == fault.RequestBodyFailed: // of what encodes the body
			return sourceError{fault.From(err)}
		case err != nil && !errors.Is(err, io.EOF):
			return sourceError{fault.Wrap(fault.RequestBodyFailed, err, "the request body could not be read after %d bytes: %v", sent, err)}
		case errors.Is(err, io.EOF) && sent < u.length:
			return sourceError{fault.New(fault.RequestBodyFailed, "the request body ended after %d of %d bytes", sent, u.length)}
		case empty == emptyReads:
			return sourceError{fault.Wrap(fault.RequestBodyFailed, io.ErrNoProgress, "the request body gave nothing in %d reads", emptyReads)}
		}
		if err := u.write(head, room[:n], errors.Is(err, io.EOF)); err != nil {
			return err
		}
		u.sent.Store(sent)
		head = head[:0]
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// sendAlone sends the head if the reader does not come soon with what follows it: its
// server may have an answer without that. stop reports whether it has.
func (u *sending) sendAlone(head []byte) (stop func() bool) {
	sent := make(chan bool)
	timer := time.AfterFunc(headWait, func() {
		defer close(sent)
		defer func() { _ = recover() }()
		_, _ = u.conn.Write(head) // the next write has its error
	})
	return func() bool {
		if timer.Stop() {
			return false
		}
		<-sent
		return true
	}
}

// write sends a piece of the body behind head, in a chunk if the length is unknown.
func (u *sending) write(head, piece []byte, last bool) error {
	chunked, w := u.length < 0, u.conn
	if chunked && len(piece) > 0 {
		head = strconv.AppendInt(head, int64(len(piece)), 16)
		head = append(head, '\r', '\n')
	}
	parts := [][]byte{head, piece, nil}
	if len(head)+len(piece) <= inlineBody { // one record, as far as it goes
		parts[0], parts[1] = append(head, piece...), nil
	}
	end := ""
	if chunked && len(piece) > 0 {
		end = "\r\n"
	}
	if chunked && last {
		end += "0\r\n\r\n"
	}
	if parts[1] == nil {
		parts[0] = append(parts[0], end...)
	} else {
		parts[2] = []byte(end)
	}
	w.SetGathering(true)
	defer w.SetGathering(false)
	for _, part := range parts {
		for part := range slices.Chunk(part, writePiece) {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
	}
	return w.Flush() // the next piece may not come soon
}

// awaitContinue asks the server whether it wants the body (RFC 9110 section
// 10.1.1). It returns the head of a response that came instead of a yes; nil: the
// body is to be sent, because of a yes or because no word came.
func (x *exchange) awaitContinue() (*head, error) {
	x.phase = "waiting for the server to want the body"
	limit := x.silence()
	if limit == 0 || limit > continueWait {
		x.SetSilence(continueWait)
	}
	_, err := x.br.Peek(1)
	x.SetSilence(limit)
	if isTimeout(err) {
		return nil, nil
	}
	h, err := x.readHead(true)
	if err != nil || h.status == 100 {
		return nil, err
	}
	return h, nil
}
