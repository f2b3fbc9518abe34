package main

/*
#include "shared.h"
*/
import "C"

import (
	"context"

	"github.com/sallyport/sallyport/core/op"
)

var clients op.Table[*op.Client]

//export sally_client_new
func sally_client_new(options *C.const_sally_options, out **C.sally_client, cerr *C.sally_error) C.int32_t {
	return build(&clients, options, cerr, out == nil, op.NewClient, func(number uint64) {
		*out = C.sally_core_client(C.uint64_t(number))
	})
}

//export sally_client_do
func sally_client_do(client *C.sally_client, request *C.const_sally_request, out **C.sally_response,
	cerr *C.sally_error) C.int32_t {
	return use(&clients, clientNumber(client), cerr, func(c *op.Client) error {
		if out == nil {
			return nullPointer("out")
		}
		var r op.Request
		if err := readRequest(&r, request); err != nil {
			return err
		}
		response, err := c.Do(context.Background(), &r)
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

//export sally_client_free
func sally_client_free(client *C.sally_client) { free(&clients, clientNumber(client)) }
