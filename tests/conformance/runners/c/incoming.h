/* The entry points about requests that come in. */
#ifndef INCOMING_H
#define INCOMING_H

#include <sallyport.h>

#include "wire.h"

void run_verify_request(const frame *call, const sally_options *options);
void run_verify_chunks(const frame *call, const sally_options *options);
void run_verify_post(const frame *call, const sally_options *options);
void run_resign(const frame *call, const sally_options *options);

#endif
