package host

import (
	"context"
	"errors"
	"io"
	"strconv"
	"sync"

	"github.com/sallyport/sallyport/core/fault"
)

// Stream is a response whose body passes through in pieces. It keeps one of
// Config.Instances to itself until its Body is closed.
type Stream struct {
	Response // its Body is nil; Timings.Total ends with the head

	// Body gives the bytes as they arrive, in constant memory, and io.EOF when the
	// body is complete: an early end is an error, as in [Client.Do]. One goroutine may
	// read; Close may come from another, and must come. client.max_body does not apply.
	Body io.ReadCloser

	pieces *pieces
}

// pieces is a stream in an instance.
type pieces struct {
	runtime *Runtime
	ctx     context.Context // of the exchange; ends with Close
	cancel  context.CancelFunc
	unwatch func() bool // the end of the runtime

	mu     sync.Mutex
	i      *instance // nil: given back
	handle uint64
	end    error // what every later Read returns
}

const (
	readerSize = 64 << 10 // of BodyReader, in memory at a time
	emptyReads = 100
)

// Stream makes a request, and returns when the head of the response is there. Its
// body is r.BodyReader, if that is not nil, sent as it is read. The end of ctx ends
// the bodies as well.
//
// Errors: as for [Client.Do], and REQUEST_BODY_FAILED if BodyReader fails.
func (c *Client) Stream(ctx context.Context, r *Request) (*Stream, error) {
	if err := given(r, "the request"); err != nil {
		return nil, err
	}
	i, err := c.runtime.hold(ctx)
	if err != nil {
		return nil, err
	}
	p := &pieces{runtime: c.runtime, i: i}
	p.ctx, p.cancel = context.WithCancel(ctx)
	i.caller = p.ctx
	p.unwatch = context.AfterFunc(c.runtime.closing, func() { _ = p.Close() })
	response, err := p.begin(c, r)
	if err != nil {
		err = p.because(err)
		_ = p.Close()
		return nil, err
	}
	return &Stream{Response: *response, Body: p, pieces: p}, nil
}

// begin sends the request and waits for the head of the response.
func (p *pieces) begin(c *Client, r *Request) (*Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.i == nil {
		return nil, errClosed()
	}
	if err := p.open(c, r); err != nil {
		return nil, err
	}
	if r.BodyReader != nil {
		if err := p.send(r.BodyReader); err != nil {
			return nil, err
		}
	}
	return p.i.exchange(opStreamResponse, p.handle, arguments{})
}

func (p *pieces) open(c *Client, r *Request) error {
	head := *r
	head.BodyReader = nil // comes after it
	texts, err := p.i.requestTexts(&head)
	if err != nil {
		return err
	}
	numbers := []int64{
		opClientOpenNumberTimeoutMS: timeoutOf(p.ctx, r.Timeout), opClientOpenNumberDuplicatesAllowed: 0, opClientOpenNumberMaxRedirects: -1,
		opClientOpenNumberUpload: 0, opClientOpenNumberContentLength: -1,
		opClientOpenNumberReadMS: 0,
	}
	if r.DuplicatesAllowed {
		numbers[opClientOpenNumberDuplicatesAllowed] = 1
	}
	if r.BodyReader != nil {
		numbers[opClientOpenNumberUpload], numbers[opClientOpenNumberContentLength] = 1, r.ContentLength
	}
	return c.in(p.i, func(client uint64) error {
		call, err := p.i.run(opClientOpen, client, &arguments{texts: texts, numbers: numbers}, 0)
		if err == nil {
			p.handle = order.Uint64(call[callMade:])
		}
		return err
	})
}

// send writes the request's body until its end, or until the server has answered.
func (p *pieces) send(body io.Reader) error {
	piece := make([]byte, readerSize)
	for empty := 0; ; {
		n, err := body.Read(piece)
		if empty++; n > 0 {
			empty = 0
			out, failed := p.i.ask(opStreamWrite, p.handle, arguments{texts: []text{textOf(piece[:n], true)}})
			if failed != nil {
				return failed
			}
			if written, _ := strconv.Atoi(out[opWrittenWritten]); written < n {
				return nil
			}
		}
		switch {
		case err == io.EOF:
			_, err := p.i.ask(opStreamEnd, p.handle, arguments{})
			return err
		case err != nil:
			return fault.Wrap(fault.RequestBodyFailed, err, "BodyReader: %v", err)
		case empty > emptyReads:
			return fault.Wrap(fault.RequestBodyFailed, io.ErrNoProgress, "BodyReader gave nothing in %d reads", emptyReads)
		}
	}
}

// Read gives what arrives next.
func (p *pieces) Read(to []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.i == nil:
		return 0, fault.New(fault.HandleClosed, "the stream is closed")
	case p.end != nil:
		return 0, p.end
	case len(to) == 0:
		return 0, nil
	}
	out, err := p.i.ask(opStreamRead, p.handle, arguments{numbers: []int64{opStreamReadNumberSize: int64(len(to))}})
	if err != nil {
		p.end = p.because(err)
		return 0, p.end
	}
	n := copy(to, out[opChunkData])
	if n == 0 {
		p.end = io.EOF
	}
	return n, p.end
}

// Close gives the exchange up, or leaves its connection to the next one, and the
// instance to other calls.
func (p *pieces) Close() error {
	p.cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.i == nil {
		return nil
	}
	p.unwatch()
	if p.handle != 0 && !p.i.lost {
		_, _ = p.i.call("sally_object_free", p.handle)
	}
	p.runtime.release(p.i)
	p.i = nil
	return nil
}

// because corrects the error of a call whose context has ended.
func (p *pieces) because(err error) error {
	if p.runtime.closing.Err() != nil {
		return errClosed()
	}
	if p.ctx.Err() != nil {
		return endedInside(p.ctx, err)
	}
	return err
}

// Trailer returns the fields that followed a chunked body, between its end and
// Close. Until Body has returned io.EOF there are none.
func (s *Stream) Trailer() []Header {
	p := s.pieces
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.i == nil || !errors.Is(p.end, io.EOF) {
		return nil
	}
	out, err := p.i.ask(opStreamResponse, p.handle, arguments{})
	if err != nil {
		return nil
	}
	return parseLines(out[opResponseTrailers])
}
