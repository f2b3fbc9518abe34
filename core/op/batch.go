package op

import (
	"math"

	"github.com/sallyport/sallyport/core/fault"
)

// Memory is where a batch puts its results: memory of the host, which can take
// them as they are.
type Memory interface {
	// Grow returns a block of size bytes that begins with the bytes of old, which
	// is used no more. nil: there is no memory.
	Grow(old []byte, size int) []byte
	// Int32s returns zeros. nil: there is no memory.
	Int32s(count int) []int32
	// Free takes back what Grow returned.
	Free(block []byte)
}

// Batch is the result of a call for many rows. A row that failed is null in
// each column of values and has a code; so has a row that was null where that is
// no failure, with the code OK.
type Batch struct {
	Length  int
	Codes   []int32 // a code, or 0
	Columns []BatchColumn

	memory Memory
	errors *BatchColumn
}

// BatchColumn is one column of results.
type BatchColumn struct {
	Name     string
	Validity []byte // nil: each row has a value
	Offsets  []int32
	Data     []byte

	nulls int
}

// errorColumn is the name of the last column: the message of each failed row.
const errorColumn = "error"

func noMemory(size int) error {
	return fault.New(fault.OutOfMemory, "no memory for the results of a batch (%d bytes); give fewer rows", size)
}

func newBatch(memory Memory, length int, names ...string) (*Batch, error) {
	b := &Batch{Length: length, memory: memory, Codes: memory.Int32s(length), Columns: make([]BatchColumn, len(names)+1)}
	if b.Codes == nil && length > 0 {
		return nil, noMemory(4 * length)
	}
	for i := range b.Columns {
		c := &b.Columns[i]
		c.Name = errorColumn
		if i < len(names) {
			c.Name = names[i]
		}
		c.Validity = memory.Grow(nil, (length+7)/8)
		c.Offsets = memory.Int32s(length + 1)
		if c.Offsets == nil || c.Validity == nil && length > 0 {
			return nil, noMemory(4 * length)
		}
		clear(c.Validity)
	}
	b.errors = &b.Columns[len(names)]
	return b, nil
}

// room returns an empty slice at the end of the column's data, with room for size bytes.
func (b *Batch) room(c *BatchColumn, size int) ([]byte, error) {
	used := len(c.Data)
	if cap(c.Data)-used < size {
		if used+size > math.MaxInt32 {
			return nil, fault.New(fault.InputTooLarge, "the results exceed 2 GiB; split the batch")
		}
		if err := b.grow(c, used+size); err != nil {
			return nil, err
		}
	}
	return c.Data[used:used:cap(c.Data)], nil
}

func (b *Batch) grow(c *BatchColumn, size int) error {
	used := len(c.Data)
	size = min(max(size, used+used/2), math.MaxInt32)
	block := b.memory.Grow(c.Data[:cap(c.Data)], size)
	if block == nil {
		return noMemory(size)
	}
	c.Data = block[:used:size]
	return nil
}

// put makes value, which was appended to what room returned, the next row.
func (b *Batch) put(c *BatchColumn, row int, value []byte) error {
	end := len(c.Data) + len(value)
	if end > cap(c.Data) { // it outgrew the room, so append has moved it
		room, err := b.room(c, len(value))
		if err != nil {
			return err
		}
		_ = append(room, value...)
	}
	c.Data = c.Data[:end]
	c.Offsets[row+1] = int32(end)
	c.Validity[row/8] |= 1 << (row % 8)
	return nil
}

// null makes the next row of a column one without a value.
func (c *BatchColumn) null(row int) {
	c.Offsets[row+1] = c.Offsets[row]
	c.nulls++
}

// fail makes a row null in each column of values, and says why.
func (b *Batch) fail(row int, err error) error {
	for i := range b.Columns[:len(b.Columns)-1] {
		b.Columns[i].null(row)
	}
	e := fault.From(err)
	b.Codes[row] = int32(e.Code)
	room, err := b.room(b.errors, len(e.Message))
	if err != nil {
		return err
	}
	return b.put(b.errors, row, append(room, e.Message...))
}

// finish drops the bitmaps that say nothing.
func (b *Batch) finish() *Batch {
	for i := range b.Columns {
		if c := &b.Columns[i]; c.nulls == 0 {
			b.memory.Free(c.Validity)
			c.Validity = nil
		}
	}
	return b
}

// ---- Presign ----

// anyURL stands for the row when a batch's common part is checked.
const anyURL = "https://bucket.s3.us-east-1.amazonaws.com/"

// presignedQuery is about what a signature adds to a URL, without a session token.
const presignedQuery = 320

// PresignBatch presigns each URL of a column: method, headers, payload hash,
// time and expires are r's, whose URL is empty. The result has the column "url".
//
// Errors of the whole call: those of AppendPresign that do not depend on the
// URL, INVALID_ARGUMENT, INPUT_TOO_LARGE, OUT_OF_MEMORY.
func (s *Signer) PresignBatch(r *Request, urls *Column, memory Memory) (*Batch, error) {
	s.panics.now()
	if r.URL != "" {
		return nil, fault.New(fault.InvalidArgument, "request.url is not empty; each row brings its URL")
	}
	if err := urls.check("urls"); err != nil {
		return nil, err
	}
	req, err := s.borrow(r)
	defer s.giveBack(req)
	if err != nil {
		return nil, err
	}
	expires := seconds(r.Expires)
	req.URL = anyURL
	sample, err := s.signer.AppendPresignURL(nil, req, expires)
	if err != nil {
		return nil, err
	}
	b, err := newBatch(memory, urls.Length, "url")
	if err != nil {
		return nil, err
	}
	out := &b.Columns[0]
	added := max(len(sample), presignedQuery)
	if estimate := urls.bytes() + urls.Length*added; estimate > 0 && estimate <= math.MaxInt32 {
		if err := b.grow(out, estimate); err != nil {
			return nil, err
		}
	}
	for i := range urls.Length {
		url, ok := urls.Row(i)
		if !ok {
			out.null(i)
			b.errors.null(i)
			continue
		}
		room, err := b.room(out, len(url)+added)
		if err != nil {
			return nil, err
		}
		req.URL = url
		signed, err := s.signer.AppendPresignURL(room, req, expires)
		if err != nil {
			err = b.fail(i, err)
		} else {
			b.errors.null(i)
			err = b.put(out, i, signed)
		}
		if err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}

// ---- Verify ----

// Claims are the columns of VerifyBatch.
type Claims struct {
	Signatures *Column
	Documents  *Column // nil, or a null: the one that the signature carries
	Audiences  *Column // nil: none is expected
	Now        int64   // Unix seconds, or Now
}

// VerifyBatch verifies a claim per row. The result has a column for each field
// of an identity, named as in Identity.
//
// A null among the audiences fails its row: missing data must not switch the
// check off.
//
// Errors of the whole call: INVALID_ARGUMENT, INPUT_TOO_LARGE, OUT_OF_MEMORY.
func (v *Verifier) VerifyBatch(c *Claims, memory Memory) (*Batch, error) {
	v.panics.now()
	if err := c.check(); err != nil {
		return nil, err
	}
	b, err := newBatch(memory, c.Signatures.Length, identityFields[:]...)
	if err != nil {
		return nil, err
	}
	claim := Claim{Now: timeOf(c.Now, v.host.Clock).Unix()}
	var signature, scratch []byte
	document := []byte{} // one that is given and empty is not nil
	for i := range c.Signatures.Length {
		text, ok := c.Signatures.Row(i)
		if !ok {
			if err := b.fail(i, fault.New(fault.InvalidArgument, "the column of signatures has no value in this row")); err != nil {
				return nil, err
			}
			continue
		}
		signature = append(signature[:0], text...)
		claim.Signature, claim.Document = signature, nil
		if c.Documents != nil {
			if text, ok := c.Documents.Row(i); ok {
				document = append(document[:0], text...)
				claim.Document = document
			}
		}
		if c.Audiences != nil {
			if claim.Audience, claim.ExpectAudience = c.Audiences.Row(i); !claim.ExpectAudience {
				if err := b.fail(i, fault.New(fault.InvalidArgument, "the column of audiences has no value in this row")); err != nil {
					return nil, err
				}
				continue
			}
		}
		out, at, err := v.AppendVerify(scratch[:0], &claim)
		scratch = out
		if err != nil {
			err = b.fail(i, err)
		} else {
			err = b.putIdentity(i, out, &at)
		}
		if err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}

func (c *Claims) check() error {
	if err := c.Signatures.check("signatures"); err != nil {
		return err
	}
	if c.Documents != nil {
		if err := c.Documents.checkBeside("documents", c.Signatures, "signatures"); err != nil {
			return err
		}
	}
	if c.Audiences != nil {
		return c.Audiences.checkBeside("audiences", c.Signatures, "signatures")
	}
	return nil
}

func (b *Batch) putIdentity(row int, text []byte, at *Identity) error {
	b.errors.null(row)
	for i, span := range at.spans() {
		c := &b.Columns[i]
		room, err := b.room(c, span.End-span.Start)
		if err != nil {
			return err
		}
		if err := b.put(c, row, append(room, text[span.Start:span.End]...)); err != nil {
			return err
		}
	}
	return nil
}
