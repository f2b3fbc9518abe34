package readme

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// place is where sessions run, and what is there.
type place struct {
	lab      *lab
	dir, env string             // in which they run, and what PATH and so on are, as a shell says it
	there    *strings.Replacer  // from the words of the documents to what the place has
	commands map[string]command // by language
}

// command is what a session is saved as, and what runs it then.
type command struct{ file, line string }

func version(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(string(read(t, "core/op/VERSION")))
}

// checkout is the root of the checkout, with all that make makes but dist/.
func checkout(t *testing.T) *place {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir+"/build/_readme", 0o755); err != nil {
		t.Fatal(err)
	}
	target := "bindings/java/sallyport"
	return &place{
		lab: startLab(t, dir+"/build/tools/sallyport-lab", t.TempDir()), dir: dir,
		env: "export PYTHONPATH=bindings/python/src",
		there: strings.NewReplacer("$JARS/sallyport/"+version(t), target+"/target",
			"$JARS/sallyport-spark_2.12/"+version(t), target+"-spark/target"),
		commands: map[string]command{
			"python":  {"build/_readme/session.py", "python3 build/_readme/session.py"},
			"pyspark": {"build/_readme/job.py", "PATH=$PWD/build/spark-venv/bin:$PATH python build/_readme/job.py"},
			"java":    {"build/_readme/Session.java", "java -cp " + target + "/target/sallyport-" + version(t) + ".jar build/_readme/Session.java"},
			"c": {"build/_readme/session.c", "cc build/_readme/session.c -Wall -Werror -Icshared/include -Lbuild -lsallyport -Wl,-rpath,$PWD/build -o build/_readme/session && " +
				"build/_readme/session"},
			"go": {"build/_readme/session.go", "go run build/_readme/session.go"},
			"sh": {"build/_readme/session.sh", "PATH=$PWD/build/spark-venv/bin:$PATH bash -e build/_readme/session.sh"},
		},
	}
}

// Programs that a user has who has neither Go nor gcc.
const tools = `bash sh env java tar gzip ls cat cp mv rm mkdir mktemp ln readlink realpath dirname basename
	sed grep awk head tail tr cut sort uniq wc id uname hostname nice nohup ps date expr sleep chmod true false test tput which`

var plain = regexp.MustCompile("(?ms)^```\n(.*?)^```$")

// alone is a new directory with nothing but dist/, and HOME and PATH of somebody who has just installed what is in it
// with the words of the documents.
func alone(t *testing.T, dist string) *place {
	t.Helper()
	dir, arch := t.TempDir(), map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	said := func(name string, words *regexp.Regexp) string {
		found := words.FindSubmatch(read(t, name))
		if found == nil {
			t.Fatalf("%s does not say %s", name, words)
		}
		return strings.ReplaceAll(string(found[1]), "x86_64", arch)
	}
	p := &place{
		dir: dir, there: strings.NewReplacer(),
		env: `unset ${!AWS_*} ${!PYTHON*} ${!PYSPARK*} ${!GO*} ${!SALLYPORT_*}; export HOME=$PWD/home PATH=$PWD/venv/bin:$PWD/tools`,
		commands: map[string]command{
			"python":  {"session.py", "python session.py"},
			"pyspark": {"job.py", "python job.py"},
			"java":    {"Session.java", said("docs/java.md", plain)},
			"c":       {"session.c", "PATH=/usr/bin:/bin\n" + said("docs/c.md", plain)},
			"sh":      {"session.sh", "bash -e session.sh"},
		},
	}
	for _, folder := range []string{"home", "tools", "build"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range strings.Fields(tools) {
		if path, err := exec.LookPath(name); err == nil {
			if err := os.Symlink(path, filepath.Join(dir, "tools", name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, err := exec.Command("cp", "-r", dist, dir+"/dist").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// PySpark is large: its files are those of make spark-venv, of which its own sallyport.pth is not read.
	spark, err := filepath.Glob(filepath.Join(root, "build/spark-venv/lib/python3.*/site-packages"))
	if err != nil || len(spark) != 1 {
		t.Fatalf("%v: found %d directories of PySpark; run make spark-venv", err, len(spark))
	}
	if spark[0], err = filepath.Abs(spark[0]); err != nil {
		t.Fatal(err)
	}
	python, err := filepath.Abs(filepath.Join(root, "build/spark-venv/bin/python"))
	if err != nil {
		t.Fatal(err)
	}
	p.do(t, python+` -m venv venv
		export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1
		`+said("README.md", regexp.MustCompile("`(pip install dist/[^`]*)`"))+` --quiet
		echo "`+spark[0]+`" >$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/with-spark.pth
		ln -s `+filepath.Dir(python)+`/{spark-sql,spark-submit,spark-class,find-spark-home,find_spark_home.py,load-spark-env.sh} venv/bin/`)
	where := strings.TrimSpace(p.do(t, "python -c 'import sallyport; print(sallyport.__file__)'"))
	if !strings.HasPrefix(where, dir) {
		t.Fatalf("the package is %s, not that of the wheel", where)
	}
	p.do(t, "for tool in go gcc cc make; do ! command -v $tool; done")
	lab := said("README.md", regexp.MustCompile("`(dist/sallyport-lab-[^`]*) -dir build/lab`"))
	p.lab = startLab(t, strings.TrimSpace(p.do(t, "cd $PWD; ls $PWD/"+lab)), dir+"/build/lab")
	return p
}

// run is what a session prints.
func (p *place) run(t *testing.T, language, source string) string {
	t.Helper()
	c := p.commands[language]
	if err := os.WriteFile(filepath.Join(p.dir, c.file), []byte(p.there.Replace(source)), 0o600); err != nil {
		t.Fatal(err)
	}
	return p.do(t, c.line)
}

func (p *place) do(t *testing.T, line string) string {
	t.Helper()
	cmd := exec.Command("bash", "-euc", p.env+"\n"+line)
	cmd.Dir = p.dir // the JVM of PySpark ends a while after it, and is waited for
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}

// Whoever has dist/ and nothing else, not even Go or gcc, has what the documents promise; a session in C takes a compiler. Those
// of Go and of the module are programs in Go, which import the sources.
func TestSessionsRunWithNothingButDist(t *testing.T) {
	dist := os.Getenv("SALLYPORT_DIST")
	if dist == "" {
		t.Skip("SKIPPED: make dist-test runs this")
	}
	here := alone(t, dist)
	for name := range documented {
		if name == "docs/go.md" || name == "docs/wasm.md" || testing.Short() && bytes.Contains(read(t, name), []byte("$JARS")) {
			continue // SHORT=1 makes no jar for Spark
		}
		t.Run(name, func(t *testing.T) { here.try(t, name) })
	}
}
