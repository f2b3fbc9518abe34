package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const beside = `
## What others say

%d scenarios of ` + "`make lab-faults`" + `, %d of them with a fault, and what others said when a test ran them on the same servers (curl %s). Of the %d
causes, curl's words tell %d apart from all others, and those of requests %d; the test of ` + "`diagnose`" + ` wants all of them. curl and requests do
not know of every option: where they say "HTTP 200", what is wrong is one of ours (` + "`allow=`, `alpn=`" + `), or they do what we do not.

| scenario | here | curl | requests |
|---|---|---|---|
`

// said is what curl and requests said when the tests last asked them.
func said(root string) (string, error) {
	content, err := os.ReadFile(filepath.Join(root, "core/diagnose/diagnosetest/said.tsv"))
	return string(content), err
}

// othersSay is the table of what curl and requests say of each scenario.
func othersSay(content string) (string, error) {
	var rows strings.Builder
	var curl, requests words
	version := ""
	all, faults := 0, 0
	for line := range strings.Lines(content) {
		line = strings.TrimSuffix(line, "\n")
		if is, ok := strings.CutPrefix(line, "# versions: "); ok {
			version = is
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return "", fmt.Errorf("said.tsv: %d columns in %q", len(f), line)
		}
		id, name, _ := strings.Cut(f[0], ": ")
		f[2], f[4] = whole(f)
		all++
		if id != "ok" {
			faults++
		}
		curl.add(id, f[2])
		requests.add(id, f[4])
		fmt.Fprintf(&rows, "| %s | [`%s`](%s.md) | %s | %s |\n", code(name), id, id, code(f[2]), code(f[4]))
	}
	return fmt.Sprintf(beside, all, faults, version, len(curl.of), curl.apart(), requests.apart()) + rows.String(), nil
}

// code shows what is no Markdown.
func code(text string) string {
	return strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`, "[", `\[`).Replace(text)
}

// words are what a program says, by cause.
type words struct {
	of map[string][]string
}

func (w *words) add(cause, text string) {
	if w.of == nil {
		w.of = map[string][]string{}
	}
	w.of[cause] = append(w.of[cause], text)
}

// apart counts the causes none of whose words is said of another.
func (w *words) apart() (n int) {
	causes := map[string]map[string]bool{}
	for cause, list := range w.of {
		for _, text := range list {
			if causes[text] == nil {
				causes[text] = map[string]bool{}
			}
			causes[text][cause] = true
		}
	}
	for _, list := range w.of {
		alone := 1
		for _, text := range list {
			if len(causes[text]) > 1 {
				alone = 0
			}
		}
		n += alone
	}
	return n
}

// whole are the words of curl with its exit status and those of requests with the exception.
func whole(f []string) (curl, requests string) {
	curl, requests = f[2], f[4]
	if f[1] != "0" {
		curl = "(" + f[1] + ") " + curl
	}
	if f[3] != "" {
		requests = f[3] + ": " + requests
	}
	return curl, requests
}

// quotes are the words that a test had for each cause, each once, as rows of the
// table of its page.
func quotes(content string) map[string]string {
	rows := map[string]string{}
	for line := range strings.Lines(content) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 5 {
			continue
		}
		id, _, _ := strings.Cut(f[0], ": ")
		curl, requests := whole(f)
		for _, row := range []string{"| curl | " + curl + " |\n", "| requests | " + requests + " |\n"} {
			row = strings.ReplaceAll(row, "<", "&lt;")
			if id != "ok" && !strings.Contains(rows[id], row) {
				rows[id] += row
			}
		}
	}
	return rows
}
