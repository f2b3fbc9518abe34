package identity_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/identity"
)

// hostileInputs are made to cost a BER parser more than their size: each is
// known to hurt go.mozilla.org/pkcs7 or one of its relatives.
func hostileInputs() map[string][]byte {
	length := func(n int) []byte {
		switch {
		case n < 0x80:
			return []byte{byte(n)}
		case n < 0x100:
			return []byte{0x81, byte(n)}
		case n < 0x10000:
			return []byte{0x82, byte(n >> 8), byte(n)}
		default:
			return []byte{0x83, byte(n >> 16), byte(n >> 8), byte(n)}
		}
	}
	sequence := func(body []byte) []byte { return slices.Concat([]byte{0x30}, length(len(body)), body) }

	// Every parent ends behind its child's header; whoever follows both reads
	// the rest twice at each level.
	exponential := func(levels int) []byte {
		body := []byte{0x05, 0x00}
		for range levels {
			inner := sequence(body)
			body = slices.Concat([]byte{0x30}, length(len(inner)-len(body)), inner)
		}
		return sequence(body)
	}
	// Each level is copied into the next one.
	quadratic := func(levels int) []byte {
		headers, size := [][]byte{{0x05, 0x00}}, 2
		for range levels {
			header := append([]byte{0x30}, length(size)...)
			headers, size = append(headers, header), size+len(header)
		}
		slices.Reverse(headers)
		return bytes.Join(headers, nil)
	}
	return map[string][]byte{
		"exponential-20":   exponential(20),
		"exponential-40":   exponential(40),
		"exponential-8000": exponential(8000),
		"deep-1000":        bytes.Repeat([]byte{0x30, 0x80}, 1000),
		"deep-30000":       bytes.Repeat([]byte{0x30, 0x80}, 30000),
		"deep-2000000":     bytes.Repeat([]byte{0x30, 0x80}, 2000000),
		"pieces-30000":     bytes.Repeat([]byte{0x24, 0x80}, 30000),
		"quadratic-10000":  quadratic(10000),
		"eoc-20000":        slices.Concat([]byte{0x30, 0x80}, bytes.Repeat([]byte{0x04, 0x01, 0xff}, 20000), []byte{0, 0}),
		"eoc-80000":        slices.Concat([]byte{0x30, 0x80}, bytes.Repeat([]byte{0x04, 0x01, 0xff}, 80000), []byte{0, 0}),
		"wide-30000":       sequence(bytes.Repeat([]byte{0x30, 0x00}, 30000)),
		"wide-pieces":      slices.Concat([]byte{0x24, 0x80}, bytes.Repeat([]byte{0x04, 0x00}, 30000), []byte{0, 0}),
	}
}

func TestVerifyRefusesHostileInputCheaply(t *testing.T) {
	inputs := hostileInputs()
	files, err := filepath.Glob("../../../shared/vectors/pkcs7-bad/*.ber")
	if err != nil || len(files) == 0 {
		t.Log("SKIPPED: the files of ../shared/vectors/pkcs7-bad are not there; the generated inputs are the same kinds")
	}
	for _, file := range files {
		if inputs[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	verifier, err := identity.New(identity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range inputs {
		for form, in := range map[string][]byte{"DER": raw, "base64": []byte(base64.StdEncoding.EncodeToString(raw))} {
			t.Run(name+"/"+form, func(t *testing.T) {
				if len(in) <= identity.MaxInput {
					if steps := identity.GateSteps(raw); steps > identity.MaxNodes {
						t.Errorf("%d steps", steps)
					}
				}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				id, err := verifier.Verify(&identity.Claim{Signature: in, Now: time.Unix(1782907200, 0)})
				runtime.ReadMemStats(&after)
				if err == nil || id != nil {
					t.Fatal("accepted")
				}
				// Twice the limit for the text and its bytes, and the list of elements.
				if used := after.TotalAlloc - before.TotalAlloc; used > 256<<10 {
					t.Errorf("%d bytes of memory for %d of input", used, len(in))
				}
			})
		}
	}
}

func TestVerifyTakesStepsLinearInTheInput(t *testing.T) {
	for name, in := range hostileInputs() {
		if steps := identity.GateSteps(in); steps > len(in)/2 {
			t.Errorf("%s: %d steps for %d bytes", name, steps, len(in))
		}
	}
}
