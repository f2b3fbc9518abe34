package op

import (
	"github.com/sallyport/sallyport/core/fault"
)

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
	if err := c.check(); err != nil {
		return nil, err
	}
	b, err := newBatch(memory, c.Signatures.Length, operations[VerifierVerifyBatch].results...)
	if err != nil {
		return nil, err
	}
	now, err := v.system.at(c.Now)
	if err != nil {
		return nil, err
	}
	claim := Claim{Now: now.Unix()}
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
	for i, span := range at {
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
