package page

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/net/websocket"
)

// Browser shows one page.
type Browser struct {
	socket *websocket.Conn
	last   int
	// Requests are the URLs that the page asked for, itself first.
	Requests []string
	loaded   bool
}

// Open starts a browser that shows the page at a URL, until the test ends.
func Open(t testing.TB, url string) *Browser {
	t.Helper()
	var program string
	for _, name := range []string{"chromium-headless-shell", "chromium", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Fatal("there is no Chromium. Install it with tests/tools/debian.sh browser")
	}
	c := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0",
		"--remote-allow-origins=*", "--window-size=1000,900", "--user-data-dir="+t.TempDir(), "about:blank")
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	address, err := devTools(stderr)
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{}
	if b.socket, err = b.attach(address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.socket.Close() })
	for _, domain := range []string{"Network.enable", "Page.enable", "Runtime.enable"} {
		b.must(t, domain, nil)
	}
	b.must(t, "Page.navigate", map[string]any{"url": url})
	for !b.loaded {
		if _, err := b.next(); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// devTools is where the browser listens, which it says when it does.
func devTools(stderr io.Reader) (string, error) {
	lines, said := bufio.NewScanner(stderr), ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if _, at, ok := strings.Cut(lines.Text(), "DevTools listening on ws://"); ok {
			go func() {
				defer func() { _ = recover() }()
				_, _ = io.Copy(io.Discard, stderr)
			}()
			host, _, _ := strings.Cut(at, "/")
			return host, nil
		}
	}
	return "", errors.New("the browser ended:\n" + said)
}

func (b *Browser) attach(address string) (*websocket.Conn, error) {
	answer, err := http.Get("http://" + address + "/json/list")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var pages []struct {
		Type string
		URL  string `json:"webSocketDebuggerUrl"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&pages); err != nil {
		return nil, err
	}
	for _, p := range pages {
		if p.Type == "page" {
			socket, err := websocket.Dial(p.URL, "", "http://"+address)
			if err == nil {
				socket.MaxPayloadBytes = 64 << 20
			}
			return socket, err
		}
	}
	return nil, errors.New("the browser shows no page")
}

type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

// next reads a message and notes what it says of the page.
func (b *Browser) next() (*message, error) {
	var m message
	if err := websocket.JSON.Receive(b.socket, &m); err != nil {
		return nil, err
	}
	switch m.Method {
	case "Network.requestWillBeSent":
		var sent struct{ Request struct{ URL string } }
		if err := json.Unmarshal(m.Params, &sent); err != nil {
			return nil, err
		}
		b.Requests = append(b.Requests, sent.Request.URL)
	case "Page.loadEventFired":
		b.loaded = true
	}
	return &m, nil
}

func (b *Browser) call(method string, params any) (json.RawMessage, error) {
	b.last++
	if err := websocket.JSON.Send(b.socket, map[string]any{"id": b.last, "method": method, "params": params}); err != nil {
		return nil, err
	}
	for {
		m, err := b.next()
		switch {
		case err != nil:
			return nil, err
		case m.ID == b.last && m.Error != nil:
			return nil, fmt.Errorf("%s: %s", method, m.Error.Message)
		case m.ID == b.last:
			return m.Result, nil
		}
	}
}

func (b *Browser) must(t testing.TB, method string, params any) json.RawMessage {
	t.Helper()
	result, err := b.call(method, params)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// Eval runs an expression in the page, waits for it if it is a promise, and reads its value into out.
func (b *Browser) Eval(t testing.TB, expression string, out any) {
	t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	raw := b.must(t, "Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true})
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatal(err)
	}
	if e := answer.ExceptionDetails; e != nil {
		t.Fatalf("%s: %s %s", expression[:min(len(expression), 200)], e.Text, e.Exception.Description)
	}
	if out != nil {
		if err := json.Unmarshal(answer.Result.Value, out); err != nil {
			t.Fatalf("%s: %v", answer.Result.Value, err)
		}
	}
}

// Screenshot is what the page looks like, in PNG.
func (b *Browser) Screenshot(t testing.TB) []byte {
	t.Helper()
	var shot struct{ Data string }
	if err := json.Unmarshal(b.must(t, "Page.captureScreenshot", map[string]any{"format": "png"}), &shot); err != nil {
		t.Fatal(err)
	}
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		t.Fatal(err)
	}
	return png
}
