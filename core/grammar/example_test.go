package grammar_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/grammar"
)

func ExampleParse() {
	u, err := grammar.Parse("https://S3.eu-west-1.amazonaws.com:443/a report.csv?x-id=GetObject")
	fmt.Println(u.Authority, u.Path, u.Query, err)
	// Output: S3.eu-west-1.amazonaws.com /a report.csv x-id=GetObject <nil>
}
