package servers

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// streamModule is where Debian has the module that ends TLS without speaking HTTP.
const streamModule = "/usr/lib/nginx/modules/ngx_stream_module.so"

// Nginx is a running nginx.
type Nginx struct {
	*Process
	IP   string // where it listens; the ports are in the configuration
	Root string // its document root
	args []string
}

// NginxConfig is what differs between tests. The text {ip} stands for the address.
type NginxConfig struct {
	HTTP   string // server blocks
	Stream string // server blocks of the stream module
	Await  int    // a port that listens when nginx is ready
}

// StartNginx runs nginx in the foreground, in one process.
func StartNginx(t testing.TB, c NginxConfig) *Nginx {
	t.Helper()
	nginx := program(t, "nginx", "debian.sh", "/usr/sbin/nginx")
	dir := t.TempDir()
	n := &Nginx{IP: loopback(), Root: filepath.Join(dir, "root")}
	// Without a master, nginx keeps its user: root, when the tests run as root.
	text := fmt.Sprintf("daemon off; master_process off; pid %s/pid; error_log stderr;\n", dir)
	if c.Stream != "" {
		if _, err := os.Stat(streamModule); err != nil {
			t.Fatalf("the stream module of nginx is missing. Install it with tests/tools/debian.sh: %v", err)
		}
		text = "load_module " + streamModule + ";\n" + text + "stream {\n" + c.Stream + "\n}\n"
	}
	text += "events {}\nhttp {\naccess_log off; root " + n.Root + ";\n"
	for _, name := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		text += fmt.Sprintf("%s_temp_path %s/%s;\n", name, dir, name)
	}
	text = strings.ReplaceAll(text+c.HTTP+"\n}\n", "{ip}", n.IP)
	if err := os.Mkdir(n.Root, 0o755); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	n.args = []string{nginx, "-p", dir, "-c", config, "-e", "stderr"}
	n.Process = start(t, n.args[0], n.args[1:]...)
	n.await(t, fmt.Sprintf("%s:%d", n.IP, c.Await))
	return n
}

// Restart kills nginx, which closes its connections, and starts it at the same address.
func (n *Nginx) Restart(t testing.TB, port int) {
	t.Helper()
	n.Stop()
	n.Process = start(t, n.args[0], n.args[1:]...)
	n.await(t, fmt.Sprintf("%s:%d", n.IP, port))
}
