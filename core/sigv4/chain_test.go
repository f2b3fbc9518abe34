package sigv4

import (
	"crypto/sha256"
	"strings"
	"testing"
)

// TestTrailerAsDocumented has the example of "Including trailing headers" in the
// Amazon S3 API Reference. Its request does not sign Content-Length, so that it is
// taken up at the seed.
func TestTrailerAsDocumented(t *testing.T) {
	const stamp = "20130524T000000Z"
	sum, err := newChecksum("x-amz-checksum-crc32c")
	if err != nil {
		t.Fatal(err)
	}
	c := &Chunks{signed: true, size: DefaultChunk, total: 66560, left: 66560, checksum: sum, chain: chain{
		key:      deriveKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", stamp[:8], "us-east-1", "s3"),
		stamp:    stamp,
		previous: []byte("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"),
	}}
	var wire strings.Builder
	for _, n := range []int{65536, 1024, 0} {
		head, tail, err := c.Next([]byte(strings.Repeat("a", n)))
		if err != nil {
			t.Fatal(err)
		}
		wire.Write(head)
		wire.Write(tail)
	}
	want := "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n\r\n" +
		"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n\r\n" +
		"0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
		"x-amz-checksum-crc32c:sOO8/Q==\r\n" +
		"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
	if wire.String() != want {
		t.Errorf("%q\nis not\n%q", wire.String(), want)
	}
	if len(c.chain.previous) != 2*sha256.Size {
		t.Error("the chain has lost its signature")
	}
}
