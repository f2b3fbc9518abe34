package dial_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/dial"
)

// A table pins one name to addresses; every other name is looked up as usual.
func ExampleParseTable() {
	table, err := dial.ParseTable([]string{"service.example.com:443:10.0.0.7,[fd00::7]"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Lookup("service.example.com", 443))
	fmt.Println(table.Lookup("service.example.com", 8443))

	_, err = dial.ParseTable([]string{"service.example.com:10.0.0.7"})
	fmt.Println(err)
	// Output:
	// [10.0.0.7 fd00::7]
	// []
	// RESOLVE_MALFORMED: resolve entry "service.example.com:10.0.0.7": it is not host:port:address
}
