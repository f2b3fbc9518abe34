/* Bodies in pieces. */
#ifndef CONFORMANCE_STREAM_H
#define CONFORMANCE_STREAM_H

#include "call.h"

void run_stream(const frame *call, const sally_options *options);

#endif
