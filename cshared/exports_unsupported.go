package main

/*
#include "shared.h"
*/
import "C"

import "github.com/sallyport/sallyport/core/fault"

func unsupported(cerr *C.sally_error) C.int32_t {
	return report(cerr, fault.New(fault.Unsupported, "this build does not have the function"))
}

//export sally_metadata_new
func sally_metadata_new(options *C.const_sally_options, out **C.sally_metadata, cerr *C.sally_error) C.int32_t {
	return unsupported(cerr)
}

//export sally_metadata_identity
func sally_metadata_identity(metadata *C.sally_metadata, audience C.sally_str, buf *C.char, size C.size_t,
	length *C.size_t, document, signature *C.sally_str, cerr *C.sally_error) C.int32_t {
	return unsupported(cerr)
}

//export sally_metadata_get
func sally_metadata_get(metadata *C.sally_metadata, path C.sally_str, buf *C.char, size C.size_t,
	length *C.size_t, out *C.sally_str, cerr *C.sally_error) C.int32_t {
	return unsupported(cerr)
}

//export sally_metadata_free
func sally_metadata_free(metadata *C.sally_metadata) {}
