//go:build wasip1

package main

import (
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// texts are the NUL-terminated strings that the host was given; they stay.
var texts = map[string]*byte{}

func static(s string) *byte {
	text, ok := texts[s]
	if !ok {
		text = &append([]byte(s), 0)[0]
		texts[s] = text
	}
	return text
}

//go:wasmexport sally_version
func version() *byte { return static(op.Version()) }

//go:wasmexport sally_error_name
func errorName(code int32) *byte {
	switch c := fault.Code(code); {
	case c == fault.OK:
		return static("OK")
	case !c.Known():
		return static("UNKNOWN")
	default:
		return static(c.Name())
	}
}

//go:wasmexport sally_error_hint
func errorHint(code int32) *byte {
	if c := fault.Code(code); c.Known() {
		return static(c.Hint())
	}
	return static("")
}

//go:wasmexport sally_error_category
func errorCategory(code int32) *byte {
	if c := fault.Code(code); c.Known() {
		return static(string(c.Category()))
	}
	return static("")
}

//go:wasmexport sally_error_retryable
func errorRetryable(code int32) int32 {
	if fault.Code(code).Retryable() {
		return 1
	}
	return 0
}
