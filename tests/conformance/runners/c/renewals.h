/* Credentials that the library fetches. */
#ifndef CONFORMANCE_RENEWALS_H
#define CONFORMANCE_RENEWALS_H

#include "call.h"

void run_refresh(const frame *call, const sally_options *options);
void run_session(const frame *call, const sally_options *options);
void run_role(const frame *call, const sally_options *options);

#endif
