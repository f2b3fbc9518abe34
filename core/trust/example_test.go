package trust_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// An explicit CA always wins; what the environment names is used otherwise, and
// a variable that names nothing readable is an error.
func ExampleNew() {
	_, err := trust.New(trust.Options{
		Env: func(name string) (string, bool) {
			return "/etc/missing.pem", name == "REQUESTS_CA_BUNDLE"
		},
	})
	fmt.Println(err)
	fmt.Println(fault.CodeOf(err).Hint())
	// Output:
	// CA_UNREADABLE: CA file REQUESTS_CA_BUNDLE=/etc/missing.pem: no such file or directory
	// Check the path and the permissions.
}
