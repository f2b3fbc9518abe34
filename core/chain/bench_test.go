package chain_test

import (
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// What a signature pays for credentials that have an end.
func BenchmarkSignerOfNow(b *testing.B) {
	env := map[string]string{"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": secret, "AWS_CREDENTIAL_EXPIRATION": "2100-01-01T00:00:00Z"}
	c, err := chain.Find(chain.Options{Source: "chain", Profile: credentials.ProfileOptions{
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if err := c.Use(sigv4.Options{}); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
	at := time.Now()
	for b.Loop() {
		if _, err := c.Signer(at); err != nil {
			b.Fatal(err)
		}
	}
}
