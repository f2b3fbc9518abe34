/* The entry points about signatures of requests that were sent. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <sallyport.h>

#include "wire.h"

void run_explain(const frame *call, const sally_options *options);
void run_explain_request(const frame *call, const sally_options *options);
void run_diagnose_error(const frame *call, const sally_options *options);
void run_inspect(const frame *call, const sally_options *options);

#endif
