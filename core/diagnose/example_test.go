package diagnose_test

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/dial"
)

func ExampleDiagnose() {
	pins, err := dial.ParseTable([]string{"api.example.com:443:127.0.0.1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	// A URL without the scheme, which pins do not help.
	d := diagnose.Diagnose(context.Background(), client.Options{Resolve: pins}, "api.example.com/v1")
	fmt.Println(d.Cause, "in", d.Stage)
	fmt.Println(d.Fix)
	// Output:
	// url_invalid in configuration
	// Give an absolute https URL; the evidence says what is wrong with this one.
}
