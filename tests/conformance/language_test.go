package conformance

import (
	"bufio"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

const root = "../.."

// language is a column of the table.
type language struct {
	name    string
	command func(t *testing.T) []string
	env     []string
	ways    map[string][]way // by row, where there is not just one that answers with all
}

// way is one of the functions that a language has for a row.
type way struct {
	form   string   // by which the call asks for it; empty: the usual one
	gives  []string // fields of its answer, if they are fewer than the vectors have
	noBody bool     // it takes none
}

var (
	urlAlone = []string{"url"}
	// Python takes str or bytes, numbers or moments: "text" is the former.
	asText       = []way{{}, {form: "text"}}
	inPythonsWay = map[string][]way{
		"presign": {{gives: urlAlone}, {form: "text", gives: urlAlone}}, "request": {{}, {form: "text"}, {form: "async"}}, "stream": {{}, {form: "async"}},
		"sign": asText, "verify": asText, "publish": asText, "prepare": asText, "endpoint": asText, "metadata": asText,
	}
	// leaving are the ways of the entry points that wait: directly, and as a call
	// that is started and whose result is taken later.
	leaving = func(form string) map[string][]way {
		both := []way{{}, {form: form}}
		return map[string][]way{"request": both, "publish": both, "metadata": both, "refresh": both, "diagnose": both, "session": both, "role": both}
	}
)

var languages = []language{
	{name: "Go", command: goRunner("golang"), ways: map[string][]way{
		"sign": {{}, {form: "append"}}, "presign": {{}, {form: "append"}, {form: "append-url", gives: urlAlone}},
	}},
	{name: "C", command: cRunner, ways: merged(leaving("started"), map[string][]way{"stream": {{}, {form: "started"}}})},
	{name: "Python", command: pythonRunner, env: []string{"SALLYPORT_BACKEND=extension"}, ways: inPythonsWay},
	{name: "Python (ctypes)", command: pythonRunner, env: []string{"SALLYPORT_BACKEND=ctypes"}, ways: inPythonsWay},
	{name: "JVM", command: javaRunner, ways: merged(leaving("async"), map[string][]way{
		"session": {{}}, "role": {{}},
		"presign": {{}, {form: "string", gives: urlAlone, noBody: true}, {form: "bytes", gives: urlAlone, noBody: true}},
	})},
	{name: "wazero", command: goRunner("wazero")},
}

func merged(into, from map[string][]way) map[string][]way {
	maps.Copy(into, from)
	return into
}

func (l *language) waysOf(c *testCase) []way {
	ways, ok := l.ways[c.row]
	if !ok {
		return []way{{}}
	}
	return slices.DeleteFunc(slices.Clone(ways), func(w way) bool { return w.noBody && has("body")(c) })
}

// suffix tells the names of tests apart.
func (w way) suffix() string {
	if w.form == "" {
		return ""
	}
	return "/" + w.form
}

func absolute(t *testing.T, name string) string {
	path, err := filepath.Abs(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// needed is a file that make conformance-test has built.
func needed(t *testing.T, pattern string) string {
	found, err := filepath.Glob(absolute(t, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: found %d files, want one; run make conformance-test", pattern, len(found))
	}
	return found[0]
}

func build(t *testing.T, name string, args ...string) {
	command := exec.Command(name, args...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command.Args, " "), err, out)
	}
}

func goRunner(name string) func(*testing.T) []string {
	return func(t *testing.T) []string {
		file := filepath.Join(t.TempDir(), name)
		build(t, "go", "build", "-o", file, "./runners/"+name)
		return []string{file, absolute(t, "build/sallyport.wasm")}
	}
}

func cRunner(t *testing.T) []string {
	return cRunnerOf(t, "cc", filepath.Dir(needed(t, "build/libsallyport.so")))
}

func cRunnerOf(t *testing.T, compiler, library string) []string {
	file := filepath.Join(t.TempDir(), "runner")
	sources, err := filepath.Glob("runners/c/*.c")
	if err != nil {
		t.Fatal(err)
	}
	build(t, compiler, slices.Concat([]string{"-std=c11", "-Wall", "-Wextra", "-Werror", "-g", "-I" + absolute(t, "cshared/include"), "-o", file},
		sources, []string{"-L" + library, "-lsallyport", "-Wl,-rpath," + library})...)
	return []string{file}
}

func pythonRunner(t *testing.T) []string {
	return []string{needed(t, "build/venv/bin/python"), "runners/python/runner.py"}
}

func javaRunner(t *testing.T) []string {
	jar, classes := needed(t, "bindings/java/sallyport/target/sallyport-[0-9].[0-9].[0-9].jar"), t.TempDir()
	sources, err := filepath.Glob("runners/jvm/*.java")
	if err != nil {
		t.Fatal(err)
	}
	build(t, "javac", append([]string{"-nowarn", "-cp", jar, "-d", classes}, sources...)...)
	return []string{"java", "-cp", jar + ":" + classes, "Runner"}
}

// runner is a running language.
type runner struct {
	in  io.WriteCloser
	out *bufio.Reader
	err strings.Builder
	cmd *exec.Cmd
	// dead: it has not answered, so that nothing more can be asked of it.
	dead bool
}

func (l *language) start(t *testing.T) *runner {
	t.Helper()
	args := l.command(t)
	r := &runner{cmd: exec.Command(args[0], args[1:]...)}
	r.cmd.Env = append(os.Environ(), l.env...)
	r.cmd.Stderr = &r.err
	var err error
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.out = bufio.NewReader(out)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = r.in.Close()
		if err := r.cmd.Wait(); err != nil {
			t.Errorf("the runner ended with %v\n%s", err, r.err.String())
		}
	})
	return r
}

// do makes one call. A runner that dies or hangs ends the language's tests.
func (r *runner) do(t *testing.T, call *wire.Frame) *wire.Frame {
	t.Helper()
	watch := time.AfterFunc(2*time.Minute, func() { _ = r.cmd.Process.Kill() })
	defer watch.Stop()
	// The answer is read while the call is written: a huge one does not fit the pipe.
	written := make(chan error, 1)
	go func() {
		defer func() { _ = recover() }()
		written <- wire.Write(r.in, call)
	}()
	answer, err := wire.Read(r.out)
	if err == nil {
		err = <-written
	}
	if err != nil {
		r.dead = true
		_ = r.cmd.Process.Kill()
		t.Fatalf("the runner did not answer %s: %v", call.Head, err)
	}
	return answer
}
