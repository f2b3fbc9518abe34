/* Columns and rows of the batch entry points, for the C runner. */
#ifndef CONFORMANCE_BATCH_H
#define CONFORMANCE_BATCH_H

#include "sallyport.h"
#include "wire.h"

/* The column of a key, as a slice that begins after the call's "offset" rows;
 * NULL if the call has no such row. To be freed by column_free. */
sally_column *column_of(const frame *call, const char *key);
void column_free(sally_column *column);

/* Answers with the rows of a batch; names are the columns of values. */
void answer_rows(sally_batch *batch, const char *const *names, uint32_t count);

/* Answers with an error. */
void failed(int32_t code, const sally_error *err);

#endif
