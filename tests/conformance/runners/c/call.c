#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char buffer[1 << 22];
static char field_lines[1 << 25];
static size_t used; /* of field_lines, by the call */

void call_begin(void) { used = 0; }

sally_str span(const frame *call, const char *key) {
  const text *t = frame_get(call, key);
  return t ? (sally_str){t->data, t->len} : (sally_str){NULL, 0};
}

int64_t integer(const frame *call, const char *key, int64_t otherwise) {
  const text *t = frame_get(call, key);
  return t && t->len ? frame_number(t) : otherwise;
}

int truth(const frame *call, const char *key) {
  const text *t = frame_get(call, key);
  return t && t->len == 4 && memcmp(t->data, "true", 4) == 0;
}

void field(const char *key, sally_str value) { answer_field(key, value.data, value.len); }
void field_text(const char *key, const char *value) { answer_field(key, value, strlen(value)); }

/* Whether the call leaves this pointer out. */
int null(const frame *call, const char *what) {
  const text *t = frame_get(call, "null");
  return t && t->len == strlen(what) && memcmp(t->data, what, t->len) == 0;
}

int begins(text t, const char *prefix) {
  return t.len >= strlen(prefix) && memcmp(t.data, prefix, strlen(prefix)) == 0;
}

int32_t options_of(const frame *call, sally_options **out, sally_error *err) {
  int32_t code = sally_options_new(out, err);
  for (uint32_t i = 1; code == SALLY_OK && i + 1 < call->count; i += 2) {
    text key = call->strings[i], value = call->strings[i + 1];
    size_t prefix = begins(key, "option:") ? strlen("option:") : begins(key, "key:") ? strlen("key:") : 0;
    if (!prefix) continue;
    code = sally_options_set(*out, (sally_str){key.data + prefix, key.len - prefix}, (sally_str){value.data, value.len},
                             err);
  }
  return code;
}

/* The values of a key that may repeat, as lines. */
sally_str lines_of(const frame *call, const char *key) {
  char *memory = field_lines + used;
  size_t len = 0, cap = sizeof field_lines - used;
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    text k = call->strings[i], v = call->strings[i + 1];
    if (k.len != strlen(key) || memcmp(k.data, key, k.len) != 0) continue;
    if (v.len + 2 > cap - len) {
      fprintf(stderr, "conformance runner in C: too many lines\n");
      exit(1);
    }
    memcpy(memory + len, v.data, v.len);
    memcpy(memory + len + v.len, "\r\n", 2);
    len += v.len + 2;
  }
  used += len;
  return (sally_str){memory, len};
}

sally_request request_of(const frame *call) {
  sally_request r = SALLY_REQUEST_INIT;
  r.method = span(call, "method");
  r.url = span(call, "url");
  r.headers = lines_of(call, "header");
  r.body = span(call, "body");
  r.payload_hash = span(call, "payload_hash");
  r.time = integer(call, "time", SALLY_NOW);
  r.expires = integer(call, "expires", 3600);
  r.timeout_ms = integer(call, "timeout_ms", 0);
  return r;
}

/* Whether field lines say what is meant: a value of several lines is several fields, and the name ends at the first
 * colon. */
int expressible(const frame *call) {
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    text k = call->strings[i], v = call->strings[i + 1];
    if (k.len != strlen("header") || memcmp(k.data, "header", k.len) != 0) continue;
    const char *colon = memchr(v.data, ':', v.len), *end = v.data + v.len;
    const char *line = colon ? memchr(colon, '\n', (size_t)(end - colon)) : NULL;
    if (line && line + 1 != end) return 0;
    if (!colon || colon + 1 == v.data + v.len || colon[1] != ' ') return 0;
  }
  return 1;
}
