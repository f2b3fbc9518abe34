package op_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

func TestParseOptionsRefuses(t *testing.T) {
	for _, c := range []struct {
		name, key, value string
		code             fault.Code
		says             string
	}{
		{"a misspelt key, naming the nearest", "tls.verfy", "true", fault.UnknownOption, `"tls.verify"`},
		{"a key in capitals", "TLS.VERIFY", "true", fault.UnknownOption, `"TLS.VERIFY"`},
		{"an empty key", "", "x", fault.UnknownOption, `""`},
		{"a variable without a name", "env.", "x", fault.UnknownOption, `"env."`},
		{"the wildcard of another group", "tls.*", "x", fault.UnknownOption, `"tls.*"`},
		{"a key that is too long", strings.Repeat("k", 300), "x", fault.UnknownOption, "too long"},
		{"yes as a truth value", "tls.verify", "yes", fault.InvalidOption, `"yes"`},
		{"True as a truth value", "tls.verify", "True", fault.InvalidOption, `"True"`},
		{"a negative number", "client.retries", "-1", fault.InvalidOption, `"-1"`},
		{"a number with a unit", "client.timeout", "5s", fault.InvalidOption, `"5s"`},
		{"a number over any limit", "client.timeout", "9223372036854775807", fault.InvalidOption, "client.timeout"},
		{"a word that is no port", "iot.port", "https", fault.InvalidOption, `"https"`},
		{"a word for a number", "client.retries", "auto", fault.InvalidOption, `"auto"`},
		{"NUL in a path", "tls.ca_file", "/etc\x00/ca.pem", fault.InvalidOption, "byte 4"},
		{"a value over 16 MiB", "tls.ca_bytes", strings.Repeat("x", 16<<20+1), fault.InputTooLarge, "16777217"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, err := op.ParseOptions([]op.Pair{{Key: c.key, Value: c.value}})
			if o != nil || !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v with %s", err, c.code, c.says)
			}
		})
	}
}

func TestTrustIsNeverSetToNothing(t *testing.T) {
	for _, key := range []string{"ca_file", "ca_dir", "ca_bytes", "cert", "key", "cert_file", "key_file", "spki_pins"} {
		for _, value := range []string{"", "\n", "  ", "\r\n\t"} {
			_, err := op.ParseOptions([]op.Pair{{Key: "tls." + key, Value: value}})
			if !errors.Is(err, fault.InvalidOption) || !strings.Contains(err.Error(), "tls."+key+" is set but empty") {
				t.Errorf("tls.%s=%q: %v", key, value, err)
			}
		}
	}
	pin := "sha256//" + strings.Repeat("A", 43) + "="
	for value, refused := range map[string]bool{
		pin: false, pin + "\n": false, pin + "\r\n" + pin + "\r\n": false,
		"\n" + pin: true, pin + "\n \n": true, pin + "\n\n" + pin: true,
	} {
		o, err := op.ParseOptions([]op.Pair{{Key: "tls.verify", Value: "false"}, {Key: "tls.spki_pins", Value: value}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := op.NewClient(o, op.System{}); errors.Is(err, fault.InvalidOption) != refused {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestParseOptionsNeverShowsASecret(t *testing.T) {
	const secret = "wJalrXUtnFEMI"
	for row := range op.OptionRows() {
		if row.Type != "text" && row.Type != "path" && row.Type != "bytes" {
			continue
		}
		for _, value := range []string{secret + "\x00", secret + "\n"} {
			if _, err := op.ParseOptions([]op.Pair{{Key: row.Key, Value: value}}); err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", row.Key, err)
			}
		}
	}
}

func TestEveryRowTakesItsDefault(t *testing.T) {
	rows := 0
	for row := range op.OptionRows() {
		rows++
		key := strings.Replace(row.Key, "*", "HOME", 1)
		for _, value := range []string{"", row.Default} {
			if value == "" && row.NeedsValue() {
				continue
			}
			if _, err := op.ParseOptions([]op.Pair{{Key: key, Value: value}}); err != nil {
				t.Errorf("%s=%q: %v", key, value, err)
			}
		}
		if !strings.HasSuffix(row.Meaning, ".") || row.Since == "" {
			t.Errorf("%s: the row is not complete: %+v", row.Key, row)
		}
	}
	if rows < 50 {
		t.Errorf("only %d rows", rows)
	}
}

func TestPageOfOptionsIsUpToDate(t *testing.T) {
	if out, err := exec.Command("go", "run", "./gen", "-check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func FuzzParseOptions(f *testing.F) {
	f.Add("tls.verify", "true")
	f.Add("client.timeout", "1000")
	f.Add("env.HOME", "/root")
	f.Add("identity.accounts", "1\n2")
	f.Fuzz(func(t *testing.T, key, value string) {
		o, err := op.ParseOptions([]op.Pair{{Key: key, Value: value}})
		if (o == nil) == (err == nil) {
			t.Fatalf("options %v with error %v", o, err)
		}
		if err == nil {
			return
		}
		switch fault.CodeOf(err) {
		case fault.UnknownOption, fault.InvalidOption, fault.InputTooLarge:
		default:
			t.Fatal(err)
		}
	})
}
