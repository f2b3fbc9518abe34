//go:build wasip1

package main

import (
	"strconv"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

var batches table[*op.Batch]

//go:wasmexport sally_signer_presign_batch
func signerPresignBatch(signer uint32, request *requestIn, urls *columnIn, out *uint32, err *errorOut) int32 {
	return use(&signers, signer, err, func(s *op.Signer) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var r op.Request
		if err := readRequest(&r, request); err != nil {
			return err
		}
		if err := checkTime(r.Time); err != nil {
			return err
		}
		column, err := readColumn(urls, "urls")
		if err != nil {
			return err
		}
		batch, err := s.PresignBatch(&r, column, memory{})
		return keepBatch(batch, err, out)
	})
}

//go:wasmexport sally_verifier_verify_batch
func verifierVerifyBatch(verifier uint32, signatures, documents, audiences *columnIn, now int64, out *uint32, err *errorOut) int32 {
	return use(&verifiers, verifier, err, func(v *op.Verifier) (err error) {
		if err := check(out, "out"); err != nil {
			return err
		}
		if err := checkTime(now); err != nil {
			return err
		}
		c := op.Claims{Now: now}
		if c.Signatures, err = readColumn(signatures, "signatures"); err != nil {
			return err
		}
		if documents != nil {
			if c.Documents, err = readColumn(documents, "documents"); err != nil {
				return err
			}
		}
		if audiences != nil {
			if c.Audiences, err = readColumn(audiences, "audiences"); err != nil {
				return err
			}
		}
		batch, err := v.VerifyBatch(&c, memory{})
		return keepBatch(batch, err, out)
	})
}

// keepBatch gives the host the results.
func keepBatch(batch *op.Batch, err error, out *uint32) error {
	if err != nil {
		return err
	}
	handle, err := batches.add(batch)
	if err == nil {
		*out = handle
	}
	return err
}

//go:wasmexport sally_batch_column
func batchColumn(batch uint32, name unsafe.Pointer, nameLen uint32, out *columnIn, err *errorOut) int32 {
	return use(&batches, batch, err, func(r *op.Batch) error {
		var b borrower
		wanted := b.text(span(name, nameLen), "name")
		switch {
		case b.err != nil:
			return b.err
		case name == nil:
			return nullPointer("name.data")
		}
		if err := check(out, "out"); err != nil {
			return err
		}
		for i := range r.Columns {
			if c := &r.Columns[i]; c.Name == wanted {
				*out = columnIn{
					validity: spanOf(c.Validity).data, offsets: addressOf(unsafe.Pointer(unsafe.SliceData(c.Offsets))),
					data: spanOf(c.Data).data, length: int64(r.Length),
				}
				return nil
			}
		}
		return fault.New(fault.InvalidArgument, "this batch has no column %s", strconv.Quote(cut(wanted, 64)))
	})
}

//go:wasmexport sally_batch_codes
func batchCodes(batch uint32, out *uint32, length *int64, err *errorOut) int32 {
	return use(&batches, batch, err, func(r *op.Batch) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		if err := check(length, "length"); err != nil {
			return err
		}
		*out, *length = addressOf(unsafe.Pointer(unsafe.SliceData(r.Codes))), int64(r.Length)
		return nil
	})
}

//go:wasmexport sally_batch_free
func batchFree(batch uint32) { free(&batches, batch) }

// memory is the module's own, which the host reads.
type memory struct{}

func (memory) Grow(old []byte, size int) []byte {
	block := make([]byte, size)
	copy(block, old)
	return block
}

func (memory) Int32s(count int) []int32 { return make([]int32, count) }

func (memory) Free([]byte) {}
