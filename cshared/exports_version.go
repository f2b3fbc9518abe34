package main

/*
#include "shared.h"
*/
import "C"

import "github.com/sallyport/sallyport/core/op"

var version = C.CString(op.Version())

// sally_version tells the door whether the two files belong together.
//
//export sally_version
func sally_version() *C.const_char { return version }
