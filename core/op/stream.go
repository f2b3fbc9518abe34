package op

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"sync"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// mostOfARead is what one read gives at the most, whatever the host asks for: the
// memory is needed even if less has arrived.
const mostOfARead = 256 << 10

// Stream is an exchange whose bodies pass through in pieces. One goroutine makes
// the exchange; it ends with the head of the response, or with Close.
type Stream struct {
	ctx    context.Context
	cancel context.CancelFunc

	body    *handoff // nil: the request has no body to come
	writing sync.Mutex
	written int64 // guarded by writing
	over    bool  // stream_end was called; guarded by writing

	because func(error) error // gives an error its cause
	said    *chain.Log
	most    int64 // of a response, that is kept while the request is sent

	ready chan struct{} // closed when answer or err is there
	got   *client.Stream
	err   error
	ahead *ahead // what was read of the response while the request was sent; nil: nothing

	mu     sync.Mutex
	closed bool

	panicMode
}

var errAnswered = errors.New("the server answered before the end of the body")

func (*Stream) kind() uint32 { return ClientOpen }

// open begins an exchange.
func (c *Client) open(call *Call) error {
	if client.Offline { // the linker leaves the methods of Stream out
		_, err := c.client.Stream(context.Background(), nil)
		return err
	}
	r := call.request()
	r.TimeoutMS = call.Numbers[ClientOpenNumberTimeoutMS]
	r.ConnectMS, r.ReadMS = call.Numbers[ClientOpenNumberConnectMS], call.Numbers[ClientOpenNumberReadMS]
	r.redirects(call.Numbers[ClientOpenNumberMaxRedirects])
	length := call.Numbers[ClientOpenNumberContentLength]
	upload, err := call.truth(ClientOpenNumberUpload)
	if err != nil {
		return err
	}
	if r.DuplicatesAllowed, err = call.truth(ClientOpenNumberDuplicatesAllowed); err != nil {
		return err
	}
	switch {
	case length < -1 || length >= 0 && !upload:
		return fault.New(fault.InvalidArgument, "content_length is %d; it is the length of a body that is written, or -1", length)
	case upload && len(r.Body) > 0:
		return fault.New(fault.InvalidArgument, "body has %d bytes, and upload is 1; a body is given or written, not both", len(r.Body))
	}
	own, err := r.own()
	if err != nil {
		return err
	}
	s := &Stream{ready: make(chan struct{}), because: func(err error) error { return because(c.options, own.URL, err) }, said: c.said, most: c.options.MaxBody}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if upload {
		s.body = newHandoff()
		own.Body, own.BodyReader, own.ContentLength = nil, s.body, length
	}
	go func() {
		var got *client.Stream
		var err error
		defer func() { s.arrive(got, panicked(recover(), err)) }()
		got, err = c.client.Stream(s.ctx, own)
		err = s.because(err)
	}()
	call.made = s
	return nil
}

// streamOf is the stream of a response whose body was left.
func streamOf(got *client.Stream, because func(error) error) *Stream {
	s := &Stream{ready: make(chan struct{}), because: because, got: got, cancel: func() {}}
	close(s.ready)
	return s
}

// arrive keeps how the head of the response came, or why it did not. Whoever
// writes then is told.
func (s *Stream) arrive(got *client.Stream, err error) {
	s.mu.Lock()
	closed := s.closed
	s.got, s.err = got, err
	goesOn := s.body != nil && got != nil && !closed && got.Sending()
	if goesOn {
		s.ahead = newAhead(s.most)
	}
	s.mu.Unlock()
	if s.body != nil && !goesOn {
		s.body.Leave(errAnswered)
	}
	close(s.ready)
	if closed && got != nil {
		_ = got.Body.Close()
	}
	if goesOn {
		s.ahead.fill(got)
	}
}

// head waits for the head of the response.
func (s *Stream) head(ctx context.Context) (*client.Stream, error) {
	select {
	case <-s.ready:
	default:
		select {
		case <-s.ready:
		case <-ctx.Done():
			return nil, errCancelled()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return nil, errStreamClosed()
	case s.err != nil:
		return nil, s.err
	}
	return s.got, nil
}

func errStreamClosed() error {
	return fault.New(fault.HandleClosed, "the stream was closed; leaving a read or a write closes it too")
}

// response gives the head; it can be asked for again, also after it was left, and
// has the trailers after the end of the body.
func (s *Stream) response(*Call) (func(context.Context) ([][]byte, error), error) {
	return func(ctx context.Context) ([][]byte, error) {
		got, err := s.head(ctx)
		if err != nil {
			return nil, err
		}
		response := newResponse(&got.Response, s.said)
		response.Facts[ResponseTrailers] = string(fieldLines(got.Trailer()))
		return answer{Response: response}.parts()
	}, nil
}

// read gives what arrives next. To leave it closes the stream: what has arrived
// meanwhile would be lost.
func (s *Stream) read(c *Call) (func(context.Context) ([][]byte, error), error) {
	size := c.Numbers[StreamReadNumberSize]
	if size < 1 {
		return nil, fault.New(fault.InvalidArgument, "size is %d; ask for at least one byte", size)
	}
	read := func(ctx context.Context) ([][]byte, error) {
		got, err := s.head(ctx)
		if err != nil {
			return nil, err
		}
		defer context.AfterFunc(ctx, s.Close)()
		if piece, err := s.ahead.take(ctx, int(min(size, mostOfARead))); err != nil || len(piece) > 0 {
			return [][]byte{piece}, err
		}
		piece := make([]byte, min(size, mostOfARead))
		for range emptyReads {
			n, err := got.Body.Read(piece)
			// TLS gives a record at a time, and to cross into a language costs more than one.
			for n > 0 && n < len(piece) && err == nil && got.Arrived() {
				var more int
				more, err = got.Body.Read(piece[n:])
				n += more
			}
			if n > 0 || err == io.EOF {
				return [][]byte{piece[:n]}, nil
			}
			if err != nil {
				return nil, s.because(err)
			}
		}
		return nil, fault.New(fault.HTTPMalformed, "the body gave nothing in %d reads", emptyReads)
	}
	if c.Prompt {
		c.prompt = &reading{s, size, read}
	}
	return read, nil
}

const emptyReads = 100

// write waits until the bytes were taken. To leave it closes the stream.
func (s *Stream) write(c *Call) (func(context.Context) ([][]byte, error), error) {
	if s.body == nil {
		return nil, fault.New(fault.InvalidArgument, "the stream was opened without upload, so its request has no body to write")
	}
	data := c.bytes(StreamWriteTextData)
	now := 0
	if c.Prompt && s.writing.TryLock() {
		if !s.over {
			now = s.body.WriteNow(data)
			s.written += int64(now)
		}
		s.writing.Unlock()
		if now > 0 && now == len(data) {
			c.prompt = &ready{outcome{parts: written(now)}}
		}
	}
	data = bytes.Clone(data[now:])
	return func(ctx context.Context) ([][]byte, error) {
		s.writing.Lock()
		defer s.writing.Unlock()
		if s.over {
			return nil, fault.New(fault.InvalidArgument, "the body was ended after %d bytes", s.written)
		}
		if len(data) == 0 {
			return written(now), nil
		}
		defer context.AfterFunc(ctx, s.Close)()
		n, err := s.body.Write(ctx, data)
		s.written += int64(n)
		if err != nil { // the exchange has ended, well or not
			if _, err := s.head(ctx); err != nil {
				return nil, err
			}
		}
		return written(now + n), nil
	}, nil
}

func written(n int) [][]byte { return [][]byte{strconv.AppendInt(nil, int64(n), 10)} }

// end ends the body of the request.
func (s *Stream) end(c *Call) error {
	if s.body == nil {
		return fault.New(fault.InvalidArgument, "the stream was opened without upload, so its request has no body to end")
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.over = true
	s.body.End()
	start := len(c.Out)
	out := strconv.AppendInt(c.Out, s.written, 10)
	c.put(out, Span{Start: start, End: len(out)})
	return nil
}

// Close gives the exchange up, or reads a small rest of the body so that its
// connection can be used again.
func (s *Stream) Close() {
	s.mu.Lock()
	got, closed, ahead := s.got, s.closed, s.ahead
	s.closed = true
	s.mu.Unlock()
	if closed {
		return
	}
	ahead.end(errStreamClosed())
	if got != nil {
		_ = got.Body.Close()
	}
	s.cancel()
	if s.body != nil {
		s.body.Leave(errStreamClosed())
	}
}
