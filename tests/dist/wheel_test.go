package dist

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// The tools that judge wheels find nothing.
func TestToolsApproveOfTheWheels(t *testing.T) {
	tools := filepath.Join(cprogram.Root(t), "build/dist-venv/bin/")
	archs := []string{"x86_64", "aarch64"}
	if testing.Short() {
		archs = []string{arch}
	}
	for _, arch := range archs {
		wheel := made(t, "*_"+arch+".whl")
		do(t, "", nil, tools+"/twine", "check", "--strict", wheel)
		do(t, filepath.Join(cprogram.Root(t), "bindings/python"), nil, tools+"/check-wheel-contents", wheel)
		if out := do(t, "", nil, tools+"/auditwheel", "show", wheel); !strings.Contains(out, `"manylinux_2_17_`+arch+`"`) {
			t.Errorf("auditwheel says\n%s", out)
		}
		names := map[string]bool{}
		archive, err := zip.OpenReader(wheel)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.File {
			names[f.Name] = true
		}
		_ = archive.Close()
		metadata := "sallyport_native-" + version(t) + ".dist-info/"
		for _, name := range []string{
			"sallyport/libsallyport.so", "sallyport/libsallyport-core.so", "sallyport/py.typed", "sallyport/spark/__init__.py",
			metadata + "licenses/LICENSE", metadata + "licenses/NOTICE",
		} {
			if !names[name] {
				t.Errorf("%s: %s is missing", filepath.Base(wheel), name)
			}
		}
	}
}

// interpreters are those of SALLYPORT_PYTHONS (a list as in PATH), else python3 and
// those of pyenv.
func interpreters(t *testing.T) []string {
	t.Helper()
	if list := os.Getenv("SALLYPORT_PYTHONS"); list != "" {
		return filepath.SplitList(list)
	}
	found, err := filepath.Glob(filepath.Join(os.Getenv("HOME"), ".pyenv/versions/*/bin/python3"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"python3", "pypy3"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	return found
}

// In a clean environment of each Python that is found, with nothing else on the path.
func TestTheWheelWorksInEveryPython(t *testing.T) {
	whole(t)
	wheel, want := made(t, "*_"+arch+".whl"), signature(t)
	seen := map[string]bool{}
	for _, python := range interpreters(t) {
		name := strings.Fields(do(t, "", nil, python, "-c",
			"import platform, sys; print(platform.python_implementation(), platform.python_version(), sys.version_info >= (3, 7))"))
		if seen[name[0]+name[1]] || name[2] != "True" {
			continue
		}
		seen[name[0]+name[1]] = true
		t.Run(name[0]+" "+name[1], func(t *testing.T) {
			venv := t.TempDir()
			do(t, "", nil, python, "-m", "venv", venv)
			env := []string{"PYTHONPATH=", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_INDEX=1"}
			do(t, "", env, venv+"/bin/python", "-m", "pip", "install", "--quiet", wheel)
			session, err := filepath.Abs("testdata/session.py")
			if err != nil {
				t.Fatal(err)
			}
			do(t, venv, env, venv+"/bin/python", "-W", "error", session, want)
		})
	}
	t.Logf("tried: %v", seen)
	if len(seen) == 0 {
		t.Error("no Python was found")
	}
}

// The package's own tests pass on the installed wheel as they do in the checkout.
func TestThePackagesTestsPassOnTheWheel(t *testing.T) {
	root, venv := cprogram.Root(t), t.TempDir()
	tools, err := filepath.Glob(filepath.Join(root, "build/venv/lib/python3.*/site-packages"))
	if err != nil || len(tools) != 1 {
		t.Fatalf("%v: found %d directories of tools; run make venv", err, len(tools))
	}
	do(t, "", nil, filepath.Join(root, "build/venv/bin/python"), "-m", "venv", venv)
	env := []string{"PYTHONPATH=", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_INDEX=1", "SALLYPORT_LAB=" + root + "/build/tools/sallyport-lab"}
	do(t, "", env, venv+"/bin/python", "-m", "pip", "install", "--quiet", made(t, "*_"+arch+".whl"))
	// What the tests import besides comes from the tools; the package itself is found before them.
	site := do(t, "", env, venv+"/bin/python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'), end='')")
	if err := os.WriteFile(filepath.Join(site, "tools.pth"), []byte(tools[0]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The tests look for the package there, and say so if it is not what they got.
	tests := []string{root + "/bindings/python/tests"}
	if testing.Short() {
		tests = []string{tests[0] + "/test_suite.py", tests[0] + "/test_exports.py", tests[0] + "/test_command_help.py"}
	}
	do(t, venv, append(env, "SALLYPORT_SOURCE="+site), venv+"/bin/python", append([]string{"-m", "pytest", "-q", "-p", "no:cacheprovider",
		"--rootdir", root + "/bindings/python", "-c", root + "/bindings/python/pyproject.toml"}, tests...)...)
}

// Type checkers read the types in what is installed, and agree on a program of a user's.
func TestTypeCheckersReadTheWheel(t *testing.T) {
	tools, venv := filepath.Join(cprogram.Root(t), "build/dist-venv/bin/"), t.TempDir()
	do(t, "", nil, tools+"/python", "-m", "venv", venv)
	env := []string{"PYTHONPATH=", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_INDEX=1"}
	do(t, "", env, venv+"/bin/python", "-m", "pip", "install", "--quiet", made(t, "*_"+arch+".whl"))
	do(t, "", nil, "cp", "testdata/typed.py", venv)
	do(t, venv, env, tools+"/mypy", "--strict", "--warn-unused-ignores", "--python-executable", venv+"/bin/python", "typed.py")
	do(t, venv, env, tools+"/pyright", "--warnings", "--pythonpath", venv+"/bin/python", "typed.py")
}

// Without the natives, with those of another processor and as a source archive there
// is one sentence instead of a wheel that does not work.
func TestNoWheelWithoutTheNatives(t *testing.T) {
	whole(t)
	root := cprogram.Root(t)
	python := filepath.Join(root, "build/dist-venv/bin/python")
	mixed := t.TempDir()
	do(t, "", nil, "cp", root+"/build/dist/x86_64/libsallyport.so", root+"/build/dist/aarch64/libsallyport-core.so", mixed)
	for _, c := range []struct{ native, target, want string }{
		{t.TempDir(), "--wheel", "No such file or directory. Run `make build`"},
		{mixed, "--wheel", "files of different processors: aarch64, x86_64"},
		{filepath.Join(root, "build/dist/x86_64"), "--sdist", "has no source distribution"},
	} {
		out := t.TempDir()
		command := exec.Command(python, "-m", "build", "--no-isolation", c.target, "--outdir", out, root+"/bindings/python")
		command.Env = append(os.Environ(), "SALLYPORT_NATIVE="+c.native)
		said, err := command.CombinedOutput()
		files, _ := os.ReadDir(out)
		lines := strings.Split(strings.TrimSpace(string(said)), "\n")
		if err == nil || len(files) != 0 || !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, c.want) }) ||
			strings.Contains(string(said), "Traceback") {
			t.Errorf("%s of %s: %v, %d files\n%s", c.target, c.native, err, len(files), said)
		}
	}
}
