package fork

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// place makes a directory with a copy of the door, and of the core if withCore.
func place(t *testing.T, withCore bool) (directory, core string) {
	t.Helper()
	directory = t.TempDir()
	link(t, cprogram.Library(t), filepath.Join(directory, "libsallyport.so"))
	core = filepath.Join(filepath.Dir(cprogram.Library(t)), "libsallyport-core.so")
	if withCore {
		link(t, core, filepath.Join(directory, "libsallyport-core.so"))
	}
	return directory, core
}

func link(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func fakeCore(t *testing.T, path string, flags ...string) {
	t.Helper()
	args := append([]string{"-shared", "-fPIC", "-o", path, "testdata/other_core.c"}, flags...)
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestCoreFile(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/core_file.c", true)
	for _, c := range []struct {
		what     string
		withCore bool
		prepare  func(t *testing.T, core string) // core: beside the door
	}{
		{"works", true, nil},
		{"missing", false, nil},
		{"garbage", false, func(t *testing.T, core string) { write(t, core, "this is no library\n") }},
		{"directory", false, func(t *testing.T, core string) {
			if err := os.Mkdir(core, 0o755); err != nil {
				t.Fatal(err)
			}
		}},
		{"other version", false, func(t *testing.T, core string) { fakeCore(t, core) }},
		{"other library", false, func(t *testing.T, core string) { fakeCore(t, core, "-DFUNCTION(name)=") }},
		{"deleted", true, nil},
		{"deleted after use", true, nil},
		{"replaced", true, nil},
		{"closed", true, nil},
		{"closed in the child", true, nil},
		{"no memfd", true, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			directory, good := place(t, c.withCore)
			if c.prepare != nil {
				c.prepare(t, filepath.Join(directory, "libsallyport-core.so"))
			}
			cprogram.Run(t, []string{"LD_LIBRARY_PATH=" + directory, "TMPDIR=" + t.TempDir()}, program, c.what, directory, good)
		})
	}
}

func TestCoreIsFoundByTheEnvironment(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/core_file.c", true)
	directory, good := place(t, false)
	env := []string{"LD_LIBRARY_PATH=" + directory, "SALLYPORT_CORE_LIBRARY=" + good}
	cprogram.Run(t, env, program, "works", directory, good)
}

func TestCoreIsFoundFromARelativeDoor(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/core_file.c", true)
	directory, good := place(t, true)
	t.Chdir(filepath.Dir(directory))
	cprogram.Run(t, []string{"LD_LIBRARY_PATH=" + filepath.Base(directory)}, program, "works", directory, good)
}

func TestTwoDoorsShareNoCore(t *testing.T) {
	directory, core := place(t, false)
	program := cprogram.Build(t, "gcc", "testdata/two_doors.c", true, "-ldl")
	cprogram.Run(t, []string{"SALLYPORT_CORE_LIBRARY=" + core}, program, filepath.Join(directory, "libsallyport.so"))
}
