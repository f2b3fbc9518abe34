/* response.c - accessors of a response. Its memory is C memory, so none of them
 * enters the core. */
#include <stdlib.h>
#include <string.h>

#include "door.h"

static int32_t find(sally_response *handle, const void *out, struct sally_response **response, sally_error *err) {
  struct door_slot *slot = door_slot(handle, KIND_RESPONSE);
  if (slot == NULL) {
    return door_no_slot(handle, KIND_RESPONSE, err);
  }
  if (slot->generation != door_generation()) {
    return door_fail(err, SALLY_E_FORKED, "the response was made before fork()");
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  *response = slot->core;
  return SALLY_OK;
}

int32_t door_response_wrap(struct sally_response *response, sally_response **out, sally_error *err) {
  sally_response *handle = door_handle_add(KIND_RESPONSE, response, NULL);
  if (handle == NULL) {
    free(response);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another response");
  }
  *out = handle;
  return SALLY_OK;
}

SALLY_API int32_t sally_response_status(sally_response *handle, int32_t *out, sally_error *err) {
  struct sally_response *response;
  int32_t code = find(handle, out, &response, err);
  if (code == SALLY_OK) {
    *out = response->status;
  }
  return code;
}

SALLY_API int32_t sally_response_headers(sally_response *handle, sally_str *out, sally_error *err) {
  struct sally_response *response;
  int32_t code = find(handle, out, &response, err);
  if (code == SALLY_OK) {
    *out = response->headers;
  }
  return code;
}

SALLY_API int32_t sally_response_body(sally_response *handle, sally_str *out, sally_error *err) {
  struct sally_response *response;
  int32_t code = find(handle, out, &response, err);
  if (code == SALLY_OK) {
    *out = response->body;
  }
  return code;
}

SALLY_API int32_t sally_response_info(sally_response *handle, sally_str key, sally_str *out, sally_error *err) {
  struct sally_response *response;
  int32_t code = find(handle, out, &response, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (key.data == NULL) {
    return door_null(err, "key.data");
  }
  for (size_t i = 0; i < response->info_count; i++) {
    const sally_pair *pair = &response->info[i];
    if (pair->key.len == key.len && memcmp(pair->key.data, key.data, key.len) == 0) {
      *out = pair->value;
      return SALLY_OK;
    }
  }
  return door_fail(err, SALLY_E_INVALID_ARGUMENT, "a response has no fact \"%.*s\"", key.len > 64 ? 64 : (int)key.len,
                   key.data);
}

SALLY_API void sally_response_free(sally_response *handle) {
  struct door_object object;
  if (door_handle_remove(handle, KIND_RESPONSE, &object)) {
    free(object.core);
  }
}
