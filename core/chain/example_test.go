package chain_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// A container's credentials, as on ECS and EKS.
func ExampleFind() {
	agent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"0123456789abcdef","Token":"T","Expiration":"2100-01-01T00:00:00Z"}`)
	}))
	defer agent.Close()
	env := map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": agent.URL}

	c, err := chain.Find(chain.Options{Source: "chain", Profile: credentials.ProfileOptions{
		Env: func(name string) (string, bool) { value, ok := env[name]; return value, ok },
	}})
	if err != nil {
		panic(err)
	}
	defer c.Close()
	if err := c.Use(sigv4.Options{Region: "eu-west-1", Service: "s3"}); err != nil {
		panic(err)
	}
	_, err = c.Signer(time.Now())
	fmt.Println(err)
	if _, err = c.Wait(context.Background()); err != nil {
		panic(err)
	}
	found, _ := c.Now()
	fmt.Println(found.AccessKeyID, "of", found.Source)
	// Output:
	// CREDENTIALS_STALE: the credentials have not been asked for yet
	// AKIDEXAMPLE of the container's credentials
}
