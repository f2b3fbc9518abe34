#include "batch.h"

#include <string.h>

const_sally_column *one_row_of(one_row *row, sally_str value) {
  memset(row, 0, sizeof *row);
  row->offsets[2] = (int32_t)value.len;
  row->column.offsets = row->offsets;
  row->column.data = (const uint8_t *)value.data;
  row->column.length = 1;
  row->column.offset = 1;
  return &row->column;
}

int32_t row_code(sally_batch *batch, sally_error *err) {
  const int32_t *codes;
  int64_t length;
  int32_t code = sally_batch_codes(batch, &codes, &length, err);
  if (code != SALLY_OK) return code;
  if (length != 1) return SALLY_E_INTERNAL;
  sally_str message = row_value(batch, "error");
  size_t len = message.len < sizeof err->message ? message.len : sizeof err->message - 1;
  if (len) memcpy(err->message, message.data, len);
  err->message[len] = 0;
  return codes[0];
}

sally_str row_value(sally_batch *batch, const char *name) {
  sally_column column;
  sally_str none = {NULL, 0};
  if (sally_batch_column(batch, (sally_str){name, strlen(name)}, &column, NULL) != SALLY_OK) return none;
  if (column.length != 1 || (column.validity && !(column.validity[0] & 1))) return none;
  return (sally_str){(const char *)column.data + column.offsets[0], (size_t)(column.offsets[1] - column.offsets[0])};
}
