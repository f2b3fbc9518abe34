package op_test

import (
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/core/op"
)

// A skin signs a request for its host: options in, bytes and spans out.
func ExampleSigner_AppendSign() {
	options, err := op.ParseOptions([]op.Pair{
		{Key: "credentials.source", Value: "environment"},
		{Key: "env.AWS_ACCESS_KEY_ID", Value: "AKIDEXAMPLE"},
		{Key: "env.AWS_SECRET_ACCESS_KEY", Value: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := op.NewSigner(options, op.System{})
	if err != nil {
		fmt.Println(err)
		return
	}
	buffer := make([]byte, 0, 4096) // the host's memory
	out, at, err := signer.AppendSign(buffer, &op.Request{
		Method:  "GET",
		URL:     "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
		Headers: "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n",
		Time:    1440938160,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("fits:", len(out) <= cap(buffer))
	fmt.Println(string(out[at.Signature.Start:at.Signature.End]))
	for line := range strings.Lines(string(out[at.Headers.Start:at.Headers.End])) {
		name, _, _ := strings.Cut(line, ":")
		fmt.Println(name)
	}
	// Output:
	// fits: true
	// 5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7
	// Host
	// Content-Type
	// X-Amz-Date
	// Authorization
}
