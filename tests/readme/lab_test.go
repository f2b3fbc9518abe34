package readme

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// lab is the part of the lab's manifest that the sessions use.
type lab struct {
	Directory  string `json:"directory"`
	Reach, AWS struct {
		Address string
		Port    int
	}
	IoT struct {
		Address string
		Port443 int `json:"port_443"`
	}
	Metadata struct{ Hardened string }
}

// startLab starts a lab of the test's own; it ends with the test.
func startLab(t *testing.T, program, dir string) *lab {
	t.Helper()
	command := exec.Command(program, "-ports", "ephemeral", "-dir", dir, "-manifest", "-")
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("%v: run make lab-binary, or make dist", err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the lab did not start: %v", err)
	}
	l := &lab{}
	if err := json.Unmarshal(line, l); err != nil {
		t.Fatal(err)
	}
	return l
}

// Where `make lab` puts what the sessions use. All of the TLS stand-ins but one have the same port,
// so the port in a session is that of the stand-in whose address the session names first; 8443 is
// the same everywhere.
const (
	directory = "build/lab"
	port      = "10443"
	reach     = "127.0.0.11"
	aws       = "127.0.0.12"
	iot       = "127.0.0.13"
	metadata  = "127.0.0.14:18081"
)

var address = regexp.MustCompile(`127\.0\.0\.\d+(:18081)?`)

// rewrite makes a session that is for `make lab` one for this lab.
func (l *lab) rewrite(t *testing.T, session string) string {
	t.Helper()
	ports := map[string]int{reach: l.Reach.Port, aws: l.AWS.Port, iot: l.IoT.Port443, metadata: 0}
	first := address.FindString(session)
	own, ok := ports[first]
	if !ok && first != "" { // some need no server
		t.Fatalf("the session names the address %q, which is none of the lab:\n%s", first, session)
	}
	return strings.NewReplacer(
		directory, l.Directory, port, strconv.Itoa(own),
		reach, l.Reach.Address, aws, l.AWS.Address, iot, l.IoT.Address, "http://"+metadata, l.Metadata.Hardened,
	).Replace(session)
}

// The rewriting would hide it if the documents and `make lab` parted.
func TestMakeLabIsWhereTheSessionsLook(t *testing.T) {
	for file, places := range map[string][]string{
		"Makefile": {"-ports fixed -dir $(BUILD)/lab\n"},
		"tests/lab/names.go": {
			`reachPlace    = place{"127.0.0.11", 10443}`, `awsPlace      = place{"127.0.0.12", 10443}`,
			`iot443Place   = place{"127.0.0.13", 10443}`, `iot8443Place  = place{"127.0.0.13", 8443}`,
			`hardenedPlace = place{"127.0.0.14", 18081}`,
		},
	} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range places {
			if !strings.Contains(string(text), place) {
				t.Errorf("%s does not say %s", file, place)
			}
		}
	}
}
