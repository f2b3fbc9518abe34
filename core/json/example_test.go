package json_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/json"
)

func ExampleRead() {
	r := json.Read(`{"message": "OK", "hops": [1]}`)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		fmt.Printf("%d %s: %q\n", v.Depth, v.Name, v.Text)
	}
	fmt.Println(r.Err())
	// Output:
	// 0 : ""
	// 1 message: "OK"
	// 1 hops: ""
	// 2 : "1"
	// <nil>
}
