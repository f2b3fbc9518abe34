/* Uploads by a form. */
#ifndef CONFORMANCE_POST_H
#define CONFORMANCE_POST_H

#include "call.h"

void run_presign_post(const frame *call, const sally_options *options);
void run_token(const frame *call, const sally_options *options);

#endif
