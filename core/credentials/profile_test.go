package credentials_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

const pair = "aws_access_key_id = " + longID + "\naws_secret_access_key = " + secret + "\n"

// files stands in for the file system; a path ending in "!" cannot be read.
type files map[string]string

func (f files) read(path string) ([]byte, error) {
	if _, ok := f[path+"!"]; ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	}
	data, ok := f[path]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return []byte(data), nil
}

func TestFromProfileFindsProfileAndFiles(t *testing.T) {
	keys := func(id string) string {
		return "aws_access_key_id=" + id + "\naws_secret_access_key=" + secret + "\n"
	}
	all := files{
		"/home/u/.aws/config":      "[default]\nregion=eu-west-1\n[profile work]\nregion=ap-northeast-1\n" + keys("config-work"),
		"/home/u/.aws/credentials": "[default]\n" + keys("shared-default") + "[only]\nregion = sa-east-1\n" + keys("shared-only"),
		"/etc/c":                   "[profile work]\n" + keys("etc-work"),
		"/etc/s":                   "[work]\n" + keys("etc-shared"),
		"/home/u/c":                "[default]\n" + keys("tilde"),
	}
	for _, tc := range []struct {
		name             string
		options          credentials.ProfileOptions
		profile, id, reg string
	}{
		{"nothing given", credentials.ProfileOptions{Env: environ("HOME", "/home/u")}, "default", "shared-default", "eu-west-1"},
		{"HOME with a slash", credentials.ProfileOptions{Env: environ("HOME", "/home/u/")}, "default", "shared-default", "eu-west-1"},
		{"AWS_PROFILE", credentials.ProfileOptions{Env: environ("HOME", "/home/u", "AWS_PROFILE", "work")}, "work", "config-work", "ap-northeast-1"},
		{"name beats AWS_PROFILE", credentials.ProfileOptions{Name: "only", Env: environ("HOME", "/home/u", "AWS_PROFILE", "work")}, "only", "shared-only", "sa-east-1"},
		{"AWS_CONFIG_FILE", credentials.ProfileOptions{Name: "work", Env: environ("HOME", "/home/u", "AWS_CONFIG_FILE", "/etc/c")}, "work", "etc-work", ""},
		{"credentials file beats config", credentials.ProfileOptions{Name: "work",
			Env: environ("HOME", "/home/u", "AWS_SHARED_CREDENTIALS_FILE", "/etc/s")}, "work", "etc-shared", "ap-northeast-1"},
		{"explicit file beats variable", credentials.ProfileOptions{Name: "work", ConfigFile: "/etc/c",
			Env: environ("AWS_CONFIG_FILE", "/home/u/.aws/config")}, "work", "etc-work", ""},
		{"a variable in the path", credentials.ProfileOptions{Env: environ("H", "/home/u", "AWS_CONFIG_FILE", "$H/c", "AWS_SHARED_CREDENTIALS_FILE", "/none")}, "default", "tilde", ""},
		{"a variable in braces", credentials.ProfileOptions{ConfigFile: "/home/${U}/c", Env: environ("U", "u", "AWS_SHARED_CREDENTIALS_FILE", "/none")}, "default", "tilde", ""},
		{"a variable that leads to ~", credentials.ProfileOptions{ConfigFile: "$W", Env: environ("W", "~/c", "HOME", "/home/u", "AWS_SHARED_CREDENTIALS_FILE", "/none")}, "default", "tilde", ""},
		{"tilde", credentials.ProfileOptions{ConfigFile: "~/c", Env: environ("HOME", "/home/u", "AWS_SHARED_CREDENTIALS_FILE", "/none")}, "default", "tilde", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.options.ReadFile = all.read
			p, err := credentials.FromProfile(tc.options)
			if err != nil {
				t.Fatal(err)
			}
			if p.Name != tc.profile || p.Credentials.AccessKeyID != tc.id || p.Region != tc.reg {
				t.Fatalf("got %+v, want %s %s %s", p, tc.profile, tc.id, tc.reg)
			}
		})
	}
}

func TestFromProfileSaysWhatIsWrong(t *testing.T) {
	home := environ("HOME", "/h")
	const c, s = "/h/.aws/config", "/h/.aws/credentials"
	for _, tc := range []struct {
		name    string
		files   files
		options credentials.ProfileOptions
		want    fault.Code
		says    string
	}{
		{"no files", files{}, credentials.ProfileOptions{Env: home}, fault.ProfileNotFound, c + " (no such file) and not in " + s + " (no such file)"},
		{"no HOME", files{}, credentials.ProfileOptions{}, fault.ProfileNotFound, "HOME is not set"},
		{"other profiles", files{s: "[a]\n[b]\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, `(has ["a" "b"])`},
		{"many profiles", files{s: "[a]\n[b]\n[c]\n[d]\n[e]\n[f]\n[g]\n[h]\n[i]\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, `"h"] and more)`},
		{"bare name in config", files{c: "[x]\n" + pair}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, "must be written [profile x] there"},
		{"prefixed name in credentials", files{s: "[profile x]\n" + pair}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, "must be written [x] there"},
		{"spaces around the name", files{c: "[ profile x ]\n" + pair}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, "has [ profile x ], which must be written [profile x] there"},
		{"spaces around the name in credentials", files{s: "[ x ]\n" + pair}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileNotFound, "has [ x ], which must be written [x] there"},
		{"explicit file missing", files{s: "[default]\n" + pair}, credentials.ProfileOptions{ConfigFile: "/nope", Env: home}, fault.ProfileFileUnreadable, "/nope cannot be read: file does not exist"},
		{"explicit tilde without HOME", files{}, credentials.ProfileOptions{ConfigFile: "~/x"}, fault.ProfileFileUnreadable, "HOME is not set"},
		{"variables that are not set", files{}, credentials.ProfileOptions{ConfigFile: "/$NO/${NO}/$/${/$", Env: home}, fault.ProfileFileUnreadable, "/$NO/${NO}/$/${/$ cannot be read"},
		{"no permission", files{s + "!": ""}, credentials.ProfileOptions{Env: home}, fault.ProfileFileUnreadable, s + " cannot be read: permission denied"},
		{"no keys", files{c: "[default]\nregion = eu-west-1\n"}, credentials.ProfileOptions{Env: home}, fault.CredentialsMissing, `"default" has no aws_access_key_id`},
		{"half a pair", files{s: "[default]\naws_access_key_id = " + longID + "\n"}, credentials.ProfileOptions{Env: home}, fault.CredentialsIncomplete,
			`aws_access_key_id is given without aws_secret_access_key (profile "default", ` + s + " line 2)"},
		{"a pair across the files", files{s: "[default]\n\naws_secret_access_key = " + secret + "\n", c: "[default]\naws_access_key_id = " + longID + "\n"},
			credentials.ProfileOptions{Env: home}, fault.CredentialsIncomplete, s + " line 3"},
		{"the line of the part at fault", files{s: "[default]\naws_access_key_id = " + longID + "\naws_secret_access_key = \"" + secret + "\"\n"},
			credentials.ProfileOptions{Env: home}, fault.CredentialsMalformed, s + " line 3"},
		{"quoted value", files{s: "[default]\naws_access_key_id = " + longID + "\naws_secret_access_key = \"" + secret + "\"\n"},
			credentials.ProfileOptions{Env: home}, fault.CredentialsMalformed, "aws_secret_access_key begins with a quote"},
		{"role", files{c: "[profile x]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n"}, credentials.ProfileOptions{Name: "x", Env: home},
			fault.ProfileUnsupported, `has role_arn (` + c + ` line 2): a role must be assumed`},
		{"sso session", files{c: "[profile x]\nsso_session = corp\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileUnsupported, "sso_session"},
		{"legacy sso", files{c: "[profile x]\nsso_start_url = https://x\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileUnsupported, "IAM Identity Center"},
		{"process", files{s: "[x]\ncredential_process = /bin/get --secret=hunter2hunter2\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileUnsupported, "credential_process"},
		{"web identity", files{c: "[profile x]\nweb_identity_token_file = /t\nrole_arn = r\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileUnsupported, `export-credentials --profile "x"`},
		{"sign-in", files{c: "[profile x]\nlogin_session = arn\n"}, credentials.ProfileOptions{Name: "x", Env: home}, fault.ProfileUnsupported, "login_session"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.options.ReadFile = tc.files.read
			p, err := credentials.FromProfile(tc.options)
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("got %v, want %s with %q", err, tc.want.Name(), tc.says)
			}
			if leaks(err, secret) || strings.Contains(err.Error(), "hunter2") {
				t.Fatalf("the error quotes the file: %v", err)
			}
			if p != (credentials.Profile{}) {
				t.Fatalf("a profile comes with the error: %+v", p)
			}
		})
	}
}

// The order is botocore's: what it would take is taken, and refused by name if it
// is not static.
func TestTheSourceOfAProfileIsBotocores(t *testing.T) {
	const web, sso, process = "web_identity_token_file = /t\n", "sso_account_id = 1\n", "credential_process = /bin/x\n"
	const role, login = "role_arn = r\nsource_profile = x\n", "login_session = l\n"
	other := strings.Replace(pair, longID, "AKIAI44QH8DHBEXAMPLE", 1)
	for _, tc := range []struct{ name, config, shared, want string }{
		{"role beside keys", role + pair, "", "role_arn"},
		{"role that names itself as its source", "role_arn = r\nsource_profile = default\n" + pair, "", "role_arn"},
		{"role in config, keys in credentials", role, pair, "role_arn"},
		{"role in credentials, keys in config", pair, role, "role_arn"},
		{"an empty role is a role", "role_arn =\n" + pair, "", "role_arn"},
		{"web identity beside keys", web + pair, "", "web_identity_token_file"},
		{"web identity before a role", role + web + pair, "", "web_identity_token_file"},
		{"sign-in center beside keys", sso, pair, "sso_account_id"},
		{"sign-in center by its role", "sso_role_name = r\n", pair, "sso_role_name"},
		{"program beside keys of the config file", process + pair, "", "credential_process"},
		{"keys of the credentials file before a program", process, pair, longID},
		{"program in the credentials file beside its keys", "", process + pair, longID},
		{"console sign-in beside keys of the config file", login + pair, "", "login_session"},
		{"keys of the credentials file before a console sign-in", login, pair, longID},
		{"keys of both files", other, pair, longID},
		{"source_profile without a role says nothing", "source_profile = x\n" + pair, "", longID},
		{"sso_session alone says nothing", "sso_session = x\nsso_start_url = u\n" + pair, "", longID},
		{"source_profile without a role and without keys", "source_profile = x\n", "", "source_profile"},
		{"credential_source without keys", "credential_source = Environment\n", "", "credential_source"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := load("[default]\n"+tc.config, "[default]\n"+tc.shared, "")
			if tc.want == longID {
				if err != nil || p.Credentials.AccessKeyID != longID {
					t.Fatalf("got %+v, %v", p, err)
				}
				return
			}
			if !errors.Is(err, fault.ProfileUnsupported) || !strings.Contains(err.Error(), "has "+tc.want+" (/") || leaks(err, secret) {
				t.Fatalf("got %+v, %v, want %s named", p, err, tc.want)
			}
		})
	}
}

func TestTheOlderNamesAreKnown(t *testing.T) {
	keys := "aws_access_key_id=" + shortID + "\naws_secret_access_key=" + secret + "\n"
	f := files{"/c": "[default]\n" + keys + "aws_session_token=d\n[profile old]\n" + keys + "aws_security_token=o\n" +
		"[profile both]\n" + keys + "aws_session_token=new\naws_security_token=old\n"}
	for _, tc := range []struct {
		env                 credentials.Lookup
		name, profile, want string
	}{
		{environ("AWS_DEFAULT_PROFILE", "old"), "", "old", "o"},
		{environ("AWS_DEFAULT_PROFILE", "old", "AWS_PROFILE", "both"), "", "old", "o"}, // botocore's order
		{environ("AWS_DEFAULT_PROFILE", "", "AWS_PROFILE", "both"), "", "both", "old"},
		{environ("AWS_DEFAULT_PROFILE", "old"), "default", "default", "d"},
	} {
		p, err := credentials.FromProfile(credentials.ProfileOptions{ConfigFile: "/c", Name: tc.name, Env: tc.env, ReadFile: f.read})
		if err != nil || p.Name != tc.profile || p.Credentials.SessionToken != tc.want {
			t.Errorf("got %+v with token %q, %v, want %s", p, p.Credentials.SessionToken, err, tc.profile)
		}
	}
	_, err := load("[default]\n"+keys+"aws_security_token = a b\n", "", "")
	if !errors.Is(err, fault.CredentialsMalformed) || !strings.Contains(err.Error(), "aws_security_token holds white space") {
		t.Errorf("got %v", err)
	}
}

func TestSystemFilesAreReadByDefault(t *testing.T) {
	_, err := credentials.FromProfile(credentials.ProfileOptions{ConfigFile: t.TempDir() + "/none"})
	if !errors.Is(err, fault.ProfileFileUnreadable) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	p, err := credentials.FromProfile(credentials.ProfileOptions{CredentialsFile: "testdata/credentials"})
	if err != nil || p.Credentials.AccessKeyID != longID {
		t.Fatalf("got %+v, %v", p, err)
	}
}
