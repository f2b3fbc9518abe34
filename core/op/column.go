package op

import (
	"math"

	"github.com/sallyport/sallyport/core/fault"
)

// Column is a column of byte strings in Arrow's physical layout: Utf8 or Binary
// with 32-bit offsets (Arrow Columnar Format, "Variable-size Binary Layout").
// Its memory is borrowed.
type Column struct {
	Validity []byte  // bit i%8 of byte i/8 set: row i has a value; nil: each row has one
	Offsets  []int32 // Offset + Length + 1 of them, or none if there are no rows
	Data     string
	Length   int
	Offset   int // rows to skip in Validity and Offsets
}

// Row returns a value, or false for a null.
func (c *Column) Row(i int) (string, bool) {
	i += c.Offset
	if c.Validity != nil && c.Validity[i/8]&(1<<(i%8)) == 0 {
		return "", false
	}
	return c.Data[c.Offsets[i]:c.Offsets[i+1]], true
}

// check makes Row safe: it looks at each offset once.
//
// Errors: INVALID_ARGUMENT.
func (c *Column) check(name string) error {
	if c.Length < 0 || c.Offset < 0 || c.Length > math.MaxInt32 || c.Offset > math.MaxInt32 {
		return fault.New(fault.InvalidArgument, "%s: a length of %d rows from row %d on", name, c.Length, c.Offset)
	}
	if c.Length == 0 {
		return nil
	}
	end := c.Offset + c.Length
	if len(c.Offsets) <= end {
		return fault.New(fault.InvalidArgument, "%s: %d offsets for %d rows; there must be one more than rows", name, len(c.Offsets), end)
	}
	if c.Validity != nil && len(c.Validity) < (end+7)/8 {
		return fault.New(fault.InvalidArgument, "%s: %d bytes of validity for %d rows", name, len(c.Validity), end)
	}
	last := c.Offsets[c.Offset]
	if last < 0 {
		return fault.New(fault.InvalidArgument, "%s: the first offset is %d", name, last)
	}
	for i, offset := range c.Offsets[c.Offset+1 : end+1] {
		if offset < last {
			return fault.New(fault.InvalidArgument, "%s: row %d ends at %d, before it begins at %d", name, i, offset, last)
		}
		last = offset
	}
	if int(last) > len(c.Data) {
		return fault.New(fault.InvalidArgument, "%s: row %d ends at %d, the data after %d bytes", name, c.Length-1, last, len(c.Data))
	}
	return nil
}

// bytes is how much data the rows have.
func (c *Column) bytes() int {
	if c.Length == 0 {
		return 0
	}
	return int(c.Offsets[c.Offset+c.Length] - c.Offsets[c.Offset])
}

// checkBeside is the check of a column that goes beside another.
func (c *Column) checkBeside(name string, other *Column, otherName string) error {
	if c.Length != other.Length {
		return fault.New(fault.InvalidArgument, "%s has %d rows, %s %d", name, c.Length, otherName, other.Length)
	}
	return c.check(name)
}
