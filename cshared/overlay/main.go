// Command overlay changes a few lines of Go's runtime for the core, which is a guest
// in the process of somebody else.
//
//	overlay DIR
//
// The network poller of Go 1.26 ends the process when the host closes descriptors
// that are not its own ("netpoll failed"), as programs do that become daemons, or
// when there is no descriptor left; a connection that is closed later closes
// whatever file has its number by now. netpoll.txt is the new poller and says how it
// knows what is whose.
//
// The poller wakes a thread only for what somebody waits for in the core: a thread of
// the host that makes an exchange itself waits outside.
//
// A handler of the host for a signal, installed without SA_ONSTACK, runs wherever its
// thread is: so the goroutine of a thread that called has a stack on which handlers
// have room, and so has the alternate stack that Go lends a thread. Go's own threads
// leave all signals to the host's, and no signal that the host has blocked is let
// through.
//
// A client that does not verify, or that pins the server's key, goes on with a
// certificate that crypto/x509 refuses to parse, if its key can be read
// (certificate.txt). The WebAssembly modules are built with this change too, and with
// none of the others.
//
// A call of the host's takes no lock: whether Go's packages are ready is looked at
// first, and waited for if they are not.
//
// The core is built with changed copies of files of the standard library, which
// DIR/overlay.json names for go build -overlay. Each text that is replaced must be in
// its file exactly once. Where a version of Go has another text, overlay says so and
// the core is built without the changes.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed netpoll.txt
var poller string

//go:embed certificate.txt
var unread string

// change replaces a text, or all from one text to the end of another.
type change struct {
	old, until, new string
}

var files = map[string][]change{
	"runtime/netpoll_epoll.go": {
		{
			old: "\tif epfd == -1 {\n\t\treturn gList{}, 0\n\t}\n",
			new: "\tif !netpollours() {\n\t\treturn netpollgone(delay)\n\t}\n\tnetpollLost.Store(0)\n",
		},
		{
			old: "retry:\n\tn, errno := linux.EpollWait(", until: "\tif errno != 0 {\n",
			new: "\tn, errno := netpollwait(events[:], waitms)\n\tif errno != 0 {\n",
		},
		{
			// Interrupted, or closed just now: the caller comes again.
			old: "\t\tif errno != _EINTR {\n", until: "\t\tgoto retry\n",
			new: "\t\treturn gList{}, 0\n",
		},
		{old: "\t\t\tif ev.Events != linux.EPOLLIN {\n", until: "\n\t\t\t}\n"},
		{
			old: "\t\t\t\tdelta += netpollready(&toRun, pd, mode)\n",
			new: "\t\t\t\tnetpollfired(pd, mode)\n\t\t\t\tdelta += netpollready(&toRun, pd, mode)\n",
		},
		{old: "\t\t\t\tvar one uint64\n", until: "unsafe.Sizeof(one)))\n", new: "\t\t\t\tnetpollset(0)\n"},
	},
	"runtime/netpoll.go": {
		{
			old: "\tlink  *pollDesc      // in pollcache, protected by pollcache.lock\n",
			new: "\tlink  *pollDesc      // in pollcache, protected by pollcache.lock\n" +
				"\tall   *pollDesc      // the next of all, constant\n" +
				"\tgone  atomic.Bool    // closed by the host\n" +
				"\twant  uint32         // the events that are asked for, protected by lock\n",
		},
		{old: "\tlock  mutex\n\tfirst *pollDesc\n", new: "\tlock  mutex\n\tfirst *pollDesc\n\tall   *pollDesc // also those in use\n"},
		{old: "\t\t\tpd.link = c.first\n\t\t\tc.first = pd\n", new: "\t\t\tpd.link = c.first\n\t\t\tc.first = pd\n\t\t\tpd.all = c.all\n\t\t\tc.all = pd\n"},
		{
			old: "\tif GOOS == \"solaris\" || GOOS == \"illumos\" || GOOS == \"aix\" || GOOS == \"wasip1\" {\n\t\tnetpollarm(pd, mode)\n\t}\n",
			new: "\tif !netpollours() { // nobody would be told of an event\n\t\tpd.gone.Store(true)\n\t\treturn pollErrClosing\n\t}\n\tnetpollarm(pd, mode)\n",
		},
		{old: "\t\tnetpollAdjustWaiters(1)\n", new: "\t\tnetpollAdjustWaiters(1)\n\t\tnetpollwaits()\n"},
		{old: "\tnetpollclose(pd.fd)\n", new: "\tif !pd.gone.Load() {\n\t\tnetpollclose(pd.fd)\n\t}\n\tpd.fd = ^uintptr(0)\n"},
		{
			old: "\tif mode == 'r' {\n\t\tpd.rg.Store(pdNil)\n",
			new: "\tif !netpollhas(pd) {\n\t\treturn pollErrClosing\n\t}\n\tif mode == 'r' {\n\t\tpd.rg.Store(pdNil)\n",
		},
		{
			old: "\t\t// Pretend it has not happened and retry.\n\t}\n\treturn pollNoError\n",
			new: "\t\t// Pretend it has not happened and retry.\n\t}\n\tif !netpollhas(pd) {\n\t\treturn pollErrClosing\n\t}\n\treturn pollNoError\n",
		},
	},
	"crypto/tls/handshake_client.go": {
		{old: "\t\"hash\"\n", new: "\t\"golang.org/x/crypto/cryptobyte\"\n\t\"golang.org/x/crypto/cryptobyte/asn1\"\n\t\"hash\"\n"},
		{
			old: "\t\tcert, err := globalCertCache.newCert(asn1Data)\n",
			new: "\t\tcert, err := globalCertCache.newCert(asn1Data)\n" +
				"\t\tif err != nil && c.config.InsecureSkipVerify {\n\t\t\tcert, err = unread(asn1Data, err)\n\t\t}\n",
		},
		{
			old: "// verifyServerCertificate parses",
			new: unread + "// verifyServerCertificate parses",
		},
	},
	// Otherwise Go lets these through on each thread, also where the host reads them
	// from a signalfd.
	"runtime/sigtab_linux_generic.go": {
		{old: "{_SigThrow + _SigUnblock, \"SIGSTKFLT", new: "{_SigThrow, \"SIGSTKFLT"},
		{old: "{_SigNotify + _SigUnblock + _SigIgn, \"SIGCHLD", new: "{_SigNotify + _SigIgn, \"SIGCHLD"},
		{old: "{_SigNotify + _SigUnblock, \"SIGPROF", new: "{_SigNotify, \"SIGPROF"},
	},
	// The channel has a lock, which each call of each thread would take.
	"runtime/cgocall.go": {
		{old: "\t\"internal/goexperiment\"\n", new: "\t\"internal/goexperiment\"\n\t\"internal/runtime/atomic\"\n"},
		{
			old: "\t\t<-main_init_done\n",
			new: "\t\tif c := *(**hchan)(unsafe.Pointer(&main_init_done)); c == nil || atomic.Load(&c.closed) == 0 {\n\t\t\t<-main_init_done\n\t\t}\n",
		},
	},
	"runtime/proc.go":     {{old: "\tgp := malg(4096)\n", new: "\tgp := malg(256 << 10)\n"}},
	"runtime/os_linux.go": {{old: "malg(32 * 1024)", new: "malg(256 << 10)"}},
	"internal/poll/fd_poll_runtime.go": {{
		old: "func runtime_pollUnblock(ctx uintptr)\n",
		new: "func runtime_pollUnblock(ctx uintptr)\nfunc runtime_pollOwned(ctx uintptr) bool\n\n" +
			"// lost reports whether the host closed the descriptor.\n" +
			"func (pd *pollDesc) lost() bool { return pd.runtimeCtx != 0 && !runtime_pollOwned(pd.runtimeCtx) }\n",
	}},
	"internal/poll/fd_unix.go": {{
		old: "\tfd.pd.close()\n\n\terr := fd.SysFile.destroy(fd.Sysfd)\n",
		new: "\tlost := fd.pd.lost()\n\tfd.pd.close()\n\n\tvar err error\n\tif !lost { // else the number may be another file's\n\t\terr = fd.SysFile.destroy(fd.Sysfd)\n\t}\n",
	}},
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: overlay DIR [FILE...]")
		os.Exit(2)
	}
	if err := run(os.Args[1], filepath.Join(build.Default.GOROOT, "src"), os.Args[2:]...); err != nil {
		fmt.Fprintln(os.Stderr, "overlay:", err)
		os.Exit(1)
	}
}

// run writes the files and the overlay. One without files changes nothing. Only some
// files are added to the overlay that is there.
func run(dir, standard string, only ...string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	before := map[string]string{}
	if len(only) > 0 {
		if before, err = read(dir); err != nil {
			return err
		}
	}
	replace := maps.Clone(before)
	for name, changes := range files {
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		source := filepath.Join(standard, name)
		text, err := os.ReadFile(source)
		if err != nil {
			return without(dir, before, err)
		}
		changed, err := apply(string(text), changes)
		if err == nil && name == "runtime/netpoll_epoll.go" {
			changed, err = override(changed, poller)
		}
		if err != nil {
			return without(dir, before, fmt.Errorf("%s: %w", name, err))
		}
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".txt") // not .go: it is no package here
		if err := keep(file, []byte(changed)); err != nil {
			return err
		}
		replace[source] = file
	}
	return write(dir, replace)
}

func without(dir string, before map[string]string, why error) error {
	fmt.Fprintf(os.Stderr, "overlay: %v: this is another Go than 1.26, the core is built without the changes: a process that closes the descriptors of the library is ended by it, handlers of signals need SA_ONSTACK, and a certificate that Go refuses to parse is refused with verify=False too\n", why)
	return write(dir, before)
}

// read is the overlay that is there.
func read(dir string) (map[string]string, error) {
	var o struct{ Replace map[string]string }
	text, err := os.ReadFile(filepath.Join(dir, "overlay.json"))
	if err == nil {
		err = json.Unmarshal(text, &o)
	}
	return o.Replace, err
}

func write(dir string, replace map[string]string) error {
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return err
	}
	return keep(filepath.Join(dir, "overlay.json"), overlay)
}

// keep writes a file unless it is there with this text: make looks at its time.
func keep(path string, text []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(text) {
		return nil
	}
	return os.WriteFile(path, text, 0o644)
}

func apply(text string, changes []change) (string, error) {
	for _, c := range changes {
		if n := strings.Count(text, c.old); n != 1 {
			return "", fmt.Errorf("the text to replace is there %d times: %q", n, c.old)
		}
		before, after, _ := strings.Cut(text, c.old)
		if c.until != "" {
			var found bool
			if _, after, found = strings.Cut(after, c.until); !found {
				return "", fmt.Errorf("the text to replace has no end: %q", c.until)
			}
		}
		text = before + c.new + after
	}
	return text, nil
}

// override puts functions in the place of those with the same names, and adds the
// rest of ours.
func override(text, ours string) (string, error) {
	const top = "package runtime\n"
	named := map[string]bool{}
	mine, err := parser.ParseFile(token.NewFileSet(), "ours", top+ours, 0)
	if err != nil {
		return "", err
	}
	for _, decl := range mine.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			named[f.Name.Name] = true
		}
	}
	set := token.NewFileSet()
	standard, err := parser.ParseFile(set, "standard", text, parser.ParseComments)
	if err != nil {
		return "", err
	}
	for _, decl := range slices.Backward(standard.Decls) {
		if f, ok := decl.(*ast.FuncDecl); ok && named[f.Name.Name] {
			text = text[:set.Position(f.Pos()).Offset] + text[set.Position(f.End()).Offset:]
			delete(named, f.Name.Name)
		}
	}
	for _, name := range []string{"netpollinit", "netpollopen", "netpollBreak"} {
		if named[name] {
			return "", fmt.Errorf("there is no function %s", name)
		}
	}
	return text + "\n" + ours, nil
}
