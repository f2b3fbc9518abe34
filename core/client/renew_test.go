package client_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// A kept connection belongs to the roots that it was checked with.
func TestAClientThatLivesLongReadsItsRootsAgain(t *testing.T) {
	l := newLab(t)
	other := trusttest.Root(t, "another root")
	path := filepath.Join(t.TempDir(), "ca.pem")
	put := func(pem []byte) {
		if err := os.WriteFile(path+".new", pem, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	put(other.PEM())
	policy, err := trust.New(trust.Options{CAFile: path})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(func(o *client.Options) { o.Trust, o.Clock = policy, func() time.Time { return now } }, pin("a.invalid", port, "127.0.0.1"))
	for _, step := range []struct {
		pem  []byte
		code fault.Code
	}{{other.PEM(), fault.CertificateUnknownAuthority}, {l.root.PEM(), fault.OK}, {other.PEM(), fault.CertificateUnknownAuthority}} {
		put(step.pem)
		now = now.Add(2 * time.Second)
		if _, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")}); fault.CodeOf(err) != step.code {
			t.Errorf("%v, want %s", err, step.code.Name())
		}
	}
}
