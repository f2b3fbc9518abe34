package credentials

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
)

// Limits of a profile file. Session tokens reach a few kilobytes, so a longer
// line is another kind of file.
const (
	maxFile = 1 << 20
	maxLine = 32 << 10
)

// maxOthers is how many other profiles an error names.
const maxOthers = 8

// fileKind is which of the two files is read; they name sections differently.
type fileKind int

const (
	configFile fileKind = iota
	credentialsFile
	sessionsInConfig // the sections [sso-session x] of the config file, in the place of profiles
	servicesInConfig // and [services x]; "sts.endpoint_url" is what is nested in sts
)

// setting is one value of a profile and the line it stands on.
type setting struct {
	value string
	line  int
}

// profileFile is one profile out of a file, and the names of the others.
type profileFile struct {
	path     string
	missing  bool
	settings map[string]setting // nil: the profile is not there
	others   []string           // names of other profiles, in order, at most maxOthers
	more     bool               // there are others beyond those
	misnamed string             // a section that names the profile in the other file's way
}

// parseProfileFile reads the profile name out of data. It keeps no other
// profile's values.
func parseProfileFile(path string, kind fileKind, name string, data []byte) (profileFile, error) {
	if len(data) > maxFile {
		return profileFile{}, fault.New(fault.ProfileFileMalformed, "%s has %d bytes; the limit is %d", path, len(data), maxFile)
	}
	p := fileParser{file: profileFile{path: path}, kind: kind, name: name,
		sections: map[string]int{}, inherited: map[string]setting{}}
	text := strings.TrimPrefix(string(data), "\ufeff")
	for text != "" {
		var line string
		line, text = cutLine(text)
		p.line++
		if err := p.parseLine(line); err != nil {
			return profileFile{}, err
		}
	}
	p.inherit()
	return p.file, nil
}

// cutLine ends a line where Python does: behind LF, CR LF or CR.
func cutLine(text string) (line, rest string) {
	end := strings.IndexAny(text, "\r\n")
	if end < 0 {
		return text, ""
	}
	line, rest = text[:end], text[end+1:]
	if text[end] == '\r' {
		rest = strings.TrimPrefix(rest, "\n")
	}
	return line, rest
}

type fileParser struct {
	file profileFile
	kind fileKind
	name string

	line      int
	inSection bool
	sections  map[string]int     // lines of the headers so far
	keys      map[string]int     // lines of the keys of this section
	inherited map[string]setting // of [DEFAULT], which stands behind each section
	found     string             // header of the section that is the profile
	current   map[string]setting // of the section the line is in; nil: not wanted
	key       string             // last key of this section; "" after a header
	nested    bool               // that key has no value on its own line
	indent    int                // indentation of that key
}

func (p *fileParser) malformed(what string) error {
	return fault.New(fault.ProfileFileMalformed, "%s line %d %s", p.file.path, p.line, what)
}

func (p *fileParser) parseLine(line string) error {
	if len(line) > maxLine {
		return p.malformed("is too long for a setting")
	}
	if !utf8.ValidString(line) || strings.ContainsRune(line, 0) {
		return p.malformed("is not UTF-8 text")
	}
	content := strings.TrimSpace(line)
	if content == "" || content[0] == '#' || content[0] == ';' {
		return nil
	}
	indent := strings.Index(line, content)
	if p.key != "" && indent > p.indent {
		return p.parseGlued(content)
	}
	if content[0] == '[' {
		return p.parseHeader(content)
	}
	if !p.inSection {
		return p.malformed("stands before the first [section]")
	}
	split := strings.IndexAny(content, "=:")
	if split < 0 {
		return p.malformed("is neither [section] nor key = value")
	}
	if split == 0 {
		return p.malformed("has no key before its delimiter")
	}
	// Cloned, so that the whole file is not kept in memory.
	p.key, p.indent = strings.Clone(strings.ToLower(strings.TrimSpace(content[:split]))), indent
	if before, ok := p.keys[p.key]; ok {
		return p.malformed(fmt.Sprintf("repeats %s of line %d", keyName(p.key), before))
	}
	p.keys[p.key] = p.line
	value := withoutComment(content[split+1:])
	if _, whole := Words(value); !whole && p.key == "credential_process" { // cut within quotes
		value = strings.TrimSpace(content[split+1:])
	}
	p.nested = strings.TrimSpace(content[split+1:]) == ""
	if p.current != nil {
		p.current[p.key] = setting{strings.Clone(value), p.line}
	}
	return nil
}

// parseGlued takes an indented line, which belongs to the setting above.
func (p *fileParser) parseGlued(content string) error {
	switch {
	case p.current != nil && used(p.key):
		return p.malformed("is indented, which makes it a part of " + p.key + " above: remove the indentation")
	case p.nested && strings.IndexByte(content, '=') < 0:
		return p.malformed("is nested in " + keyName(p.key) + " above and is not key = value")
	case p.nested && p.current != nil && p.kind == servicesInConfig:
		key, value, _ := strings.Cut(content, "=")
		p.current[p.key+"."+strings.TrimSpace(key)] = setting{strings.Clone(withoutComment(value)), p.line}
	}
	return nil
}

func (p *fileParser) parseHeader(content string) error {
	end := strings.IndexByte(content, ']')
	if end < 0 {
		return p.malformed("has no ] after its section name")
	}
	// A second ] would be the end of the name for others.
	rest := strings.TrimSpace(content[end+1:])
	if rest != "" && rest[0] != '#' && rest[0] != ';' || strings.IndexByte(rest, ']') >= 0 {
		return p.malformed("has text after its section name")
	}
	header := strings.Clone(content[1:end])
	if strings.TrimSpace(header) == "" {
		return p.malformed("has no section name")
	}
	p.inSection, p.key, p.current, p.keys = true, "", nil, map[string]int{}
	if header == "DEFAULT" { // that of Python's configparser, not a profile
		p.current, p.keys = p.inherited, p.inheritedKeys()
		return nil
	}
	if before, ok := p.sections[header]; ok {
		return p.malformed(fmt.Sprintf("repeats section [%s] of line %d", shorten(header), before))
	}
	p.sections[header] = p.line
	return p.openSection(header)
}

// openSection finds out whether the section is the profile that is wanted.
func (p *fileParser) openSection(header string) error {
	name, isProfile := header, true
	switch {
	case p.kind == sessionsInConfig:
		name, isProfile = sectionName("sso-session", header)
	case p.kind == servicesInConfig:
		name, isProfile = sectionName("services", header)
	case p.kind == configFile && header != "default":
		name, isProfile = sectionName("profile", header)
	}
	if name != p.name || !isProfile {
		if isProfile {
			p.file.addOther(name)
		}
		bare := strings.TrimSpace(header)
		if inner, ok := sectionName("profile", bare); bare == p.name || ok && inner == p.name {
			p.file.misnamed = header // as the other file has it
		}
		return nil
	}
	// AWS's SDKs prefer [profile default], botocore the later one: they agree only
	// on this order.
	if p.found != "" && p.found != "default" {
		return p.malformed(fmt.Sprintf("is a second section of profile %q, after line %d: which one counts depends on the tool",
			shorten(name), p.sections[p.found]))
	}
	p.found = header
	p.file.settings = map[string]setting{}
	p.current = p.file.settings
	return nil
}

// inheritedKeys are the keys of [DEFAULT] so far: it may be there more than once.
func (p *fileParser) inheritedKeys() map[string]int {
	keys := map[string]int{}
	for key, s := range p.inherited {
		keys[key] = s.line
	}
	return keys
}

// inherit gives the profile the settings of [DEFAULT] that it has not itself.
func (p *fileParser) inherit() {
	for key, s := range p.inherited {
		if _, own := p.file.settings[key]; !own && p.file.settings != nil {
			p.file.settings[key] = s
		}
	}
}

func (f *profileFile) addOther(name string) {
	switch {
	case slices.Contains(f.others, name):
	case len(f.others) == maxOthers:
		f.more = true
	default:
		f.others = append(f.others, strings.Clone(name))
	}
}

// sectionName returns x for "profile x" and for "profile 'x'".
func sectionName(kind, header string) (name string, ok bool) {
	if !strings.HasPrefix(header, kind) {
		return "", false
	}
	parts, ok := Words(header)
	if !ok || len(parts) != 2 {
		return "", false
	}
	return parts[1], true
}

// Words splits a header, or a command, as a POSIX shell would, which is how botocore reads it.
// It fails on a quote that is not closed.
func Words(header string) (parts []string, ok bool) {
	var word []byte
	inWord, quote := false, byte(0)
	for i := 0; i < len(header); i++ {
		c := header[i]
		switch {
		case c == '\\' && quote != '\'':
			if i++; i == len(header) {
				return nil, false
			}
			if quote == '"' && header[i] != '"' && header[i] != '\\' {
				word = append(word, c)
			}
			word, inWord = append(word, header[i]), true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inWord = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if inWord {
				parts, word, inWord = append(parts, string(word)), word[:0], false
			}
		default:
			word, inWord = append(word, c), true
		}
	}
	if inWord {
		parts = append(parts, string(word))
	}
	return parts, quote == 0
}

// keyName is a key as a message may show it. One that is not known may be a part
// of a secret that was broken in two.
func keyName(key string) string {
	if used(key) {
		return key
	}
	for _, source := range sources {
		if source.key == key {
			return key
		}
	}
	return "the key"
}

// shorten keeps a name that a message quotes short: a file that is something else
// may have anything there.
func shorten(name string) string {
	if len(name) > 60 {
		return strings.ToValidUTF8(name[:60], "") + "..."
	}
	return name
}

// withoutComment trims a value and cuts it at a "#" or ";" after white space.
func withoutComment(value string) string {
	for i := 1; i < len(value); i++ {
		if (value[i] == '#' || value[i] == ';') && (value[i-1] == ' ' || value[i-1] == '\t') {
			value = value[:i]
			break
		}
	}
	return strings.TrimSpace(value)
}
