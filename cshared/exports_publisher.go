package main

/*
#include "shared.h"
*/
import "C"

import (
	"context"

	"github.com/sallyport/sallyport/core/op"
)

var publishers op.Table[*op.Publisher]

//export sally_publisher_new
func sally_publisher_new(options *C.const_sally_options, out **C.sally_publisher, cerr *C.sally_error) C.int32_t {
	return build(&publishers, options, cerr, out == nil, op.NewPublisher, func(number uint64) {
		*out = C.sally_core_publisher(C.uint64_t(number))
	})
}

//export sally_publisher_publish
func sally_publisher_publish(publisher *C.sally_publisher, message *C.const_sally_message, out **C.sally_response,
	cerr *C.sally_error) C.int32_t {
	return use(&publishers, publisherNumber(publisher), cerr, func(p *op.Publisher) error {
		if out == nil {
			return nullPointer("out")
		}
		var m op.Message
		if err := readMessage(&m, message); err != nil {
			return err
		}
		response, err := p.Publish(context.Background(), &m)
		if err != nil {
			return err
		}
		made, err := newResponse(response)
		if err != nil {
			return err
		}
		*out = made
		return nil
	})
}

//export sally_publisher_free
func sally_publisher_free(publisher *C.sally_publisher) {
	free(&publishers, publisherNumber(publisher))
}
