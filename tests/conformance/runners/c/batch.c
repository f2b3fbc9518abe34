#include "batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is(text key, const char *name, const char *suffix) {
  size_t len = strlen(name);
  return key.len == len + strlen(suffix) && memcmp(key.data, name, len) == 0 &&
         memcmp(key.data + len, suffix, strlen(suffix)) == 0;
}

static void *must(void *memory) {
  if (!memory) {
    fprintf(stderr, "conformance runner in C: no memory\n");
    exit(1);
  }
  return memory;
}

sally_column *column_of(const frame *call, const char *key) {
  const text *offset_text = frame_get(call, "offset");
  size_t offset = offset_text ? (size_t)frame_number(offset_text) : 0, rows = offset, used = offset, nulls = 0;
  sally_column *column = must(calloc(1, sizeof *column));
  uint8_t *validity = must(calloc(offset + call->count / 8 + 1, 1)), *data = must(malloc(offset + 1));
  int32_t *offsets = must(calloc(offset + call->count + 1, sizeof *offsets));
  memset(data, 'x', offset); /* a byte in each row of no account */
  for (size_t row = 0; row <= offset; row++) offsets[row] = (int32_t)row;
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    int null = is(call->strings[i], key, ":null");
    if (!null && !is(call->strings[i], key, "")) continue;
    text value = call->strings[i + 1];
    if (!null && value.len) {
      data = must(realloc(data, used + value.len));
      memcpy(data + used, value.data, value.len);
      used += value.len;
    }
    if (!null) validity[rows / 8] |= (uint8_t)(1 << rows % 8);
    nulls += (size_t)null;
    offsets[++rows] = (int32_t)used;
  }
  if (!nulls) {
    free(validity);
    validity = NULL;
  }
  *column = (sally_column){validity, offsets, data, (int64_t)(rows - offset), (int64_t)offset};
  if (rows > offset) return column;
  column_free(column);
  return NULL;
}

void column_free(sally_column *column) {
  if (!column) return;
  free((void *)column->validity);
  free((void *)column->offsets);
  free((void *)column->data);
  free(column);
}

static void answer_text(const char *key, const char *value) { answer_field(key, value, strlen(value)); }

static int is_null(const sally_column *column, int64_t row) {
  return column->validity && !(column->validity[row / 8] >> row % 8 & 1);
}

static void answer_value(const char *key, const sally_column *column, int64_t row) {
  int32_t start = column->offsets[row];
  answer_field(key, (const char *)column->data + start, (size_t)(column->offsets[row + 1] - start));
}

static void error_fields(int32_t code) {
  char digits[16];
  snprintf(digits, sizeof digits, "%" PRId32, code);
  answer_text("code", digits);
  answer_text("name", sally_error_name(code));
}

void answer_rows(sally_batch *batch, const char *const *names, uint32_t count) {
  sally_column columns[16], messages;
  sally_error err;
  const int32_t *codes;
  int64_t length;
  int32_t code = sally_batch_codes(batch, &codes, &length, &err);
  for (uint32_t i = 0; code == SALLY_OK && i < count; i++)
    code = sally_batch_column(batch, (sally_str){names[i], strlen(names[i])}, &columns[i], &err);
  if (code == SALLY_OK) code = sally_batch_column(batch, (sally_str){"error", 5}, &messages, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  uint32_t fields = 0;
  for (int64_t row = 0; row < length; row++)
    fields += codes[row] != SALLY_OK ? 4 : is_null(&columns[0], row) ? 1 : 1 + count;
  answer_begin("ok", fields);
  for (int64_t row = 0; row < length; row++) {
    if (codes[row] != SALLY_OK) {
      answer_text("row", "error");
      error_fields(codes[row]);
      answer_value("message", &messages, row);
    } else if (is_null(&columns[0], row)) {
      answer_text("row", "null");
    } else {
      answer_text("row", "ok");
      for (uint32_t i = 0; i < count; i++) answer_value(names[i], &columns[i], row);
    }
  }
}

void failed(int32_t code, const sally_error *err) {
  answer_begin("error", 4);
  error_fields(code);
  answer_text("message", err->message);
  answer_text("cause", sally_error_cause(err));
}
