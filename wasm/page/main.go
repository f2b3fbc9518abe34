// Command page makes one file of docs/explain.html and a module: the page holds the module, the numbers
// of the operations that it calls, and a policy that allows this very script, this very style, and no
// connection.
//
//	page SOURCE MODULE OUT
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	"github.com/sallyport/sallyport/core/op"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("page SOURCE MODULE OUT")
	}
	source, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	module, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	page, err := build(source, module)
	if err != nil {
		return err
	}
	return os.WriteFile(args[2], page, 0o644)
}

var (
	style  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	script = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
)

func build(source, module []byte) ([]byte, error) {
	table, err := json.Marshal(map[string]any{
		"version": op.Version(), "request_explain": operation(op.RequestExplain), "request_inspect": operation(op.RequestInspect),
	})
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, _ = w.Write(module)
	if err := w.Close(); err != nil {
		return nil, err
	}
	page := source
	for _, change := range []struct{ from, to string }{
		{"const TABLE = null;", "const TABLE = " + string(table) + ";"},
		{"<!-- This is the source. `make explain-page` makes build/explain.html of it, one file that has the module in it. -->\n", ""},
	} {
		if page, err = replace(page, change.from, change.to); err != nil {
			return nil, err
		}
	}
	// Of the page as it is by now: a hash is of every byte between the tags.
	for _, part := range []struct {
		tag  *regexp.Regexp
		rule string
	}{{style, "style-src"}, {script, "script-src"}} {
		all := part.tag.FindAllSubmatch(page, -1)
		if len(all) != 1 {
			return nil, fmt.Errorf("%d places for %s, want one", len(all), part.rule)
		}
		digest := sha256.Sum256(all[0][1])
		hash := "'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"
		if page, err = replace(page, part.rule+" 'unsafe-inline'", part.rule+" "+hash); err != nil {
			return nil, err
		}
	}
	const place = `id="module">`
	return replace(page, place, place+base64.StdEncoding.EncodeToString(packed.Bytes()))
}

func replace(page []byte, from, to string) ([]byte, error) {
	if n := bytes.Count(page, []byte(from)); n != 1 {
		return nil, fmt.Errorf("%q stands %d times in the source, want once", from, n)
	}
	return bytes.Replace(page, []byte(from), []byte(to), 1), nil
}

// called is what the page has to know to call an operation.
type called struct {
	Number  uint32   `json:"number"`
	Texts   []string `json:"texts"`
	Results []string `json:"results"`
}

func operation(number uint32) called {
	c := called{Number: number, Results: op.ResultNames(number)}
	for i := 0; op.TextName(number, i) != op.TextName(number, 64); i++ { // behind the last all are called alike
		c.Texts = append(c.Texts, op.TextName(number, i))
	}
	return c
}
