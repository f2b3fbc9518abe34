package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write said.tsv, from which make generate makes docs/causes/README.md")

const (
	saidFile = "../../../core/diagnose/diagnosetest/said.tsv"
	saidHead = "# What curl and requests say of each scenario, as they said it: make causes-table writes it, a test compares what is stable.\n" +
		"# scenario\tcurl's exit status\tcurl\trequests' exception\trequests\n"
)

// said is what others say of a scenario.
type said struct{ id, status, curl, kind, requests string }

// The parts of a message that differ from run to run.
var differs = []struct {
	is   *regexp.Regexp
	then string
}{
	{regexp.MustCompile(`127\.\d+\.\d+\.\d+`), "ADDRESS"},
	{regexp.MustCompile(`255\.255\.255\.255`), "ADDRESS"},
	{regexp.MustCompile(`(server\.example|ADDRESS|amazonaws\.com)([: ]|:? port[= ])\d+`), "${1}${2}PORT"},
	{regexp.MustCompile(`port=\d+`), "port=PORT"},
	{regexp.MustCompile(`after \d+ (ms|milliseconds)`), "after N $1"},
	{regexp.MustCompile(`\d+ milliseconds`), "N milliseconds"},
	{regexp.MustCompile(`/\S*/lab-faults-\S*/`), ""},
	{regexp.MustCompile(`OpenSSL/[0-9.a-z]+: `), ""},
	{regexp.MustCompile(`<(HTTPS?Connection)\([^)]*\) at 0x[0-9a-f]+>`), "$1(...)"},
	{regexp.MustCompile(` \(_ssl\.c:\d+\)`), ""},
	{regexp.MustCompile(`^curl: \(\d+\) `), ""},
	{regexp.MustCompile(`HTTPS?ConnectionPool\(host='[^']*', port=PORT\): (Max retries exceeded with url: \S* )?`), ""},
	{regexp.MustCompile(`^\(Caused by (.*)\)$`), "$1"},
	{regexp.MustCompile(`[\x00-\x1f\x7f-\x{10ffff}|]`), "?"},
}

func plain(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	for _, d := range differs {
		text = d.is.ReplaceAllString(text, d.then)
	}
	if len(text) > 300 {
		text = text[:300] + "..."
	}
	return text
}

// TestWhatOthersSay runs curl and requests, the real ones, on every scenario that they can be told of.
func TestWhatOthersSay(t *testing.T) {
	python, err := filepath.Abs("../../../build/venv/bin/python")
	if err != nil {
		t.Fatal(err)
	}
	ask := exec.Command(python, "requests_says.py")
	in, _ := ask.StdinPipe()
	out, _ := ask.StdoutPipe()
	ask.Stderr = os.Stderr
	if err := ask.Start(); err != nil {
		t.Fatalf("make venv has requests: %v", err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = ask.Wait() })
	answers := bufio.NewReader(out)

	var all []said
	for _, s := range scenarios(true) {
		row := said{id: s.ID()}
		if probe := s.Start(t); !probe.Everywhere() {
			continue
		}
		// Each of the two meets servers of its own: some count, and some do what they do once.
		of := func() *running {
			p := &place{TB: t, dir: t.TempDir()}
			t.Cleanup(p.close)
			r, err := p.start(s)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		row.status, row.curl = curlSays(t, of())
		r := of()
		told := map[string]any{
			"url": r.URL, "ca": filepath.Join(r.dir, "ca.pem"), "cert": nil, "resolve": r.Resolve, "proxy": r.Proxy,
			"timeout": []float64{min(r.Timeouts.Connect, r.Timeouts.TLS).Seconds(), r.Timeouts.Read.Seconds()}, "env": r.Env,
		}
		if r.Trust.CertPEM != nil {
			told["cert"] = []string{filepath.Join(r.dir, "cert.pem"), filepath.Join(r.dir, "key.pem")}
		}
		if r.Proxy != "" && !strings.Contains(r.Proxy, "://") {
			told["proxy"] = "http://" + r.Proxy
		}
		if r.Resolve == nil {
			told["resolve"] = []string{}
		}
		if r.Env == nil {
			told["env"] = map[string]string{}
		}
		line, _ := json.Marshal(told)
		if _, err := in.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
		line, err := answers.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Kind, Words string }
		if err := json.Unmarshal(line, &answer); err != nil {
			t.Fatal(err)
		}
		row.kind, row.requests = answer.Kind, plain(answer.Words)
		all = append(all, row)
	}
	if *update {
		var b strings.Builder
		b.WriteString(saidHead + "# versions: " + versions(t, python) + "\n")
		for _, row := range all {
			b.WriteString(strings.Join([]string{row.id, row.status, row.curl, row.kind, row.requests}, "\t") + "\n")
		}
		if err := os.WriteFile(saidFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	compareSaid(t, all)
}

// curlSays is the exit status and the message, or the answer's status.
func curlSays(t *testing.T, r *running) (status, words string) {
	args := r.curl()
	command := exec.Command(args[0], append(args[1:], "-o", "/dev/null", "-w", "%{http_code}")...)
	command.Env = []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range r.Env {
		command.Env = append(command.Env, name+"="+value)
	}
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0", "HTTP " + string(out)
	case errors.As(err, &exit):
		return strconv.Itoa(exit.ExitCode()), plain(stderr.String())
	}
	t.Fatalf("tests/tools/debian.sh installs curl: %v", err)
	return "", ""
}

// versions are those of both programs.
func versions(t *testing.T, python string) string {
	curl, err := exec.Command("curl", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	requests, err := exec.Command(python, "-c", "import requests, ssl; print(requests.__version__, 'with', ssl.OPENSSL_VERSION.rsplit(' ', 3)[0], end='')").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(curl))[1] + " with " + strings.Replace(strings.Fields(string(curl))[4], "/", " ", 1) + ", requests " + string(requests)
}

// kindOf is what stays of a failure: of two things that happen at once, either may be seen first.
func kindOf(s said) [2]string {
	kind := [2]string{s.status, s.kind}
	switch s.status {
	case "35", "52", "55", "56":
		kind[0] = "the connection"
	}
	if s.kind == "SSLError" {
		kind[1] = "ConnectionError"
	}
	return kind
}

// compareSaid leaves the words alone, which are another version's.
func compareSaid(t *testing.T, all []said) {
	content, err := os.ReadFile(saidFile)
	if err != nil {
		t.Fatal(err)
	}
	was := map[string]said{}
	for line := range strings.Lines(string(content)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			t.Fatalf("%s: %q", saidFile, line)
		}
		was[f[0]] = said{f[0], f[1], f[2], f[3], f[4]}
	}
	for _, now := range all {
		then, ok := was[now.id]
		if !ok || kindOf(now) != kindOf(then) {
			t.Errorf("make causes-table: %s was\n%q, is\n%q", now.id, then, now)
		}
		delete(was, now.id)
	}
	for id := range was {
		t.Errorf("make causes-table: there is no scenario %s", id)
	}
}
