/* The batch entry points of the C runner, one row each. */
#ifndef CONFORMANCE_BATCH_H
#define CONFORMANCE_BATCH_H

#include "sallyport.h"

/* A column of one row, the second of a longer one: an Arrow slice. */
typedef struct one_row {
  int32_t offsets[3];
  sally_column column;
} one_row;

const_sally_column *one_row_of(one_row *row, sally_str value);
/* The code of the only row; its message goes to err. */
int32_t row_code(sally_batch *batch, sally_error *err);
/* The value of the only row. */
sally_str row_value(sally_batch *batch, const char *name);

#endif
