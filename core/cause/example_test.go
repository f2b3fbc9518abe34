package cause_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/cause"
)

func ExampleBecause() {
	const table = "connect_refused\ttcp\tNothing listens there.\tCheck port {port}.\n"
	row, shown := cause.Because(table, "connect_refused", cause.Evidence{Name: "port", Value: "8443"})
	fmt.Println(row.Stage, row.Meaning, row.Fix)
	fmt.Println(shown)
	// Output:
	// tcp Nothing listens there. Check port 8443.
	// [{port 8443}]
}
