/* Signers of the C runner, kept between calls. */
#ifndef CONFORMANCE_SIGNERS_H
#define CONFORMANCE_SIGNERS_H

#include "sallyport.h"
#include "wire.h"

/* The signer for a call: one for all calls with the same options. */
int32_t signer_of(const frame *call, const sally_options *options, sally_signer **out, sally_error *err);
void signers_free(void);

#endif
