package servers_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/servers"
)

// A server that checks signatures and hashes takes signed bodies that are read as they are sent.
func TestSignedUploadsFromPython(t *testing.T) {
	p := newParties(t)
	ip := servers.StartVersitygw(t, p.server(s3Host))
	g := &gateway{t: t, base: "https://" + s3Host + ":17070", client: p.reach(t, p.as(nil), nil, pin(s3Host, ip)), signer: newSigner(t, servers.GatewaySecretKey)}
	g.mustSend("PUT", "/bucket", "", 200)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, p.root.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(map[string]string{
		"base": g.base, "host": s3Host, "ip": ip, "ca": ca, "key": servers.GatewayAccessKey, "secret": servers.GatewaySecretKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	python := exec.Command("../../build/venv/bin/python", "upload.py")
	python.Stdin = bytes.NewReader(given)
	if out, err := python.CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Fatalf("%v\n%s", err, out)
	}
}
