package op_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// heap is Go's memory, of which limit bytes may be taken; 0: as much as is asked for.
type heap struct{ limit, used int }

func (h *heap) take(size int) bool {
	h.used += size
	return h.limit == 0 || h.used <= h.limit
}

func (h *heap) Grow(old []byte, size int) []byte {
	if !h.take(size - len(old)) {
		return nil
	}
	block := make([]byte, size)
	copy(block, old)
	return block
}

func (h *heap) Int32s(count int) []int32 {
	if !h.take(4 * count) {
		return nil
	}
	return make([]int32, count)
}

func (h *heap) Free(block []byte) { h.used -= len(block) }

// null is a row without a value.
const null = "\x00null"

// columnOf lays rows out after skipped others, as a slice of an Arrow array is.
func columnOf(skipped int, rows ...string) *op.Column {
	c := &op.Column{Length: len(rows), Offset: skipped, Offsets: []int32{0}}
	for range skipped {
		c.Data += "skipped"
		c.Offsets = append(c.Offsets, int32(len(c.Data)))
	}
	c.Validity = make([]byte, (skipped+len(rows)+7)/8)
	for i, row := range rows {
		if row != null {
			c.Data += row
			c.Validity[(skipped+i)/8] |= 1 << ((skipped + i) % 8)
		}
		c.Offsets = append(c.Offsets, int32(len(c.Data)))
	}
	return c
}

// rowsOf reads a column of results.
func rowsOf(t *testing.T, b *op.Batch, name string) []string {
	t.Helper()
	for _, c := range b.Columns {
		if c.Name != name {
			continue
		}
		rows := make([]string, b.Length)
		column := op.Column{Validity: c.Validity, Offsets: c.Offsets, Data: string(c.Data), Length: b.Length}
		for i := range rows {
			text, ok := column.Row(i)
			if rows[i] = text; !ok {
				rows[i] = null
			}
		}
		return rows
	}
	t.Fatalf("no column %q", name)
	return nil
}

var presignRequest = op.Request{Method: "GET", Time: 1440938160, Expires: 900}

func presigner(t testing.TB) *op.Signer {
	t.Helper()
	signer, err := op.NewSigner(settings(t, explicit...), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestPresignBatchIsPresignRowByRow(t *testing.T) {
	signer := presigner(t)
	long := "https://b.s3.eu-west-1.amazonaws.com/" + strings.Repeat("ä ", 3000)
	rows := []string{
		"https://b.s3.eu-west-1.amazonaws.com/a report.csv", null, "not a URL", "", long,
		"https://iam.amazonaws.com/?Action=ListUsers", "https://nobody.example/", "https://b.s3.amazonaws.com/?X-Amz-Signature=1", long,
	}
	for skipped := range 10 {
		b, err := signer.PresignBatch(&presignRequest, columnOf(skipped, rows...), &heap{})
		if err != nil {
			t.Fatal(err)
		}
		urls, messages := rowsOf(t, b, "url"), rowsOf(t, b, "error")
		for i, row := range rows {
			single := presignRequest
			single.URL = row
			out, at, err := signer.AppendPresign(nil, &single)
			want, code, message := cut(out, at.URL), fault.Code(0), null
			switch {
			case row == null:
				want = null
			case err != nil:
				want, code, message = null, fault.CodeOf(err), fault.From(err).Message
			}
			if urls[i] != want || b.Codes[i] != int32(code) || messages[i] != message {
				t.Errorf("row %d: %q, %d, %q; want %q, %d, %q", i, urls[i], b.Codes[i], messages[i], want, code, message)
			}
		}
	}
}

func TestBatchWithoutFailuresHasNoBitmap(t *testing.T) {
	b, err := presigner(t).PresignBatch(&presignRequest, columnOf(0, "https://iam.amazonaws.com/"), &heap{})
	if err != nil || b.Columns[0].Validity != nil || b.Columns[1].Validity == nil {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestEmptyBatchIsAResult(t *testing.T) {
	b, err := presigner(t).PresignBatch(&presignRequest, &op.Column{}, &heap{})
	if err != nil || b.Length != 0 || len(b.Columns[0].Offsets) != 1 {
		t.Errorf("%+v, %v", b, err)
	}
}

// What no row could have is an error of the call.
func TestPresignBatchRefusesABadRequest(t *testing.T) {
	urls := columnOf(0, "https://iam.amazonaws.com/")
	for want, r := range map[fault.Code]op.Request{
		fault.ExpiresOutOfRange:    {Method: "GET", Time: op.Now},
		fault.InvalidArgument:      {Method: "GET", Time: op.Now, Expires: 1, URL: "https://iam.amazonaws.com/"},
		fault.InvalidHeader:        {Method: "GET", Time: op.Now, Expires: 1, Headers: "no colon"},
		fault.PayloadHashMalformed: {Method: "GET", Time: op.Now, Expires: 1, PayloadHash: "AB"},
	} {
		if b, err := presigner(t).PresignBatch(&r, urls, &heap{}); !errors.Is(err, want) || b != nil {
			t.Errorf("%v: %v, %v", want, b, err)
		}
	}
}

func TestBatchRefusesBadColumns(t *testing.T) {
	signer := presigner(t)
	for name, c := range map[string]*op.Column{
		"negative length":   {Length: -1},
		"negative offset":   {Offset: -1},
		"length overflows":  {Length: math.MaxInt64, Offset: 1},
		"offsets missing":   {Length: 1, Offsets: []int32{0}},
		"offsets negative":  {Length: 1, Offsets: []int32{-1, 0}, Data: "a"},
		"offsets fall":      {Length: 2, Offsets: []int32{0, 2, 1}, Data: "abc"},
		"offsets too large": {Length: 1, Offsets: []int32{0, 2}, Data: "a"},
		"validity short":    {Length: 9, Offsets: make([]int32, 10), Validity: []byte{1}},
	} {
		if b, err := signer.PresignBatch(&presignRequest, c, &heap{}); !errors.Is(err, fault.InvalidArgument) || b != nil {
			t.Errorf("%s: %v, %v", name, b, err)
		}
	}
}

// At whatever point memory ends, the call says so.
func TestBatchWithoutMemoryIsAnError(t *testing.T) {
	signer, urls := presigner(t), columnOf(0, "https://iam.amazonaws.com/", "bad")
	whole := &heap{}
	if _, err := signer.PresignBatch(&presignRequest, urls, whole); err != nil {
		t.Fatal(err)
	}
	for limit := 1; limit < whole.used; limit += 7 {
		if b, err := signer.PresignBatch(&presignRequest, urls, &heap{limit: limit}); !errors.Is(err, fault.OutOfMemory) || b != nil {
			t.Fatalf("with %d of %d bytes: %v, %v", limit, whole.used, b, err)
		}
	}
}

func TestVerifyBatchIsVerifyRowByRow(t *testing.T) {
	v := realMessage(t)
	verifier, err := op.NewVerifier(settings(t), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	signature := v["signature"]
	type row struct{ signature, document, audience string }
	rows := []row{
		{signature, null, "abc"}, {signature, "{}", "abc"}, {signature, null, "other"}, {null, null, "abc"}, {"", null, "abc"},
		{signature, null, null}, {signature, "", "abc"}, {"MIIB", null, "abc"}, {signature, null, ""},
	}
	var signatures, documents, audiences []string
	for _, r := range rows {
		signatures, documents, audiences = append(signatures, r.signature), append(documents, r.document), append(audiences, r.audience)
	}
	b, err := verifier.VerifyBatch(&op.Claims{
		Signatures: columnOf(3, signatures...), Documents: columnOf(0, documents...), Audiences: columnOf(1, audiences...), Now: realNow,
	}, &heap{})
	if err != nil {
		t.Fatal(err)
	}
	verified := 0
	for i, r := range rows {
		claim := op.Claim{Signature: []byte(r.signature), Audience: r.audience, ExpectAudience: true, Now: realNow}
		if r.signature == null {
			claim.Signature = nil
		}
		if r.document != null {
			claim.Document = []byte(r.document)
		}
		out, at, err := verifier.AppendVerify(nil, &claim)
		want, code := cut(out, at[op.IdentityInstanceID]), fault.CodeOf(err)
		if err == nil {
			code = 0
			verified++
		} else {
			want = null
		}
		if r.audience == null || r.signature == null {
			code, want = fault.InvalidArgument, null
		}
		if got := rowsOf(t, b, "instance_id")[i]; got != want || b.Codes[i] != int32(code) {
			t.Errorf("row %d: %q, %d; want %q, %d", i, got, b.Codes[i], want, code)
		}
		if failed := rowsOf(t, b, "error")[i] != null; failed != (code != 0) {
			t.Errorf("row %d has the message %q with the code %d", i, rowsOf(t, b, "error")[i], code)
		}
	}
	if verified != 1 {
		t.Errorf("%d rows were verified, not 1", verified)
	}
	if b.Codes[5] == 0 || rowsOf(t, b, "raw")[5] != null {
		t.Error("a row without an audience was verified")
	}
}

func TestVerifyBatchRefusesColumnsOfAnotherLength(t *testing.T) {
	verifier, err := op.NewVerifier(settings(t), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	one, two := columnOf(0, "a"), columnOf(0, "a", "b")
	for _, c := range []op.Claims{{Signatures: two, Documents: one}, {Signatures: one, Audiences: two}} {
		if b, err := verifier.VerifyBatch(&c, &heap{}); !errors.Is(err, fault.InvalidArgument) || b != nil {
			t.Errorf("%v, %v", b, err)
		}
	}
}

// FuzzColumn looks for buffers that pass the check and then break a row.
func FuzzColumn(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 0, 0, 0}, []byte{1}, "a", 1, 0)
	f.Add([]byte{9, 0, 0, 0, 1, 0, 0, 128}, []byte{}, "abc", 1, 1)
	signer := presigner(f)
	f.Fuzz(func(t *testing.T, raw, validity []byte, data string, length, offset int) {
		c := op.Column{Validity: validity, Data: data, Length: length, Offset: offset}
		for len(raw) >= 4 {
			c.Offsets, raw = append(c.Offsets, int32(binary.LittleEndian.Uint32(raw))), raw[4:]
		}
		b, err := signer.PresignBatch(&presignRequest, &c, &heap{limit: 1 << 26})
		if err == nil && (b.Length != length || len(b.Codes) != length || len(b.Columns[0].Offsets) != length+1) {
			t.Errorf("%d rows gave %+v", length, b)
		}
	})
}

func benchmarkURLs(n int) []string {
	urls := make([]string, n)
	for i := range urls {
		urls[i] = fmt.Sprintf("https://bucket.s3.eu-west-1.amazonaws.com/data/part-%08d.parquet", i)
	}
	return urls
}

func BenchmarkPresignBatchPerRow(b *testing.B) {
	signer, urls := presigner(b), columnOf(0, benchmarkURLs(10_000)...)
	b.ResetTimer()
	for n := 0; n < b.N; n += urls.Length {
		if _, err := signer.PresignBatch(&presignRequest, urls, &heap{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPresign(b *testing.B) {
	signer, urls, r := presigner(b), benchmarkURLs(10_000), presignRequest
	buffer := make([]byte, 0, 4096)
	for n := range b.N {
		r.URL = urls[n%len(urls)]
		if _, _, err := signer.AppendPresign(buffer, &r); err != nil {
			b.Fatal(err)
		}
	}
}
