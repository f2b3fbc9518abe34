package explain

import (
	"encoding/hex"
	"strings"
)

// MaxAnswer is how much of an answer's body is read, in bytes.
const MaxAnswer = 64 << 10

// answer is what a server's refusal says, whatever its format.
type answer struct {
	code, message string
	lower         string // both, for has
	canonical     string // the server's canonical request, "" if it is not told
	stringToSign  string
	fields        map[string]string // elements or members by lower-case name
	isPage        bool              // HTML
}

// read takes an answer apart.
func read(r *Response) *answer {
	body := string(r.Body[:min(len(r.Body), MaxAnswer)])
	a := &answer{fields: map[string]string{}}
	text := strings.TrimSpace(strings.TrimPrefix(body, "\ufeff"))
	switch {
	case strings.HasPrefix(text, "{"):
		a.readJSON(text)
	case isHTML(text, r.header("content-type")):
		a.isPage = true
	case strings.HasPrefix(text, "<"):
		a.readXML(text)
	default:
		a.message = text
	}
	for _, name := range []string{"code", "__type", "errorcode", "x-amzn-errortype"} {
		if a.code == "" {
			a.code = a.fields[name]
		}
	}
	if a.code == "" {
		code, _, _ := strings.Cut(r.header("x-amzn-query-error"), ";")
		a.code = firstOf(r.header("x-amzn-errortype"), code)
	}
	a.code = bareCode(a.code)
	for _, name := range []string{"message", "error_description", "errormessage", "error", "reason"} {
		if a.message == "" {
			a.message = a.fields[name]
		}
	}
	a.canonical = firstOf(unhex(a.fields["canonicalrequestbytes"]), a.fields["canonicalrequest"], quotedAfter(a.message, "Canonical String for this request should have been"))
	a.stringToSign = firstOf(unhex(a.fields["stringtosignbytes"]), a.fields["stringtosign"], quotedAfter(a.message, "String-to-Sign should have been"),
		after(a.message, "server string to sign is:"))
	a.canonical, a.stringToSign = lines(a.canonical), lines(a.stringToSign)
	return a
}

// bareCode is "X" of "com.amazon.coral.service#X:http://...".
func bareCode(code string) string {
	if i := strings.LastIndexByte(code, '#'); i >= 0 {
		code = code[i+1:]
	}
	code, _, _ = strings.Cut(code, ":")
	return strings.TrimSpace(code)
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

func isHTML(text, contentType string) bool {
	head := strings.ToLower(text[:min(len(text), 200)])
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") ||
		strings.Contains(strings.ToLower(contentType), "text/html") && !strings.HasPrefix(head, "<?xml")
}

// readXML reads the elements that hold text and nothing else, wherever they are.
func (a *answer) readXML(text string) {
	for {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			return
		}
		text = text[open+1:]
		end := strings.IndexByte(text, '>')
		if end < 0 {
			return
		}
		name := text[:end]
		text = text[end+1:]
		if alone, ok := strings.CutSuffix(name, "/"); ok && a.code == "" && strings.HasSuffix(alone, "Exception") {
			a.code = alone // REST-JSON services name an unknown operation so
		}
		if value, rest, ok := cdata(text); ok {
			a.put(name, value)
			text = rest
			continue
		}
		next := strings.IndexByte(text, '<')
		if next < 0 || !strings.HasPrefix(text[next:], "</") || strings.HasPrefix(name, "/") || strings.HasSuffix(name, "/") {
			continue
		}
		a.put(name, unescape(text[:next]))
	}
}

func (a *answer) put(name, value string) {
	name, _, _ = strings.Cut(name, " ")
	if _, local, ok := strings.Cut(name, ":"); ok {
		name = local
	}
	if name = strings.ToLower(name); a.fields[name] == "" {
		a.fields[name] = value
	}
}

// cdata is the text of a section that is not to be unescaped, as MaxCompute sends
// its messages.
func cdata(text string) (value, rest string, ok bool) {
	if text, ok = strings.CutPrefix(text, "<![CDATA["); !ok {
		return "", "", false
	}
	return strings.Cut(text, "]]>")
}

// entities are the five of XML; S3 also writes line breaks as numbers.
var entities = map[string]string{
	"lt": "<", "gt": ">", "quot": `"`, "apos": "'", "amp": "&",
	"#10": "\n", "#xA": "\n", "#xa": "\n", "#13": "\r", "#xD": "\r", "#39": "'", "#34": `"`,
}

// unescape puts characters in the place of entities. Others stay as they are.
func unescape(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "&")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, _, _ := strings.Cut(rest[:min(len(rest), len("quot;"))], ";")
		char, known := entities[name]
		if !known || len(name) == len(rest) {
			b.WriteByte('&')
			text = rest
			continue
		}
		b.WriteString(char)
		text = rest[len(name)+1:]
	}
}

func unhex(text string) string {
	raw, err := hex.DecodeString(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, text))
	if err != nil {
		return ""
	}
	return string(raw)
}

// quotedAfter is the text in quotes that follows a phrase, as AWS's services write
// it: the closing quote ends a line.
func quotedAfter(message, phrase string) string {
	_, rest, ok := strings.Cut(message, phrase)
	if !ok {
		return ""
	}
	_, rest, ok = strings.Cut(rest, "'")
	if !ok {
		return ""
	}
	if i := strings.Index(rest, "'\n"); i >= 0 {
		return rest[:i]
	}
	return strings.TrimSuffix(strings.TrimSpace(rest), "'")
}

func after(message, phrase string) string {
	_, rest, _ := strings.Cut(message, phrase)
	return strings.TrimSpace(rest)
}

// says reports whether a word is all that the server has to say.
func (a *answer) says(word string) bool {
	return a.code == word && (a.message == word || a.message == "")
}

// has reports whether the code, the message or the details hold one of the words, without
// regard to case.
func (a *answer) has(words ...string) bool {
	if a.lower == "" {
		a.lower = strings.ToLower(a.code + "\n" + a.message + "\n" + a.fields["details"])
	}
	for _, word := range words {
		if strings.Contains(a.lower, strings.ToLower(word)) {
			return true
		}
	}
	return false
}
