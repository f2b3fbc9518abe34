package trust_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestWhatWasLeftOutIsShown(t *testing.T) {
	root, other := trusttest.Root(t, "root"), trusttest.Root(t, "other")
	damaged := strings.Replace(string(other.PEM()), "\nM", "\n!", 1)
	p, err := trust.New(trust.Options{CAFile: write(t, "ca.pem", append(bytes.Clone(root.PEM()), damaged...))})
	if err != nil {
		t.Fatal(err)
	}
	refused := handshake(t, p, "a.test", serverOf(other.Issue(t, []string{"a.test"})))
	if refused == nil || !strings.Contains(refused.Error(), "left out of the roots") || !strings.Contains(refused.Error(), "ca.pem, line ") {
		t.Errorf("%v", refused)
	}
	_, err = trust.New(trust.Options{CABytes: []byte{0x30, 0x05, 2, 1, 3, 0x30, 0}})
	if err == nil || fault.From(err).Code != fault.CANoCertificates || !strings.Contains(err.Error(), "PKCS#12") {
		t.Errorf("PKCS#12: %v", err)
	}
}
