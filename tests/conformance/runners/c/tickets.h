/* Calls that are started, and what their results say. */
#ifndef CONFORMANCE_TICKETS_H
#define CONFORMANCE_TICKETS_H

#include "call.h"

int started(const frame *call);
int32_t finish(int32_t code, sally_ticket *ticket, sally_response **out, sally_error *err);
sally_str info(sally_response *response, const char *key);

#endif
