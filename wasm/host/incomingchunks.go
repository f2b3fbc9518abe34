package host

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"
)

// ResignChunks is [Signer.Resign] for a request whose body is in chunks. The body that
// goes on is made of what [RequestVerifier.Chunks] gives of the one that comes in; size
// is that of its chunks, 0: 64 KiB. Of an event stream it is one message at a time.
//
// Errors: those of [Signer.Resign], PAYLOAD_HASH_MALFORMED, CHUNKS_UNSUPPORTED.
func (s *Signer) ResignChunks(ctx context.Context, r *Incoming, origin string, size int64) (*Signed, *Chunks, error) {
	if err := given(r, "the request"); err != nil {
		return nil, nil, err
	}
	lines, err := incomingLines(r.Headers)
	if err != nil {
		return nil, nil, err
	}
	if size == 0 {
		size = defaultChunk
	}
	var out []string
	err = s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) (err error) {
		out, err = i.ask(opSignerResignChunks, handle, arguments{
			texts: []text{
				opSignerResignChunksTextMethod: optional(r.Method), opSignerResignChunksTextURL: optional(r.URL),
				opSignerResignChunksTextHeaders: optional(lines), opSignerResignChunksTextOrigin: optional(origin),
			},
			numbers: []int64{opSignerResignChunksNumberTime: seconds(r.Now), opSignerResignChunksNumberChunkSize: size},
		})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	signed, c := s.chunksOf(out, size)
	return signed, c, nil
}

// Chunks returns the body of a verified request that is in chunks, without their
// frames; secret is that of its access key id. It holds one chunk in memory. Each Read
// of an event stream, into enough room, gives what one message carries.
//
// Its errors: those of body, CHUNK_MALFORMED, CHUNK_MISMATCH, REQUEST_TIME_SKEWED; REQUEST_MALFORMED for a
// head that does not say what the chunks are.
func (v *RequestVerifier) Chunks(ctx context.Context, r *Verified, secret string, body io.Reader) io.Reader {
	return &incomingChunks{ctx: ctx, verifier: v, state: r.state, now: r.now, secret: secret, body: body, wants: 1}
}

type incomingChunks struct {
	ctx           context.Context
	verifier      *RequestVerifier
	state, secret string
	body          io.Reader
	have, ready   []byte
	wants         int
	err           error     // of the body
	now           time.Time // zero: the clock's
}

func (c *incomingChunks) Read(p []byte) (int, error) {
	for len(c.ready) == 0 {
		if err := c.fill(); err != nil {
			return 0, err
		}
		used, err := c.next()
		if err != nil {
			return 0, err
		}
		if used == 0 && c.err != nil {
			return 0, io.EOF
		}
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// fill reads until there are as many bytes as the next step wants.
func (c *incomingChunks) fill() error {
	for len(c.have) < c.wants && c.err == nil {
		piece := make([]byte, max(defaultChunk, min(c.wants-len(c.have), len(c.have)))) // what does not come is not allocated
		n, err := c.body.Read(piece)
		c.have, c.err = append(c.have, piece[:n]...), err
	}
	if c.err != nil && !errors.Is(c.err, io.EOF) {
		return c.err
	}
	return nil
}

func (c *incomingChunks) next() (used int, err error) {
	var ended int64
	if c.err != nil {
		ended = 1
	}
	err = c.verifier.use(c.ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opRequestVerifierNextChunk, handle, arguments{
			texts: []text{
				opRequestVerifierNextChunkTextState: optional(c.state), opRequestVerifierNextChunkTextData: optional(c.have),
				opRequestVerifierNextChunkTextSecretAccessKey: optional(c.secret),
			},
			numbers: []int64{opRequestVerifierNextChunkNumberEnded: ended, opRequestVerifierNextChunkNumberTime: seconds(c.now)},
		})
		if err != nil {
			return err
		}
		var numbers [opPieceState]int
		for i := range numbers {
			numbers[i], _ = strconv.Atoi(out[i])
		}
		used = numbers[opPieceUsed]
		c.ready, c.have = c.have[numbers[opPieceStart]:numbers[opPieceEnd]], c.have[used:]
		c.state, c.wants = out[opPieceState], max(1, numbers[opPieceWants])
		return nil
	})
	return used, err
}
