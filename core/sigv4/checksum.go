package sigv4

import (
	"crypto/fips140"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// nvme is the polynomial of CRC-64/NVME (NVM Express NVM Command Set, section
// 5.2.1.3.4), as hash/crc64 wants it: its lowest power in the highest bit.
const nvme = 0x9a6c9329ac4bc9b5

const checksumHeader = "x-amz-checksum-"

// checksum is one that S3 compares a body with (Amazon S3 API Reference,
// PutObject, x-amz-checksum-*).
type checksum struct {
	header string // in small letters
	hash.Hash
}

// newChecksum returns the checksum that a header carries.
func newChecksum(header string) (checksum, error) {
	header = strings.ToLower(strings.TrimSpace(header))
	var h hash.Hash
	switch strings.TrimPrefix(header, checksumHeader) {
	case "crc32":
		h = crc32.NewIEEE()
	case "crc32c":
		h = crc32.New(crc32.MakeTable(crc32.Castagnoli))
	case "crc64nvme":
		h = crc64.New(crc64.MakeTable(nvme))
	case "sha1":
		if fips140.Enforced() {
			return checksum{}, fault.New(fault.Unsupported, "this process runs with GODEBUG=fips140=only, which has no SHA-1; take another checksum")
		}
		h = sha1.New()
	case "sha256":
		h = sha256.New()
	}
	if h == nil || !strings.HasPrefix(header, checksumHeader) {
		return checksum{}, fault.New(fault.InvalidHeader,
			"x-amz-trailer is %q; it can be x-amz-checksum- and crc32, crc32c, crc64nvme, sha1 or sha256", shorten(header))
	}
	return checksum{header, h}, nil
}

// size is that of the trailer's line without its end.
func (c *checksum) size() int64 {
	if c.Hash == nil {
		return 0
	}
	return int64(len(c.header) + 1 + base64.StdEncoding.EncodedLen(c.Size()))
}

// appendLine writes the trailer, without the end of its line.
func (c *checksum) appendLine(dst []byte) []byte {
	dst = append(dst, c.header...)
	dst = append(dst, ':')
	return base64.StdEncoding.AppendEncode(dst, c.Sum(nil))
}
