/* Uploads by a form, tokens, messages of event streams. */
#ifndef CONFORMANCE_POST_H
#define CONFORMANCE_POST_H

#include "call.h"

void run_presign_post(const frame *call, const sally_options *options);
void run_token(const frame *call, const sally_options *options);
void run_event_encode(const frame *call, const sally_options *options);
void run_event_decode(const frame *call, const sally_options *options);

#endif
