/* response.c - accessors of a response: the spans of a call's result, by the names
 * that ops.tsv gives them. Its memory is C memory, so none of them enters the core. */
#include <stdlib.h>
#include <string.h>

#include "door.h"

/* What a response handle stands for. */
struct response {
  const struct door_operation *operation;
  void *block;
  sally_str spans[];
};

static int32_t find(sally_response *handle, const void *out, struct response **response, sally_error *err) {
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

int32_t door_response_wrap(sally_call *call, sally_response **out, sally_error *err) {
  struct response *response = malloc(sizeof *response + call->span_count * sizeof(sally_str));
  sally_response *handle = NULL;
  if (response != NULL) {
    response->operation = door_operation(call->op);
    response->block = call->block;
    memcpy(response->spans, call->spans, call->span_count * sizeof(sally_str));
    handle = door_handle_add(KIND_RESPONSE, response, NULL);
  }
  if (handle == NULL) {
    sally_block_free(call->block);
    free(response);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another response");
  }
  *out = handle;
  return SALLY_OK;
}

/* The span of a name; NULL if the operation gives none of that name. */
static const sally_str *named(const struct response *response, sally_str name) {
  for (unsigned i = 0; i < response->operation->spans; i++) {
    const char *of = response->operation->results[i];
    if (strlen(of) == name.len && memcmp(of, name.data, name.len) == 0) {
      return &response->spans[i];
    }
  }
  return NULL;
}

/* Whether letters are the same in any case, whatever the locale says. */
static bool alike(const char *a, const char *b, size_t len) {
  for (size_t i = 0; i < len; i++) {
    char one = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
    char two = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];
    if (one != two) {
      return false;
    }
  }
  return true;
}

/* The value of the first of the field lines with a name, in any case; empty: there is none. */
static sally_str field(sally_str lines, sally_str name) {
  while (lines.len > 0) {
    const char *end = memchr(lines.data, '\n', lines.len);
    size_t line = end == NULL ? lines.len : (size_t)(end - lines.data) + 1;
    if (line > name.len && lines.data[name.len] == ':' && alike(lines.data, name.data, name.len)) {
      sally_str value = {lines.data + name.len + 1, line - name.len - 1};
      while (value.len > 0 && value.data[0] == ' ') {
        value.data++;
        value.len--;
      }
      while (value.len > 0 && (value.data[value.len - 1] == '\n' || value.data[value.len - 1] == '\r')) {
        value.len--;
      }
      return value;
    }
    lines.data += line;
    lines.len -= line;
  }
  return (sally_str){"", 0};
}

/* Whether a key asks for a field by its name, and in which field lines it is. */
static const sally_str *fields(const struct response *response, sally_str *key) {
  static const struct {
    const char *prefix;
    sally_str lines;
  } kinds[] = {{"header.", {"headers", 7}}, {"trailer.", {"trailers", 8}}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t len = strlen(kinds[i].prefix);
    if (key->len > len && memcmp(key->data, kinds[i].prefix, len) == 0) {
      key->data += len;
      key->len -= len;
      return named(response, kinds[i].lines);
    }
  }
  return NULL;
}

SALLY_API int32_t sally_response_fact(sally_response *handle, sally_str key, sally_str *out, sally_error *err) {
  struct response *response = NULL;
  int32_t code = find(handle, out, &response, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (key.data == NULL) {
    return door_null(err, "key.data");
  }
  sally_str name = key;
  const sally_str *lines = fields(response, &name);
  if (lines != NULL) {
    *out = field(*lines, name);
    return SALLY_OK;
  }
  const sally_str *span = named(response, key);
  if (span == NULL) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "a result of %s has no fact \"%.*s\"", response->operation->name,
                     key.len > 64 ? 64 : (int)key.len, key.data);
  }
  *out = *span;
  return SALLY_OK;
}

#define NAME(text) ((sally_str){text, sizeof text - 1})

SALLY_API int32_t sally_response_headers(sally_response *handle, sally_str *out, sally_error *err) {
  return sally_response_fact(handle, NAME("headers"), out, err);
}

SALLY_API int32_t sally_response_body(sally_response *handle, sally_str *out, sally_error *err) {
  return sally_response_fact(handle, NAME("body"), out, err);
}

SALLY_API int32_t sally_response_status(sally_response *handle, int32_t *out, sally_error *err) {
  sally_str digits;
  int32_t code = sally_response_fact(handle, NAME("status"), out == NULL ? NULL : &digits, err);
  if (code == SALLY_OK) {
    *out = 0;
    for (size_t i = 0; i < digits.len; i++) {
      *out = *out * 10 + (digits.data[i] - '0');
    }
  }
  return code;
}

SALLY_API void sally_response_free(sally_response *handle) {
  struct door_object object;
  if (door_handle_remove(handle, KIND_RESPONSE, &object)) {
    struct response *response = object.core;
    sally_block_free(response->block);
    free(response);
  }
}
