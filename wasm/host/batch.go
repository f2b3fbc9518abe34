package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// A piece is what goes into the module at a time: between pieces a call can be
// cancelled, and the memory of an instance stays small.
const (
	pieceRows  = 4096
	pieceBytes = 1 << 20 // or one row that has more
)

// pieceEnd is the row behind the piece that begins with a row. sizes are of the
// columns, by row.
func pieceEnd(first, rows int, sizes ...func(row int) int) int {
	end, bytes := first, 0
	for ; end < rows && end < first+pieceRows; end++ {
		for _, size := range sizes {
			bytes += size(end)
		}
		if bytes > pieceBytes && end > first {
			break
		}
	}
	return end
}

// sizeOf gives the sizes of a column's rows; nil has none.
func sizeOf[T string | []byte](rows []T) func(row int) int {
	return func(row int) int {
		if rows == nil {
			return 0
		}
		return len(rows[row])
	}
}

// PresignBatch presigns each of urls. What they have in common is r's, whose URL
// is empty. A URL that cannot be presigned is empty in the result and has its
// error in failed, by its index. expires is as in [Signer.Presign]; r.Time, if zero,
// is read once.
//
// Errors: those of [Signer.Presign] that no row could escape.
func (s *Signer) PresignBatch(ctx context.Context, r *Request, expires time.Duration, urls []string) (signed []string, failed map[int]error, err error) {
	if err := given(r, "the request"); err != nil {
		return nil, nil, err
	}
	if err := wholeSeconds(expires, "expires"); err != nil {
		return nil, nil, err
	}
	common := *r
	common.Time = oneTime(r.Time)
	failed = map[int]error{}
	for first, end := 0, -1; end < len(urls); first = end {
		end = pieceEnd(first, len(urls), sizeOf(urls))
		rows := urls[first:end]
		err := s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
			b, err := i.presignBatch(handle, &common, expires, rows)
			if err != nil {
				return err
			}
			defer b.free()
			column, err := b.column("url")
			signed = append(signed, column...)
			if err != nil {
				return err
			}
			return b.failed(first, failed)
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return signed, failed, nil
}

// oneTime is the time of all pieces.
func oneTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Now()
	}
	return t
}

func (i *instance) presignBatch(handle uint64, r *Request, expires time.Duration, urls []string) (*batch, error) {
	texts, err := i.requestTexts(r)
	if err != nil {
		return nil, err
	}
	return i.batch(opSignerPresignBatch, handle, len(urls), arguments{
		texts: texts,
		numbers: []int64{
			opSignerPresignBatchNumberTime: seconds(r.Time), opSignerPresignBatchNumberExpires: int64(expires / time.Second),
		},
		columns: []*column{opSignerPresignBatchColumnURLs: columnOf(urls)},
	})
}

// Claims are what many instances present, a row each.
type Claims struct {
	Signatures [][]byte
	Documents  [][]byte // nil, or nil in a row: the one that the signature carries; one that is empty but not nil is given
	Audiences  []string // nil: none must have been signed
	Now        time.Time
}

// VerifyBatch verifies each row of c. A row that is not verified is nil in the
// result and has its error in failed, by its index.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT if the columns are not of the same length.
func (v *Verifier) VerifyBatch(ctx context.Context, c *Claims) (identities []*Identity, failed map[int]error, err error) {
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	now := oneTime(c.Now)
	failed = map[int]error{}
	for first, end := 0, -1; end < len(c.Signatures); first = end {
		end = pieceEnd(first, len(c.Signatures), sizeOf(c.Signatures), sizeOf(c.Documents), sizeOf(c.Audiences))
		rows := c.rows(first, end)
		err := v.use(ctx, func(i *instance, handle uint64) error {
			b, err := i.verifyBatch(handle, rows, now)
			if err != nil {
				return err
			}
			defer b.free()
			if err := b.failed(first, failed); err != nil {
				return err
			}
			found, err := b.identities()
			identities = append(identities, found...)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return identities, failed, nil
}

func (c *Claims) check() error {
	if err := given(c, "the claims"); err != nil {
		return err
	}
	if c.Documents != nil && len(c.Documents) != len(c.Signatures) || c.Audiences != nil && len(c.Audiences) != len(c.Signatures) {
		return fault.New(fault.InvalidArgument, "%d signatures, %d documents, %d audiences; they go row by row",
			len(c.Signatures), len(c.Documents), len(c.Audiences))
	}
	return nil
}

// rows are the claims from one row up to another.
func (c *Claims) rows(from, to int) *Claims {
	part := &Claims{Signatures: c.Signatures[from:to]}
	if c.Documents != nil {
		part.Documents = c.Documents[from:to]
	}
	if c.Audiences != nil {
		part.Audiences = c.Audiences[from:to]
	}
	return part
}

func (i *instance) verifyBatch(handle uint64, c *Claims, now time.Time) (*batch, error) {
	columns := []*column{
		opVerifierVerifyBatchColumnSignatures: columnOf(c.Signatures), opVerifierVerifyBatchColumnDocuments: nil,
		opVerifierVerifyBatchColumnAudiences: nil,
	}
	if c.Documents != nil {
		columns[opVerifierVerifyBatchColumnDocuments] = columnOf(c.Documents)
	}
	if c.Audiences != nil {
		columns[opVerifierVerifyBatchColumnAudiences] = columnOf(c.Audiences)
	}
	return i.batch(opVerifierVerifyBatch, handle, len(c.Signatures), arguments{
		numbers: []int64{opVerifierVerifyBatchNumberTime: seconds(now)}, columns: columns,
	})
}

// column is a column to pass in.
type column struct {
	area  int // of its struct, offsets and validity
	bytes int // of its rows
	write func(w *writer, at int)
}

// columnOf makes a column of rows. Among []byte, nil is null.
func columnOf[T string | []byte](rows []T) *column {
	c := &column{area: columnSize + (4*(len(rows)+1)+(len(rows)+7)/8+7)/8*8}
	for _, row := range rows {
		c.bytes += len(row)
	}
	c.write = func(w *writer, at int) {
		offsets := at + columnSize
		validity := offsets + 4*(len(rows)+1)
		w.address(at+columnOffsets, offsets)
		w.address(at+columnValidity, validity)
		w.int64(at+columnLength, int64(len(rows)))
		w.address(at+columnData, w.at)
		end := 0
		for n, row := range rows {
			put(w, row)
			end += len(row)
			w.int32(offsets+4*(n+1), int32(end))
			if !isNil(row) {
				w.b[validity+n/8] |= 1 << (n % 8)
			}
		}
	}
	return c
}

func isNil[T string | []byte](row T) bool {
	b, ok := any(row).([]byte)
	return ok && b == nil
}

// batch is the result of a call for many rows, in the module.
type batch struct {
	instance *instance
	handle   uint64
	rows     int
	codes    []int32
}

// batch runs an operation that makes one with so many rows.
func (i *instance) batch(op int, object uint64, rows int, a arguments) (*batch, error) {
	call, err := i.run(op, object, &a, 0)
	if err != nil {
		return nil, err
	}
	b := &batch{instance: i, handle: uint64(order.Uint32(call[callBatch:])), rows: rows}
	if err := b.readCodes(); err != nil {
		b.free()
		return nil, err
	}
	return b, nil
}

func (b *batch) free() { _, _ = b.instance.call("sally_batch_free", b.handle) }

func (b *batch) readCodes() error {
	i, out := b.instance, b.instance.fixed+fixedColumn
	if err := i.do("sally_batch_codes", b.handle, uint64(out), uint64(out+8)); err != nil {
		return err
	}
	at, err := i.view(out, 16)
	if err != nil {
		return err
	}
	if length := order.Uint64(at[8:]); length != uint64(b.rows) {
		return fault.New(fault.Internal, "the module answers %d rows with %d", b.rows, length)
	}
	codes, err := i.view(order.Uint32(at), uint32(4*b.rows))
	if err != nil {
		return err
	}
	for ; len(codes) > 0; codes = codes[4:] {
		b.codes = append(b.codes, int32(order.Uint32(codes)))
	}
	return nil
}

// column copies a column; a null is "".
func (b *batch) column(name string) ([]string, error) {
	i := b.instance
	w, err := i.write(0, len(name))
	if err != nil {
		return nil, err
	}
	put(w, name)
	out := i.fixed + fixedColumn
	if err := i.do("sally_batch_column", b.handle, uint64(w.base), uint64(len(name)), uint64(out)); err != nil {
		return nil, err
	}
	column, err := i.view(out, columnSize)
	if err != nil {
		return nil, err
	}
	offsets, err := i.view(order.Uint32(column[columnOffsets:]), uint32(4*(b.rows+1)))
	if err != nil {
		return nil, err
	}
	size := order.Uint32(offsets[4*b.rows:])
	data, err := i.view(order.Uint32(column[columnData:]), size)
	if err != nil {
		return nil, err
	}
	text, rows := string(data), make([]string, b.rows)
	for n := range rows {
		start, end := order.Uint32(offsets[4*n:]), order.Uint32(offsets[4*n+4:])
		if start > end || end > size {
			return nil, fault.New(fault.Internal, "the module says that row %d of %s is from %d to %d", n, name, start, end)
		}
		rows[n] = text[start:end]
	}
	return rows, nil
}

// failed adds the errors, counted from the first row of the batch.
func (b *batch) failed(first int, into map[int]error) error {
	messages, err := b.column("error")
	if err != nil {
		return err
	}
	for n, code := range b.codes {
		if code != 0 {
			into[first+n] = fault.New(fault.Code(code), "%s", messages[n])
		}
	}
	return nil
}

// identities are the rows that have not failed.
func (b *batch) identities() ([]*Identity, error) {
	columns := make([][]string, opIdentityCount)
	for at, name := range resultNames[opVerifierVerifyBatch] {
		var err error
		if columns[at], err = b.column(name); err != nil {
			return nil, err
		}
	}
	found := make([]*Identity, b.rows)
	for n, code := range b.codes {
		if code == 0 {
			found[n] = identityOf(func(at int) string { return columns[at][n] })
		}
	}
	return found, nil
}
