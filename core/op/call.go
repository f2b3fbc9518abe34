package op

import (
	"context"
	"math"
	"math/bits"

	"github.com/sallyport/sallyport/core/fault"
)

// gives is the kind of an operation's result.
type gives uint8

const (
	givesObject gives = iota
	givesSpans
	givesResponse
	givesBatch
)

// operation is a row of ops.tsv. Bit i of a mask belongs to item i.
type operation struct {
	name            string
	kind            uint32 // of the object that it is called on; 0: none
	texts           []string
	bytes, optional uint64 // masks of texts
	numbers         []string
	columns         []string
	optionalColumns uint64
	gives           gives
	results         []string
}

const (
	// MaxText is what one text may have.
	MaxText = math.MaxInt32
	// MaxBytes is how many texts of an operation are bytes, at the most.
	MaxBytes = 3
)

// Call is one call of an operation as a skin lays it out: what ops.tsv says of
// it, by index. Texts, bytes and columns are borrowed from the host for the call.
type Call struct {
	Op      uint32
	Texts   []string
	Given   uint64           // bit i: text i is not NULL
	Bytes   [MaxBytes][]byte // the texts that the table calls bytes, in their order
	Numbers []int64
	// Prompt says of a call that is started that its caller waits at once, and so may
	// make it: see [Core.Advance]. Leave says that a long body may be left in a stream.
	Prompt, Leave bool
	prompt        prompt
	waits         func(context.Context) (outcome, error) // in place of what prepare gives
	Columns       []*Column                              // nil: not given

	// Out is the host's memory, to which an operation appends that gives spans;
	// what outgrew it was moved elsewhere. Spans has one for each name.
	Out   []byte
	Spans []Span
	// Parts are the results of an operation that waits, one for each name.
	Parts [][]byte
	// Memory is where Batch puts its columns.
	Memory Memory
	Batch  *Batch
	// Made is the number of the object that an operation gives.
	Made uint64
	made object
}

// BytesOf is the mask of those texts of an operation that are bytes.
func BytesOf(op uint32) uint64 { return row(op).bytes }

// Waits reports whether the operation waits for the network.
func Waits(op uint32) bool { return row(op).gives == givesResponse }

// GivesBatch reports whether the operation gives a batch.
func GivesBatch(op uint32) bool { return row(op).gives == givesBatch }

// ResultNames are the names of what an operation gives, in order.
func ResultNames(op uint32) []string { return row(op).results }

// CheckText is what a skin asks of a text that is NULL or long, before it makes
// a string of it.
//
// Errors: NULL_POINTER, INPUT_TOO_LARGE.
func CheckText(op uint32, i int, null bool, size uint64) error {
	switch {
	case size > MaxText:
		return fault.New(fault.InputTooLarge, "%s has %d bytes; the limit is %d", TextName(op, i), size, MaxText)
	case null && size > 0:
		return fault.New(fault.NullPointer, "%s.data is NULL, its length %d", TextName(op, i), size)
	}
	return nil
}

// TextName is the name of a text, for messages about it.
func TextName(op uint32, i int) string {
	if texts := row(op).texts; i < len(texts) {
		return texts[i]
	}
	return "a text"
}

// ColumnName is the name of a column, for messages about its memory.
func ColumnName(op uint32, i int) string {
	if columns := row(op).columns; i < len(columns) {
		return columns[i]
	}
	return "a column"
}

var noOperation operation

func row(op uint32) *operation {
	if op < uint32(len(operations)) {
		return &operations[op]
	}
	return &noOperation
}

func unknownOperation(op uint32) error {
	return fault.New(fault.InvalidArgument, "no operation has the number %d; the caller may be of another version than this core, %s", op, Version())
}

// check compares a call with the table.
//
// Errors: INVALID_ARGUMENT, NULL_POINTER.
func (c *Call) check(o *operation) error {
	if o.name == "" || o.gives == givesObject && o.kind == 0 {
		return unknownOperation(c.Op)
	}
	if len(c.Texts) != len(o.texts) || len(c.Numbers) != len(o.numbers) || len(c.Columns) != len(o.columns) ||
		o.gives == givesSpans && len(c.Spans) != len(o.results) {
		return fault.New(fault.InvalidArgument,
			"%s takes %d texts, %d numbers and %d columns and gives %d results; %d, %d, %d and %d were given: the caller is of another version than this core, %s",
			o.name, len(o.texts), len(o.numbers), len(o.columns), len(o.results), len(c.Texts), len(c.Numbers), len(c.Columns), len(c.Spans), Version())
	}
	for i, column := range c.Columns {
		if column == nil && o.optionalColumns&(1<<i) == 0 {
			return fault.New(fault.NullPointer, "%s is NULL", o.columns[i])
		}
	}
	return nil
}

// given reports whether a text is there that the table lets a host leave out.
func (c *Call) given(text int) bool { return c.Given&(1<<text) != 0 }

// bytes is a text that the table calls bytes: nil if it is not given, and not nil
// if it is given and empty.
func (c *Call) bytes(text int) []byte {
	b := c.Bytes[bits.OnesCount64(row(c.Op).bytes&(1<<text-1))]
	if b == nil && c.given(text) {
		b = []byte{}
	}
	return b
}

// truth is a number that stands for yes or no.
func (c *Call) truth(number int) (bool, error) {
	switch n := c.Numbers[number]; n {
	case 0, 1:
		return n == 1, nil
	default:
		return false, fault.New(fault.InvalidArgument, "%s is %d, not 0 or 1", row(c.Op).numbers[number], n)
	}
}

// put gives a call the results that were appended to its Out.
func (c *Call) put(out []byte, spans ...Span) {
	c.Out = out
	copy(c.Spans, spans)
}
