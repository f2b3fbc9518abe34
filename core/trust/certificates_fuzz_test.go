package trust

import "testing"

func FuzzReadCertificates(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbf-----BEGIN TRUSTED CERTIFICATE-----\nMAA=\n-----END TRUSTED CERTIFICATE-----"))
	f.Add([]byte("-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7----------BEGIN CERTIFICATE-----\n"))
	f.Add([]byte{0x30, 0x05, 2, 1, 3, 0x30, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		if r := readCertificates(data); len(r.found) == 0 && r.why == "" {
			t.Error("no certificate and no reason")
		}
	})
}
