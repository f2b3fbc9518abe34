/* Bodies that are signed as they go. */
#ifndef CONFORMANCE_CHUNKS_H
#define CONFORMANCE_CHUNKS_H

#include "call.h"

void run_sign_chunks(const frame *call, const sally_options *options);
void run_resign_chunks(const frame *call, const sally_options *options);

#endif
