package main

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/sallyport/sallyport/core/grammar"
)

// What the library shows as the form of an international name is what IDNA2008
// with the mapping of UTS 46 makes of it: each letter of Unicode at the three
// places of a label, and beside letters of other scripts.
func TestInternationalHostsAreShownAsIDNAHasThem(t *testing.T) {
	shown := 0
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		for _, host := range []string{string(r), string(r) + "b", "a" + string(r) + "b.test", "a" + string(r), "\u4f8b" + string(r) + "\u00fc" + string(r) + ".B"} {
			got, ok := grammar.ASCIIHost(host)
			if !ok {
				continue
			}
			shown++
			if want, err := idna.Lookup.ToASCII(host); err != nil || got != want {
				t.Errorf("%q (%U): shown as %q, IDNA has %q, %v", host, r, got, want, err)
			}
		}
	}
	if shown < 5*30000 {
		t.Errorf("only %d names were shown", shown)
	}
}
