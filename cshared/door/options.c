/* options.c - the builder of options. Values may be secrets: every copy is
 * wiped before its memory is given back. */
#include <stdlib.h>
#include <string.h>

#include "door.h"

#define MAX_VALUE ((size_t)16 << 20)
#define MAX_KEY 256

/* A pair's bytes are one block: key, then value. */
static bool pair_copy(sally_pair *pair, sally_str key, sally_str value) {
  char *block = malloc(key.len + value.len + 1);
  if (block == NULL) {
    return false;
  }
  memcpy(block, key.data, key.len);
  if (value.len > 0) {
    memcpy(block + key.len, value.data, value.len);
  }
  *pair = (sally_pair){{block, key.len}, {block + key.len, value.len}};
  return true;
}

static void pair_free(sally_pair *pair) {
  char *block = (char *)pair->key.data;
  door_wipe(block, pair->key.len + pair->value.len);
  free(block);
}

void door_options_destroy(struct sally_options *options) {
  if (options == NULL) {
    return;
  }
  for (size_t i = 0; i < options->count; i++) {
    pair_free(&options->pairs[i]);
  }
  free(options->pairs);
  free(options);
}

static bool push(struct sally_options *options, sally_str key, sally_str value) {
  if (options->count == options->cap) {
    size_t cap = options->cap == 0 ? 8 : options->cap * 2;
    sally_pair *pairs = realloc(options->pairs, cap * sizeof *pairs);
    if (pairs == NULL) {
      return false;
    }
    options->pairs = pairs;
    options->cap = cap;
  }
  if (!pair_copy(&options->pairs[options->count], key, value)) {
    return false;
  }
  options->count++;
  return true;
}

static int32_t no_memory(sally_error *err) {
  return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no memory for an option");
}

int32_t door_options_copy(const_sally_options *handle, struct sally_options **out, sally_error *err) {
  struct door_slot *slot = door_slot(handle, KIND_OPTIONS);
  if (slot == NULL) {
    return door_no_slot(handle, KIND_OPTIONS, err);
  }
  const struct sally_options *from = slot->options;
  struct sally_options *copy = calloc(1, sizeof *copy);
  if (copy == NULL) {
    return no_memory(err);
  }
  for (size_t i = 0; i < from->count; i++) {
    if (!push(copy, from->pairs[i].key, from->pairs[i].value)) {
      door_options_destroy(copy);
      return no_memory(err);
    }
  }
  *out = copy;
  return SALLY_OK;
}

/* Lower-case words joined by dots; after "env." any name of a variable. */
static bool key_is_sane(sally_str key) {
  if (key.len == 0 || key.len > MAX_KEY) {
    return false;
  }
  bool env = key.len >= 4 && memcmp(key.data, "env.", 4) == 0;
  if (env && key.len == 4) {
    return false;
  }
  for (size_t i = env ? 4 : 0; i < key.len; i++) {
    unsigned char c = (unsigned char)key.data[i];
    bool ok = env ? c > ' ' && c != '=' && c < 0x7f
                  : (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (!ok) {
      return false;
    }
  }
  return true;
}

SALLY_API int32_t sally_options_new(sally_options **out, sally_error *err) {
  if (out == NULL) {
    return door_null(err, "out");
  }
  struct sally_options *options = calloc(1, sizeof *options);
  sally_options *handle = options == NULL ? NULL : door_handle_add(KIND_OPTIONS, NULL, options);
  if (handle == NULL) {
    free(options);
    return no_memory(err);
  }
  *out = handle;
  return SALLY_OK;
}

SALLY_API int32_t sally_options_set(sally_options *handle, sally_str key, sally_str value, sally_error *err) {
  struct door_slot *slot = door_slot(handle, KIND_OPTIONS);
  if (slot == NULL) {
    return door_no_slot(handle, KIND_OPTIONS, err);
  }
  if ((key.data == NULL && key.len > 0) || (value.data == NULL && value.len > 0)) {
    return door_null(err, key.data == NULL ? "key.data" : "value.data");
  }
  if (!key_is_sane(key)) {
    int shown = key.len > 64 ? 64 : (int)key.len;
    return door_fail(err, SALLY_E_UNKNOWN_OPTION, "\"%.*s\" (%zu bytes) does not have the form of an option key", shown,
                     key.data == NULL ? "" : key.data, key.len);
  }
  if (value.len > MAX_VALUE) {
    return door_fail(err, SALLY_E_INPUT_TOO_LARGE, "option %.*s has %zu bytes; the limit is %zu", (int)key.len, key.data,
                     value.len, MAX_VALUE);
  }
  struct sally_options *options = slot->options;
  for (size_t i = 0; i < options->count; i++) {
    sally_pair *pair = &options->pairs[i];
    if (pair->key.len == key.len && memcmp(pair->key.data, key.data, key.len) == 0) {
      sally_pair old = *pair;
      if (!pair_copy(pair, key, value)) {
        return no_memory(err);
      }
      pair_free(&old);
      return SALLY_OK;
    }
  }
  return push(options, key, value) ? SALLY_OK : no_memory(err);
}

SALLY_API void sally_options_free(sally_options *handle) {
  struct door_object object;
  if (door_handle_remove(handle, KIND_OPTIONS, &object)) {
    door_options_destroy(object.options);
  }
}
