package dist

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// arch is this machine's word in the names of files.
var arch = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]

// dist is what make dist has made.
func dist(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("SALLYPORT_DIST"); dir != "" {
		return dir
	}
	return filepath.Join(cprogram.Root(t), "dist")
}

// made is a file of dist/, by a pattern that one has.
func made(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dist(t), pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("dist/%s: found %d files, want one; run make dist", pattern, len(found))
	}
	return found[0]
}

// whole skips a test for which make test has no time, or needs what SHORT=1 leaves out.
func whole(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: make dist-test runs this")
	}
}

func version(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(cprogram.Root(t), "core/op/VERSION"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// do runs a program in a directory and returns what it printed.
func do(t *testing.T, dir string, env []string, program string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	command.Dir, command.Env, command.WaitDelay = dir, append(os.Environ(), env...), time.Second
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command.Args, " "), err, out)
	}
	return string(out)
}

// signature is that of the request which every program of testdata signs.
func signature(t *testing.T) string {
	t.Helper()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, Region: "eu-west-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(&sigv4.Request{
		Method: "GET", URL: "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity", Time: time.Unix(1440938160, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed.Signature
}

func TestSumsAreThoseOfTheFiles(t *testing.T) {
	text, err := os.ReadFile(made(t, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		data, err := os.ReadFile(filepath.Join(dist(t), name))
		if err != nil {
			t.Fatal(err)
		}
		if actual := sha256.Sum256(data); hex.EncodeToString(actual[:]) != sum {
			t.Errorf("%s has another sum", name)
		}
	}
	if len(lines) < 20 && !testing.Short() || len(lines) < 8 {
		t.Errorf("only %d files have sums", len(lines))
	}
}

// Who builds the same commit anywhere has the same files.
func TestAnotherRunElsewhereMakesTheSameBytes(t *testing.T) {
	root, elsewhere := cprogram.Root(t), t.TempDir()
	do(t, root, nil, "bash", "-c", `git ls-files -z --cached --others --exclude-standard | tar --null -cf - -T - | tar -xf - -C "$0"`, elsewhere)
	do(t, elsewhere, nil, "git", "init", "-q")
	again, err := filepath.Rel(root, dist(t))
	if err != nil {
		t.Fatal(err)
	}
	do(t, elsewhere, []string{"MAKEFLAGS="}, "make", "-s", "dist") // which finds SHORT, if it is set, in the environment
	ours, err := os.ReadFile(made(t, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(filepath.Join(elsewhere, again, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	other := map[string]bool{}
	for line := range strings.Lines(string(theirs)) {
		other[line] = true
	}
	for line := range strings.Lines(string(ours)) {
		if !other[line] {
			t.Errorf("made again elsewhere, this file differs: %s", line)
		}
		delete(other, line)
	}
	for line := range other {
		t.Errorf("only the run elsewhere has %s", line)
	}
}

func TestACProgramUsesTheInstalledTree(t *testing.T) {
	whole(t) // a session of docs/c.md does it without these tools
	installed := t.TempDir()
	do(t, installed, nil, "tar", "-xzf", made(t, "sallyport-*-linux-"+arch+".tar.gz"), "--strip-components=1")
	want := signature(t)
	t.Run("pkg-config", func(t *testing.T) {
		program := filepath.Join(t.TempDir(), "program")
		do(t, "testdata", []string{"PKG_CONFIG_PATH=" + installed + "/lib/pkgconfig"}, "bash", "-c",
			`cc -std=c11 -Wall -Werror -o "$0" program.c $(pkg-config --cflags --libs "sallyport = $1") -Wl,-rpath,"$(pkg-config --variable=libdir sallyport)"`,
			program, version(t))
		if got := do(t, "", nil, program); got != want {
			t.Errorf("got %q, want %s", got, want)
		}
	})
	t.Run("cmake", func(t *testing.T) {
		build := t.TempDir()
		do(t, "", nil, "cmake", "-S", "testdata", "-B", build, "-DCMAKE_PREFIX_PATH="+installed)
		do(t, "", nil, "cmake", "--build", build)
		if got := do(t, "", nil, build+"/program"); got != want {
			t.Errorf("got %q, want %s", got, want)
		}
	})
}

func TestAMavenProjectUsesTheRepository(t *testing.T) {
	root, want := cprogram.Root(t), signature(t)
	// Kept between runs, but for what this run is about.
	local := filepath.Join(root, "build/dist/m2")
	if err := os.RemoveAll(filepath.Join(local, "io/sallyport")); err != nil {
		t.Fatal(err)
	}
	for _, profile := range []string{"whole", "parts"} {
		t.Run(profile, func(t *testing.T) {
			project := t.TempDir()
			do(t, "", nil, "cp", "-r", "testdata/consumer/.", project)
			do(t, project, nil, "mvn", "--batch-mode", "--quiet", "-P"+profile, "-Dmaven.repo.local="+local,
				"-Ddist="+dist(t), "-Dsallyport="+version(t), "-Dplatform=linux-"+arch, "package")
			if got := do(t, project, nil, "java", "-cp", "target/classes:target/dependency/*", "Consumer"); got != want {
				t.Errorf("got %q, want %s", got, want)
			}
		})
	}
}
