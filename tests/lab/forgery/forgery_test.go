package forgery_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/lab/forgery"
	"github.com/sallyport/sallyport/tests/lab/metadata"
)

// If this fails because openssl refuses, the documented recipe has become safe: good news.
func TestDocumentedCommandAcceptsTheForgery(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	files, err := forgery.Write(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	cloud, err := metadata.NewSigner("Cloud", now)
	if err != nil {
		t.Fatal(err)
	}
	pin := filepath.Join(dir, "pin.pem")
	if err := os.WriteFile(pin, cloud.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	recipe := []string{"smime", "-verify", "-in", files.PEM, "-inform", "PEM", "-content", files.Document, "-certfile", pin, "-noverify"}
	if text, err := exec.Command("openssl", recipe...).CombinedOutput(); err != nil {
		t.Errorf("the documented command refused: %v\n%s", err, text)
	}
	if err := exec.Command("openssl", append(recipe, "-nointern")...).Run(); err == nil {
		t.Error("with -nointern it must refuse")
	}
}

func TestForgeryClaimsAnotherAccountsInstance(t *testing.T) {
	var forged, genuine map[string]string
	if err := json.Unmarshal(forgery.Document(), &forged); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(metadata.Document), &genuine); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"instance-id", "owner-account-id"} {
		if forged[field] == genuine[field] || forged[field] == "" {
			t.Errorf("%s is %q", field, forged[field])
		}
	}
}
