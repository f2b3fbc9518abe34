package fault_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
)

func TestURLShowsNoSecret(t *testing.T) {
	for raw, want := range map[string]string{
		"https://h/a":                              "https://h/a",
		"https://h/a?X-Amz-Signature=s":            "https://h/a",
		"https://h/a#s":                            "https://h/a",
		"ftp://user:s@h/":                          "...@h/",
		"user:s@ss@h":                              "...@h",
		"https://h/?a=s@b":                         "...",
		"https://user:s?s@h/":                      "...",
		"https://h/\xff":                           "https://h/\uFFFD",
		"https://h/" + strings.Repeat("k", 1000):   "https://h/" + strings.Repeat("k", 90) + "...",
		"https://u:s@" + strings.Repeat("h", 1000): "...@" + strings.Repeat("h", 96) + "...",
		"": "",
	} {
		if got := fault.URL(raw); got != want {
			t.Errorf("%q is shown as %q, want %q", raw, got, want)
		}
	}
}
