/* batch.c - accessors of the results of a batch. Its memory is C memory, so none
 * of them enters the core. */
#include <stdlib.h>
#include <string.h>

#include "door.h"

static int32_t find(sally_batch *handle, struct sally_batch **batch, sally_error *err) {
  struct door_slot *slot = door_slot(handle, KIND_BATCH);
  if (slot == NULL) {
    return door_no_slot(handle, KIND_BATCH, err);
  }
  if (slot->generation != door_generation()) {
    return door_fail(err, SALLY_E_FORKED, "the batch was made before fork()");
  }
  *batch = slot->core;
  return SALLY_OK;
}

static void destroy(struct sally_batch *batch) {
  for (size_t i = 0; i < batch->count; i++) {
    const sally_column *column = &batch->columns[i].column;
    free((void *)column->validity);
    free((void *)column->offsets);
    free((void *)column->data);
  }
  free(batch->codes);
  free(batch);
}

int32_t door_batch_wrap(struct sally_batch *batch, void **out, sally_error *err) {
  void *handle = door_handle_add(KIND_BATCH, batch, NULL);
  if (handle == NULL) {
    destroy(batch);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another batch");
  }
  *out = handle;
  return SALLY_OK;
}

SALLY_API int32_t sally_batch_column(sally_batch *handle, sally_str name, sally_column *out, sally_error *err) {
  struct sally_batch *batch;
  int32_t code = find(handle, &batch, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL || name.data == NULL) {
    return door_null(err, out == NULL ? "out" : "name.data");
  }
  for (size_t i = 0; i < batch->count; i++) {
    const struct sally_batch_column *column = &batch->columns[i];
    if (column->name.len == name.len && memcmp(column->name.data, name.data, name.len) == 0) {
      *out = column->column;
      return SALLY_OK;
    }
  }
  return door_fail(err, SALLY_E_INVALID_ARGUMENT, "this batch has no column \"%.*s\"",
                   name.len > 64 ? 64 : (int)name.len, name.data);
}

SALLY_API int32_t sally_batch_codes(sally_batch *handle, const int32_t **out, int64_t *length, sally_error *err) {
  struct sally_batch *batch;
  int32_t code = find(handle, &batch, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL || length == NULL) {
    return door_null(err, out == NULL ? "out" : "length");
  }
  *out = batch->codes;
  *length = batch->length;
  return SALLY_OK;
}

SALLY_API void sally_batch_free(sally_batch *handle) {
  struct door_object object;
  if (door_handle_remove(handle, KIND_BATCH, &object)) {
    destroy(object.core);
  }
}
