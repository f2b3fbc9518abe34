package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// FIPS 180-4, section 4.2.2.
func TestTheConstantsAreThoseOfTheStandard(t *testing.T) {
	ks := constants()
	if len(ks) != 64 || ks[0] != 0x428a2f98 || ks[31] != 0x14292967 || ks[63] != 0xc67178f2 {
		t.Errorf("%#x", ks)
	}
}

// program hashes its argument with the generated function.
const program = `package main

import (
	"encoding/binary"
	"fmt"
	"os"
)

const chunk = 64

type Digest struct{ h [8]uint32 }

func main() {
	d := &Digest{[8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}}
	message := []byte(os.Args[1])
	padded := append(message, 0x80)
	for len(padded)%64 != 56 {
		padded = append(padded, 0)
	}
	blockGeneric(d, binary.BigEndian.AppendUint64(padded, uint64(8*len(message))))
	for _, h := range d.h {
		fmt.Printf("%08x", h)
	}
}
`

func TestTheGeneratedFunctionIsSHA256(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, "sha256block.txt"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"go.mod": "module check\n\ngo 1.26\n", "main.go": program,
		"sha256block.go": strings.Replace(string(source), "package sha256", "package main", 1),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-o", "hash", ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, n := range []int{0, 1, 55, 56, 63, 64, 65, 119, 1000} {
		message := strings.Repeat("sallyport ", n/10+1)[:n]
		out, err := exec.Command(filepath.Join(dir, "hash"), message).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := sha256.Sum256([]byte(message))
		text := fmt.Sprintf("%x", want)
		if string(out) != text {
			t.Errorf("%d bytes: %s, want %s", n, out, text)
		}
	}
}

func TestTheOverlayReplacesAFileOfThisGo(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "overlay.json"))
	if err != nil {
		t.Fatal(err)
	}
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(text, &overlay); err != nil || len(overlay.Replace) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	for standard, ours := range overlay.Replace {
		for _, path := range []string{standard, ours} {
			if source, err := os.ReadFile(path); err != nil || !strings.Contains(string(source), "func blockGeneric(dig *Digest, p []byte)") {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}
