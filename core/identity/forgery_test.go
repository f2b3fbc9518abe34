package identity_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
)

// TestThePublishedRecipeAcceptsAForgery runs the openssl command of the cloud's
// documentation on a message that an attacker has signed.
func TestThePublishedRecipeAcceptsAForgery(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("SKIPPED: no openssl")
	}
	v := named(t, "forgery-detached")
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, content := range map[string][]byte{"signature": v.input.Signature, "document": v.input.Document} {
		if err := os.WriteFile(path(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recipe := func(more ...string) (string, error) {
		args := append([]string{"smime", "-verify", "-in", path("signature"), "-inform", "PEM", "-content", path("document"),
			"-certfile", "alibaba_2018.pem", "-noverify", "-out", os.DevNull}, more...)
		out, err := exec.CommandContext(context.Background(), openssl, args...).CombinedOutput()
		return string(out), err
	}
	if out, err := recipe(); err != nil || !strings.Contains(strings.ToLower(out), "verification successful") {
		t.Errorf("the recipe refuses the forgery: %v\n%s", err, out)
	}
	if out, err := recipe("-nointern"); err == nil {
		t.Errorf("-nointern does not help: %s", out)
	}
	if id, err := v.verify(); !errors.Is(err, fault.SignerUntrusted) || id != nil {
		t.Errorf("Verify: %v, %v", id, err)
	}
}
