package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// piece is how many rows go into the module at a time: between pieces a call can
// be cancelled, and the memory of an instance stays small.
const piece = 4096

// PresignBatch presigns each of urls. What they have in common is r's, whose URL
// is empty. A URL that cannot be presigned is empty in the result and has its
// error in failed, by its index.
func (s *Signer) PresignBatch(ctx context.Context, r *Request, expires time.Duration, urls []string) (signed []string, failed map[int]error, err error) {
	if r == nil {
		return nil, nil, missing("request")
	}
	common := *r
	common.Time = oneTime(r.Time)
	failed = map[int]error{}
	for first := 0; first == 0 || first < len(urls); first += piece {
		rows := urls[first:min(first+piece, len(urls))]
		err := s.use(ctx, func(i *instance, handle uint64) error {
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
	var err error
	if i.lines, err = appendLines(i.lines[:0], r.Headers); err != nil {
		return nil, err
	}
	w, err := i.write(requestSize+columnArea(len(urls)), len(r.Method), len(r.URL), len(i.lines), len(r.Body),
		len(r.PayloadHash), bytesOf(urls))
	if err != nil {
		return nil, err
	}
	w.request(r, i.lines, expires, 0)
	column := writeColumn(w, requestSize, urls)
	return i.batch("sally_signer_presign_batch", handle, uint64(w.base), column)
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
func (v *Verifier) VerifyBatch(ctx context.Context, c *Claims) (identities []*Identity, failed map[int]error, err error) {
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	now := oneTime(c.Now)
	failed = map[int]error{}
	for first := 0; first == 0 || first < len(c.Signatures); first += piece {
		rows := c.rows(first, min(first+piece, len(c.Signatures)))
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
	if c == nil {
		return missing("list of claims")
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
	size := columnArea(len(c.Signatures)) + columnArea(len(c.Documents)) + columnArea(len(c.Audiences))
	w, err := i.write(size, bytesOf(c.Signatures), bytesOf(c.Documents), bytesOf(c.Audiences))
	if err != nil {
		return nil, err
	}
	var documents, audiences uint64
	signatures, at := writeColumn(w, 0, c.Signatures), columnArea(len(c.Signatures))
	if c.Documents != nil {
		documents = writeColumn(w, at, c.Documents)
	}
	if c.Audiences != nil {
		audiences = writeColumn(w, at+columnArea(len(c.Documents)), c.Audiences)
	}
	return i.batch("sally_verifier_verify_batch", handle, signatures, documents, audiences, uint64(seconds(now)))
}

// columnArea is the room of a column but for its data.
func columnArea(rows int) int {
	validity := (rows + 7) / 8
	return columnSize + (4*(rows+1)+validity+7)/8*8
}

func bytesOf[T string | []byte](rows []T) (total int) {
	for _, row := range rows {
		total += len(row)
	}
	return total
}

// writeColumn writes a column at an offset of the input, its data after all
// structs, and returns its address. Among []byte, nil is null.
func writeColumn[T string | []byte](w *writer, at int, rows []T) uint64 {
	base := uint64(w.base) + uint64(at)
	offsets := at + columnSize
	validity := offsets + 4*(len(rows)+1)
	w.int32(at+columnOffsets, int32(w.base)+int32(offsets))
	w.int32(at+columnValidity, int32(w.base)+int32(validity))
	w.int64(at+columnLength, int64(len(rows)))
	w.int32(at+columnData, int32(w.base)+int32(w.at))
	end := 0
	for n, row := range rows {
		put(w, row)
		end += len(row)
		w.int32(offsets+4*(n+1), int32(end))
		if !isNil(row) {
			w.b[validity+n/8] |= 1 << (n % 8)
		}
	}
	return base
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

func (i *instance) batch(function string, arguments ...uint64) (*batch, error) {
	handle, err := i.withHandle(function, arguments...)
	if err != nil {
		return nil, err
	}
	b := &batch{instance: i, handle: uint64(handle)}
	if err := b.readCodes(); err != nil {
		b.free()
		return nil, err
	}
	return b, nil
}

func (b *batch) free() { _, _ = b.instance.call("sally_batch_free", b.handle) }

func (b *batch) readCodes() error {
	i, out := b.instance, b.instance.fixed+fixedSpans
	if err := i.do("sally_batch_codes", b.handle, uint64(out), uint64(out+8)); err != nil {
		return err
	}
	at, err := i.view(out, 16)
	if err != nil {
		return err
	}
	codes, err := i.view(order.Uint32(at), 4*order.Uint32(at[8:]))
	if err != nil {
		return err
	}
	for ; len(codes) > 0; codes = codes[4:] {
		b.codes = append(b.codes, int32(order.Uint32(codes)))
	}
	b.rows = len(b.codes)
	return nil
}

// column copies a column; a null is "".
func (b *batch) column(name string) ([]string, error) {
	i := b.instance
	w, err := i.write(0, len(name))
	if err != nil {
		return nil, err
	}
	out := i.fixed + fixedSpans
	if err := i.do("sally_batch_column", b.handle, put(w, name), uint64(len(name)), uint64(out)); err != nil {
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
	found := make([]*Identity, b.rows)
	for n, code := range b.codes {
		if code == 0 {
			found[n] = &Identity{}
		}
	}
	for name, field := range map[string]func(*Identity, string){
		"raw":                func(id *Identity, s string) { id.Raw = []byte(s) },
		"provider":           func(id *Identity, s string) { id.Provider = s },
		"instance_id":        func(id *Identity, s string) { id.InstanceID = s },
		"account_id":         func(id *Identity, s string) { id.AccountID = s },
		"region_id":          func(id *Identity, s string) { id.RegionID = s },
		"zone_id":            func(id *Identity, s string) { id.ZoneID = s },
		"image_id":           func(id *Identity, s string) { id.ImageID = s },
		"instance_type":      func(id *Identity, s string) { id.InstanceType = s },
		"private_ipv4":       func(id *Identity, s string) { id.PrivateIPv4 = s },
		"mac":                func(id *Identity, s string) { id.MAC = s },
		"serial_number":      func(id *Identity, s string) { id.SerialNumber = s },
		"create_time":        func(id *Identity, s string) { id.CreateTime = s },
		"audience":           func(id *Identity, s string) { id.Audience = s },
		"digest_algorithm":   func(id *Identity, s string) { id.DigestAlgorithm = s },
		"signer_fingerprint": func(id *Identity, s string) { id.SignerFingerprint = s },
	} {
		rows, err := b.column(name)
		if err != nil {
			return nil, err
		}
		for n, id := range found {
			if id != nil {
				field(id, rows[n])
			}
		}
	}
	return found, nil
}
