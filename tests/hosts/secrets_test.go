package hosts

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// goHeapEnd is above all memory of Go's heap (runtime/malloc.go, randHeapAddrBits);
// what C allocates, programs and libraries are mapped higher.
const goHeapEnd = 1 << 46

// search says how often each text is in the writable memory of a process, as a core
// dump would have it: in Go's heap, and elsewhere.
func search(t *testing.T, pid int, texts []string) (inGo, elsewhere []int) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	inGo, elsewhere = make([]int, len(texts)), make([]int, len(texts))
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		found := elsewhere
		if from < goHeapEnd {
			found = inGo
		}
		const piece, overlap = 4 << 20, 4096
		for at := from; at < to; at += piece - overlap {
			data := make([]byte, min(piece, to-at))
			n, _ := memory.ReadAt(data, int64(at)) // what is not there cannot be read
			for i, text := range texts {
				if bytes.Contains(data[:n], []byte(text)) {
					found[i]++
					t.Logf("text %d is in %s", i, line)
				}
			}
		}
	}
	return inGo, elsewhere
}

// secretTexts are as long as real ones, and made here: the program gets them through
// a pipe.
func secretTexts() []string {
	made := func(name string, n int) string {
		return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte(name+"~secret~"), n/len(name)))[:n]
	}
	return []string{
		made("key", 40), made("token", 300), "http://user:" + made("proxy", 30) + "@127.0.0.1:1", made("authorizer", 60),
		made("signature", 80), "-----BEGIN PRIVATE KEY----- " + made("pem", 200),
	}
}

// What the library holds outside of Go's heap is wiped, and the secret access key of a
// signer, in which no call can be under way, there as well; SECURITY.md says what stays.
func TestFreedSecretsAreGone(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/secrets.c", true)
	for _, arguments := range [][]string{nil, {"signer"}} {
		texts := secretTexts()
		inGo, elsewhere := freed(t, exec.CommandContext(t.Context(), program, arguments...), texts)
		for i := range texts {
			if elsewhere[i] != 0 {
				t.Errorf("%v: text %d is %d times in memory of C", arguments, i, elsewhere[i])
			}
		}
		if arguments != nil && inGo[0] != 0 {
			t.Errorf("the secret access key of a signer is %d times in Go's heap", inGo[0])
		}
		t.Logf("%v: in Go's heap: %v", arguments, inGo)
	}
}

// freed searches the memory of a program that has freed what it made of the texts.
func freed(t *testing.T, command *exec.Cmd, texts []string) (inGo, elsewhere []int) {
	t.Helper()
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdin.Write([]byte(strings.Join(texts, "\n") + "\n")); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(stdout).ReadString('\n'); said != "ready\n" {
		t.Fatalf("the program says %q: %v", said, err)
	}
	inGo, elsewhere = search(t, command.Process.Pid, texts)
	_ = stdin.Close()
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
	return inGo, elsewhere
}

// Of a signer in Python nothing stays with the library; Python's own str and bytes, which
// nobody can overwrite, are counted for the log.
func TestFreedSecretsInPython(t *testing.T) {
	interpreter, env := python(t)
	for _, backend := range []string{"extension", "ctypes"} {
		command := exec.CommandContext(t.Context(), interpreter, "testdata/secrets.py")
		command.Env = append(append(os.Environ(), env...), "SALLYPORT_BACKEND="+backend)
		inGo, elsewhere := freed(t, command, secretTexts())
		if inGo[0] != 0 {
			t.Errorf("%s: the secret access key is %d times in Go's heap", backend, inGo[0])
		}
		t.Logf("%s: in Python's own memory: %v; the token in Go's heap: %d", backend, elsewhere, inGo[1])
	}
}
