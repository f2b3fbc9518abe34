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
