/* What a call says, in sallyport.h's types. */
#ifndef CONFORMANCE_CALL_H
#define CONFORMANCE_CALL_H

#include "sallyport.h"
#include "wire.h"

/* For what the library writes. */
extern char buffer[1 << 22];

/* Before each call: the lines of the one before it are no longer needed. */
void call_begin(void);

sally_str span(const frame *call, const char *key);
int64_t integer(const frame *call, const char *key, int64_t otherwise);
int truth(const frame *call, const char *key);
/* Whether the call leaves this pointer out. */
int null(const frame *call, const char *what);
int begins(text t, const char *prefix);
int32_t options_of(const frame *call, sally_options **out, sally_error *err);
/* The values of a key that may repeat, as lines. */
sally_str lines_of(const frame *call, const char *key);
sally_request request_of(const frame *call);
/* Whether field lines say what is meant: a value of several lines is several fields,
 * and the name ends at the first colon. */
int expressible(const frame *call);

void field(const char *key, sally_str value);
void field_text(const char *key, const char *value);

#endif
