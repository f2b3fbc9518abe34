package credentials_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/credentials"
)

func ExampleFromProfile() {
	p, err := credentials.FromProfile(credentials.ProfileOptions{
		CredentialsFile: "testdata/credentials",
		Env:             func(string) (string, bool) { return "", false },
	})
	fmt.Println(p.Name, p.Credentials, err)
	// Output: default Credentials(AKIAIOSFODNN7EXAMPLE) <nil>
}

func ExampleCredentials_Validate() {
	c := credentials.Credentials{
		AccessKeyID:     "AKIAIOSFODNN7EXAMPLE",
		SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n",
	}
	fmt.Println(c.Validate())
	// Output: CREDENTIALS_MALFORMED: secret access key ends with a line break
}
