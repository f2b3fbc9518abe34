package credentials_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

func load(config, shared, name string) (credentials.Profile, error) {
	f := files{"/c": config, "/s": shared}
	return credentials.FromProfile(credentials.ProfileOptions{
		Name: name, ConfigFile: "/c", CredentialsFile: "/s", ReadFile: f.read,
	})
}

func TestProfileFileIsReadAsTheAWSCLIReadsIt(t *testing.T) {
	indented := strings.ReplaceAll("[default]\n"+pair+"region = eu-west-1\n", "\n", "\n  ")
	for _, tc := range []struct {
		name, config, shared, profile string
		region                        string
	}{
		{"plain", "[default]\n" + pair + "region = eu-west-1", "", "", "eu-west-1"},
		{"tight", "[default]\n" + pair + "region=eu-west-1", "", "", "eu-west-1"},
		{"colon", "[default]\n" + pair + "region: eu-west-1", "", "", "eu-west-1"},
		{"key in capitals", "[default]\n" + pair + "REGION = eu-west-1", "", "", "eu-west-1"},
		{"CRLF", strings.ReplaceAll("[default]\n"+pair+"region = eu-west-1\n", "\n", "\r\n"), "", "", "eu-west-1"},
		{"byte order mark", "\ufeff[default]\n" + pair + "region = eu-west-1", "", "", "eu-west-1"},
		{"full-line comments", "# c\n; c\n[default]\n  # c = d\n" + pair + "\n;x\nregion = eu-west-1", "", "", "eu-west-1"},
		{"comment after header", "[default] ; c\n" + pair + "region = eu-west-1", "", "", "eu-west-1"},
		{"comment after value", "[default]\n" + pair + "region = eu-west-1 # home", "", "", "eu-west-1"},
		{"hash inside value", "[default]\n" + pair + "region = eu#1", "", "", "eu#1"},
		{"only a comment as value", "[default]\n" + pair + "region = # none", "", "", ""},
		{"everything indented", indented, "", "", "eu-west-1"},
		{"profile default beats default", "[default]\nregion = a\n[profile default]\nregion = b\n" + pair, "", "", "b"},
		{"CR alone ends a line", strings.ReplaceAll("[default]\n"+pair+"region = eu-west-1\n", "\n", "\r"), "", "", "eu-west-1"},
		{"[DEFAULT] stands behind each section", "[DEFAULT]\nregion = d\n" + pair + "[profile x]\noutput = json\n", "", "x", "d"},
		{"[DEFAULT] may come later and again", "[profile x]\nregion = own\n[DEFAULT]\nregion = d\n[DEFAULT]\n" + pair, "", "x", "own"},
		{"a key that another section has", "[profile y]\nregion = y\n[default]\nregion = a\n" + pair, "", "", "a"},
		{"name with an escaped quote", "[profile a\\\"b]\nregion = a\n" + pair, "", `a"b`, "a"},
		{"name in two pieces", "[profile a'b c']\nregion = a\n" + pair, "", "ab c", "a"},
		{"quoted name", "[profile \"my work\"]\nregion = a\n" + pair, "", "my work", "a"},
		{"name in single quotes", "[profile 'x']\nregion = a\n" + pair, "", "x", "a"},
		{"spaces inside the header", "[profile \t x ]\nregion = a\n" + pair, "", "x", "a"},
		{"name with a space in credentials", "", "[my work]\nregion = a\n" + pair, "my work", "a"},
		{"nested settings", "[default]\ns3 =\n  region = nested\n  aws_access_key_id = nested\n" + pair + "region = a", "", "", "a"},
		{"other kinds of section", "[sso-session x]\nregion = s\n[services x]\nregion = s\n[plugins]\na=b\n[profile x]\n" + pair + "region = a", "", "x", "a"},
		{"credentials file wins", "[default]\nregion = a", "[default]\nregion = b\n" + pair, "", "b"},
		{"region of the config file is kept", "[default]\nregion = a", "[default]\n" + pair, "", "a"},
		{"empty pair in the credentials file", "[default]\nregion = a\n" + pair, "[default]\naws_access_key_id =\naws_secret_access_key =\n", "", "a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := load(tc.config, tc.shared, tc.profile)
			if err != nil {
				t.Fatal(err)
			}
			want := credentials.Credentials{AccessKeyID: longID, SecretAccessKey: secret}
			if p.Credentials != want || p.Region != tc.region {
				t.Fatalf("got %+v (right secret: %v), want region %q", p, p.Credentials.SecretAccessKey == secret, tc.region)
			}
		})
	}
}

func TestMalformedProfileFileIsNamedByLine(t *testing.T) {
	for _, tc := range []struct{ name, config, says string }{
		{"setting before a section", "\nregion = a\n", "/c line 2 stands before the first [section]"},
		{"no delimiter", "[default]\n" + secret + "\n", "/c line 2 is neither [section] nor key = value"},
		{"no key", "[default]\n= " + secret + "\n", "/c line 2 has no key"},
		{"open header", "[default\n", "/c line 1 has no ]"},
		{"text after header", "[default] " + pair, "/c line 1 has text after its section name"},
		{"key twice", "[default]\n" + pair + "output = json\naws_access_key_id = two\n", "/c line 5 repeats aws_access_key_id of line 2"},
		{"key twice, other case", "[default]\nregion = a\nREGION: b\n" + pair, "/c line 3 repeats region of line 2"},
		{"unknown key twice", "[default]\n" + secret + "= a\n" + secret + "= b\n", "/c line 3 repeats the key of line 2"},
		{"key twice in a profile that is not wanted", "[default]\n" + pair + "[profile y]\na = 1\na = 2\n", "/c line 6 repeats"},
		{"key twice in [DEFAULT]", "[DEFAULT]\nregion = a\n[default]\n" + pair + "[DEFAULT]\nregion = b\n", "/c line 7 repeats region of line 2"},
		{"glued section", "[default]\noutput = json[prod]\naws_access_key_id = two\n" + pair, "/c line 4 repeats aws_access_key_id of line 3"},
		{"section twice", "[default]\n" + pair + "[profile x]\n[default]\n", "/c line 5 repeats section [default] of line 1"},
		{"section of another kind twice", "[plugins]\n[plugins]\n[default]\n" + pair, "/c line 2 repeats section [plugins]"},
		{"one profile written twice", "[default]\n" + pair + "[profile default]\n[profile 'default']\n", "/c line 5 is a second section of profile \"default\""},
		{"default behind profile default", "[profile default]\nregion = b\n" + pair + "[default]\nregion = a\n", "/c line 5 is a second section of profile \"default\", after line 1"},
		{"nested text without form", "[default]\nx =\n  what is\n" + pair, "/c line 3 is nested in the key above"},
		{"second ] behind a comment", "[default] # ]\n" + pair, "/c line 1 has text after its section name"},
		{"no section name", "[ ]\n" + pair, "/c line 1 has no section name"},
		{"in a profile that is not wanted", "[default]\n" + pair + "[profile y]\nnonsense\n", "/c line 5 is neither"},
		{"glued secret", "[default]\naws_access_key_id = " + longID + "\n  aws_secret_access_key = " + secret, "/c line 3 is indented, which makes it a part of aws_access_key_id"},
		{"UTF-16", "\xff\xfe[\x00d\x00", "/c line 1 is not UTF-8 text"},
		{"NUL", "[default]\nregion = a\x00\n", "/c line 2 is not UTF-8 text"},
		{"long line", "[default]\nregion = " + strings.Repeat("a", 33<<10), "/c line 2 is too long"},
		{"large file", strings.Repeat("#\n", 600<<10), "the limit is 1048576"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := load(tc.config, "", "")
			if !errors.Is(err, fault.ProfileFileMalformed) || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("got %v, want %q", err, tc.says)
			}
			if leaks(err, secret) {
				t.Fatalf("the error quotes the line: %v", err)
			}
		})
	}
}

func FuzzFromProfile(f *testing.F) {
	f.Add([]byte("[default]\n"+pair), []byte("[profile x]\nregion = a\n"), "default")
	f.Add([]byte("[profile \"a b\"]\r\n  s3 =\r\n   x=y\r\n"), []byte("[a b]\n"+pair), "a b")
	f.Add([]byte("[DEFAULT]\na=b\r[profile 'x y\"]\n a =\n  b\n"), []byte("[default]\nx=1\nx=2\n"), "x y")
	f.Add([]byte("[[]]]\n=:\n"), []byte("\ufeff[x]#\n"), "x")
	f.Fuzz(func(t *testing.T, config, shared []byte, name string) {
		read := func(path string) ([]byte, error) {
			if path == "/c" {
				return config, nil
			}
			return shared, nil
		}
		p, err := credentials.FromProfile(credentials.ProfileOptions{Name: name, ConfigFile: "/c", CredentialsFile: "/s", ReadFile: read})
		if err != nil {
			if fault.CodeOf(err) == fault.Internal {
				t.Fatalf("not a fault: %v", err)
			}
			if p != (credentials.Profile{}) {
				t.Fatal("a profile comes with the error")
			}
			return
		}
		if err := p.Credentials.Validate(); err != nil {
			t.Fatalf("returned credentials are not valid: %v", err)
		}
	})
}

// A program's argument may hold what elsewhere begins a comment.
func TestACommandIsNotCutWithinQuotes(t *testing.T) {
	for line, want := range map[string]string{
		`get --role "team #1" x`:      `get --role "team #1" x`,
		`get --role "team #1" ; note`: `get --role "team #1" ; note`,
		`get 'a ;b'`:                  `get 'a ;b'`,
		`get x # note`:                `get x`,
		`get "x # y`:                  `get "x # y`,
	} {
		read := func(string) ([]byte, error) { return []byte("[default]\ncredential_process = " + line + "\n"), nil }
		s, err := credentials.ReadSettings(credentials.ProfileOptions{ReadFile: read, ConfigFile: "c", CredentialsFile: "d"})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Get("credential_process"); got != want {
			t.Errorf("%s: got %s", line, got)
		}
	}
}
