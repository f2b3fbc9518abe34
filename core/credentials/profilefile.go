package credentials

import (
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
	p := fileParser{file: profileFile{path: path}, kind: kind, name: name}
	if len(data) > maxFile {
		return profileFile{}, fault.New(fault.ProfileFileMalformed, "%s has %d bytes; the limit is %d", path, len(data), maxFile)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		p.line++
		if err := p.parseLine(strings.TrimSuffix(line, "\r")); err != nil {
			return profileFile{}, err
		}
	}
	return p.file, nil
}

type fileParser struct {
	file profileFile
	kind fileKind
	name string

	line      int
	inSection bool
	current   map[string]setting // of the section the line is in; nil: not wanted
	exact     bool               // [profile default] was seen, which beats [default]
	key       string             // last key of this section; "" after a header
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
		if p.current != nil && used(p.key) {
			return p.malformed("is indented, which makes it a part of " + p.key + " above: remove the indentation")
		}
		return nil // a nested setting
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
	p.key, p.indent = strings.ToLower(strings.TrimSpace(content[:split])), indent
	if p.current != nil { // cloned, so that the whole file is not kept in memory
		p.current[strings.Clone(p.key)] = setting{strings.Clone(withoutComment(content[split+1:])), p.line}
	}
	return nil
}

func (p *fileParser) parseHeader(content string) error {
	end := strings.IndexByte(content, ']')
	if end < 0 {
		return p.malformed("has no ] after its section name")
	}
	if rest := strings.TrimSpace(content[end+1:]); rest != "" && rest[0] != '#' && rest[0] != ';' {
		return p.malformed("has text after its section name")
	}
	p.inSection, p.key, p.current = true, "", nil
	header := strings.TrimSpace(content[1:end])
	name, prefixed := profilePrefix(header)
	if p.kind == credentialsFile {
		if prefixed && name == p.name {
			p.file.misnamed = header
		}
		name, prefixed = header, true
	}
	switch isDefault := header == "default"; {
	case !prefixed && !isDefault: // [sso-session x], [services x], [plugins], ...
		if header == p.name {
			p.file.misnamed = header
		}
		return nil
	case isDefault:
		name = header
	}
	if name != p.name {
		p.file.addOther(name)
		return nil
	}
	if name == "default" && p.kind == configFile {
		if !prefixed && p.exact {
			return nil
		}
		if prefixed && !p.exact {
			p.exact, p.file.settings = true, nil
		}
	}
	if p.file.settings == nil {
		p.file.settings = map[string]setting{}
	}
	p.current = p.file.settings
	return nil
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

// profilePrefix returns x for "profile x" and for "profile 'x'".
func profilePrefix(header string) (name string, ok bool) {
	rest, found := strings.CutPrefix(header, "profile")
	name = strings.TrimSpace(rest)
	if !found || name == rest || name == "" {
		return "", false
	}
	if quote := name[0]; len(name) > 2 && (quote == '"' || quote == '\'') && name[len(name)-1] == quote {
		name = name[1 : len(name)-1]
	}
	return name, true
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
