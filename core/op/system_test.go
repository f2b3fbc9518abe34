package op_test

import (
	"errors"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

func TestFilesWithoutEndAreRefused(t *testing.T) {
	_, err := op.NewSigner(settings(t, "credentials.source", "profile", "credentials.credentials_file", "/dev/zero"), op.System{})
	if !errors.Is(err, fault.ProfileFileUnreadable) {
		t.Errorf("a profile from /dev/zero: %v", err)
	}
	_, err = op.NewClient(settings(t, "tls.ca_file", "/dev/zero"), op.System{})
	if !errors.Is(err, fault.CAUnreadable) {
		t.Errorf("roots from /dev/zero: %v", err)
	}
	_, err = op.NewClient(settings(t, "tls.cert_file", "/dev/zero"), op.System{})
	if !errors.Is(err, fault.ClientCertificateUnreadable) {
		t.Errorf("a client certificate from /dev/zero: %v", err)
	}
}
