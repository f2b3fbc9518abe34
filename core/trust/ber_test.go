package trust

import (
	"bytes"
	"slices"
	"testing"
)

// nested is so many values of indefinite length in each other, around a number.
func nested(depth int) []byte {
	return slices.Concat(bytes.Repeat([]byte{0x30, 0x80}, depth), []byte{2, 1, 5}, bytes.Repeat([]byte{0, 0}, depth))
}

func TestBERIsRewrittenOrLeftAsItIs(t *testing.T) {
	octets := []byte{0x24, 0x80, 4, 1, 'a', 0x24, 3, 4, 1, 'b', 0, 0}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"DER":                  {[]byte{0x30, 3, 2, 1, 5}, "\x30\x03\x02\x01\x05"},
		"indefinite":           {nested(2), "\x30\x05\x30\x03\x02\x01\x05"},
		"long form":            {[]byte{0x30, 0x84, 0, 0, 0, 3, 2, 1, 5}, "\x30\x03\x02\x01\x05"},
		"pieces":               {octets, "\x04\x02ab"},
		"pieces that are none": {[]byte{0x24, 0x80, 2, 1, 5, 0, 0}, ""},
		"too deep":             {nested(maxDepth + 1), ""},
		"far too deep":         {nested(1 << 20), ""},
		"without end":          {nested(2)[:7], ""},
		"length over all":      {[]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 5}, ""},
		"primitive without":    {[]byte{4, 0x80, 0, 0}, ""},
	} {
		want := []byte(c.want)
		if c.want == "" {
			want = c.in
		}
		if got := definite(c.in); !bytes.Equal(got, want) {
			t.Errorf("%s: %.20x, not %.20x", name, got, want)
		}
	}
}
