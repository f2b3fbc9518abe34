package page_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/page"
)

var update = flag.Bool("update", false, "write docs/images/explain.png")

// record is a vector of tests/vectors/explain.
type record map[string][]string

func (r record) get(key string) string {
	if len(r[key]) == 0 {
		return ""
	}
	return r[key][0]
}

func vectors(t *testing.T) (all []record) {
	content, err := os.ReadFile("../vectors/explain/request.txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimSpace(string(content)), "\n\n") {
		r := record{}
		for line := range strings.Lines(block) {
			key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
			r[key] = append(r[key], strings.TrimPrefix(value, " "))
		}
		all = append(all, r)
	}
	return all
}

// har is the exchange as a browser writes it down.
func har(r record) string {
	fields := func(lines []string) []map[string]string {
		list := []map[string]string{}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ":")
			list = append(list, map[string]string{"name": name, "value": strings.TrimPrefix(value, " ")})
		}
		return list
	}
	status, _ := strconv.Atoi(r.get("status"))
	request := map[string]any{"method": r.get("method"), "url": r.get("url"), "headers": fields(r["header"])}
	if _, ok := r["body"]; ok {
		request["postData"] = map[string]string{"text": r.get("body")}
	}
	text, _ := json.Marshal(map[string]any{"log": map[string]any{"entries": []any{map[string]any{
		"request":  request,
		"response": map[string]any{"status": status, "headers": fields(r["answer_header"]), "content": map[string]string{"text": r.get("answer_body")}},
	}}}})
	return string(text)
}

// curl is the exchange as curl -v writes it, "" if that would lose something.
func curl(r record) string {
	scheme, rest, _ := strings.Cut(r.get("url"), "://")
	host, target, ok := strings.Cut(rest, "/")
	_, body := r["body"]
	named := false
	var b strings.Builder
	b.WriteString("*   Trying 192.0.2.1:443...\n* Connected to " + host + " (192.0.2.1) port 443 (#0)\n> " + r.get("method") + " /" + target + " HTTP/1.1\n")
	for _, line := range r["header"] {
		named = named || strings.EqualFold(line, "host: "+host)
		b.WriteString("> " + line + "\n")
	}
	if !ok || scheme != "https" || body || !named || r.get("status") == "" || r.get("method") == "" {
		return ""
	}
	b.WriteString(">\n* Mark bundle as not supporting multiuse\n< HTTP/1.1 " + r.get("status") + " \n")
	for _, line := range r["answer_header"] {
		b.WriteString("< " + line + "\n")
	}
	b.WriteString("<\n{ [300 bytes data]\n" + r.get("answer_body") + "\n* Connection #0 to host " + host + " left intact\n")
	return b.String()
}

// raw is the exchange as it goes over the wire.
func raw(r record) string {
	text := curl(r)
	if text == "" {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "* "), strings.HasPrefix(line, "{ ["):
		case strings.HasPrefix(line, "> "), strings.HasPrefix(line, "< "):
			b.WriteString(line[2:])
		case line == ">\n", line == "<\n":
			b.WriteString("\n")
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// botocore is the exchange as botocore logs it, each record in a style; "" if that would lose something.
func botocore(r record, style string) string {
	if r.get("method") == "" || r.get("url") == "" || r.get("status") == "" || strings.ContainsAny(r.get("url"), " \n") {
		return ""
	}
	dict := func(lines []string, prefix string) string {
		var all []string
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ":")
			all = append(all, literal(name)+": "+prefix+literal(strings.TrimPrefix(value, " ")))
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	lines := [][2]string{{"botocore.hooks", "Event before-sign: calling handler"}}
	if _, ok := r["body"]; ok {
		sum := sha256.Sum256([]byte(r.get("body")))
		lines = append(lines, [2]string{"botocore.auth", "CanonicalRequest:\nGET\n/\n\nhost:a\n\nhost\n" + hex.EncodeToString(sum[:])})
	}
	var b strings.Builder
	for _, line := range append(lines, [][2]string{
		{"botocore.endpoint", "Sending http request: <AWSPreparedRequest stream_output=False, method=" + r.get("method") + ", url=" + r.get("url") + ", headers=" + dict(r["header"], "b") + ">"},
		{"urllib3.connectionpool", "https://a:443 \"" + r.get("method") + " / HTTP/1.1\" " + r.get("status") + " 300"},
		{"botocore.parsers", "Response headers: " + dict(r["answer_header"], "")},
		{"botocore.parsers", "Response body:\nb" + literal(r.get("answer_body"))},
		{"botocore.hooks", "Event needs-retry: calling handler"},
	}...) {
		b.WriteString(strings.Replace(style, "NAME", line[0], 1) + line[1] + "\n")
	}
	return b.String()
}

// literal is a text as Python's repr shows its bytes.
func literal(text string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, c := range []byte(text) {
		switch {
		case c == '\'' || c == '\\':
			b.Write([]byte{'\\', c})
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

type found struct {
	Cause, Summary, Fix, Evidence string
}

// ask uses the page as its reader does.
func ask(t *testing.T, b *page.Browser, pasted string) (f found) {
	t.Helper()
	text, _ := json.Marshal(pasted)
	b.Eval(t, `(() => {
		document.getElementById("pasted").value = `+string(text)+`;
		document.getElementById("ask").click();
		const text = id => document.getElementById(id).textContent;
		return {Cause: text("cause"), Summary: text("summary"), Fix: text("fix"), Evidence: text("evidence")};
	})()`, &f)
	return f
}

func open(t *testing.T) *page.Browser {
	path, err := filepath.Abs("../../build/explain.html")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("run make explain-page: %v", err)
	}
	b := page.Open(t, "file://"+path)
	var state string
	b.Eval(t, `new Promise(done => {
		const look = () => { const text = document.getElementById("state").textContent; text === "loading" ? setTimeout(look, 5) : done(text); };
		look();
	})`, &state)
	if !strings.HasPrefix(state, "version ") {
		t.Fatal(state)
	}
	return b
}

func TestThePageExplainsEveryVectorOfRequests(t *testing.T) {
	b := open(t)
	asked := map[string]int{}
	for _, r := range vectors(t) {
		for form, pasted := range map[string]string{
			"HAR": har(r), "curl -v": curl(r), "HTTP": raw(r),
			"botocore log":         botocore(r, "2026-01-01 00:00:00,000 NAME [DEBUG] "),
			"botocore log: of it":  botocore(r, "2026-01-01 00:00:00,000 - NAME - DEBUG - "),
			"botocore log: of aws": botocore(r, "2026-01-01 00:00:00,000 - MainThread - NAME - DEBUG - "),
			"botocore log: basic":  botocore(r, "DEBUG:NAME:"),
			"botocore log: pytest": botocore(r, "DEBUG    NAME:auth.py:401 "),
		} {
			form, _, _ = strings.Cut(form, ":")
			if pasted == "" {
				continue
			}
			asked[form]++
			f := ask(t, b, pasted)
			if f.Cause != r.get("want.cause") || f.Summary == "" || f.Fix == "" || !strings.Contains(f.Evidence, form) {
				t.Errorf("%s as %s: want %s, got %+v", r.get("name"), form, r.get("want.cause"), f)
			}
			for _, text := range r["want.holds"] {
				if !strings.Contains(f.Evidence+f.Fix, text) {
					t.Errorf("%s as %s: nothing holds %q: %+v", r.get("name"), form, text, f)
				}
			}
		}
	}
	t.Log(asked)
	if asked["HAR"] < 100 || asked["curl -v"] < 30 || asked["botocore log"] < 500 {
		t.Errorf("asked in vain: %v", asked)
	}
	for _, url := range b.Requests {
		if !strings.HasPrefix(url, "file://") {
			t.Errorf("the page asked for %s", url)
		}
	}
}

func TestThePageTakesURLsApartAndReadsErrors(t *testing.T) {
	b := open(t)
	for _, c := range []struct{ pasted, cause, holds string }{
		{"https://bucket.s3.eu-west-1.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Feu-west-1%2Fs3%2Faws4_request" +
			"&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", "request_expired", "eu-west-1"},
		{"https://example.com/nothing", "signature_missing", "text"},
		{"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", "", "us-east-1"},
		{"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.", "key_unknown", "SDK"},
		{"operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error ExpiredToken: The security token included in the request is expired", "token_expired", "SDK"},
		{"<Error><Code>InvalidAccessKeyId</Code><Message>x</Message></Error>", "key_unknown", "an answer"},
		{"nothing to see", "unknown", "text"},
		{"", "unknown", "text"},
		{"<img src=x onerror=alert(1)>\x1b[2J", "unknown", ""},
		{strings.Repeat("> GET / HTTP/1.1\n> A: b\n", 20000), "", ""},
		{"< HTTP/1.1 403 Forbidden\n<\n" + strings.Repeat("<a>", 100000), "", ""},
	} {
		f := ask(t, b, c.pasted)
		if c.cause != "" && f.Cause != c.cause || f.Cause == "" || !strings.Contains(f.Evidence, c.holds) {
			t.Errorf("%.80q: want %s that shows %q, got %.500v", c.pasted, c.cause, c.holds, f)
		}
	}
}

// The policy forbids every connection, whoever asks for it.
func TestThePageCannotSend(t *testing.T) {
	b := open(t)
	var refused []string
	b.Eval(t, `(async () => {
		const seen = [];
		document.addEventListener("securitypolicyviolation", e => seen.push(e.effectiveDirective));
		for (const send of [() => fetch("http://127.0.0.1:9/"), () => fetch("data:text/plain,a"),
			() => new Promise((_, no) => { const image = new Image(); image.onerror = no; image.src = "http://127.0.0.1:9/"; })])
			await send().then(() => seen.push("sent"), () => {});
		const script = document.createElement("script");
		script.textContent = "window.ran = true";
		document.body.append(script);
		await new Promise(done => setTimeout(done));
		seen.push(window.ran ? "ran" : "did not run");
		return seen;
	})()`, &refused)
	if got := strings.Join(refused, " "); got != "connect-src connect-src img-src script-src-elem did not run" {
		t.Error(got)
	}
}

// The picture in docs is of this page. It is drawn anew with -update.
func TestThePictureIsOfThePage(t *testing.T) {
	const picture = "../../docs/images/explain.png"
	b := open(t)
	for _, r := range vectors(t) {
		if r.get("name") == "json-host" {
			ask(t, b, curl(r))
		}
	}
	png := b.Screenshot(t)
	if *update {
		if err := os.WriteFile(picture, png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(picture)
	if err != nil || len(is) < 10000 || string(is[1:4]) != "PNG" || len(png) < 10000 {
		t.Errorf("%v: %d bytes, drawn now %d", err, len(is), len(png))
	}
}
