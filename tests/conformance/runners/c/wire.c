#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void broken(const char *why) {
  fprintf(stderr, "conformance runner in C: %s\n", why);
  exit(1);
}

static int number(uint32_t *out) {
  unsigned char b[4];
  size_t n = fread(b, 1, sizeof b, stdin);
  if (n == 0) return 0;
  if (n != sizeof b) broken("a frame is cut");
  *out = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
  return 1;
}

int frame_read(frame *out) {
  if (!number(&out->count)) return 0;
  if (out->count % 2 == 0) broken("a frame of an even number of strings");
  out->strings = calloc(out->count, sizeof *out->strings);
  if (!out->strings) broken("no memory");
  for (uint32_t i = 0; i < out->count; i++) {
    uint32_t len;
    if (!number(&len)) broken("a frame is cut");
    text *t = &out->strings[i];
    t->len = len;
    /* Exactly as long as the text, so that a sanitizer sees a read behind it. */
    if (!(t->data = malloc(len ? len : 1))) broken("no memory");
    if (fread(t->data, 1, len, stdin) != len) broken("a frame is cut");
  }
  return 1;
}

void frame_free(frame *f) {
  for (uint32_t i = 0; i < f->count; i++) free(f->strings[i].data);
  free(f->strings);
}

const text *frame_get(const frame *f, const char *key) {
  for (uint32_t i = 1; i + 1 < f->count; i += 2)
    if (f->strings[i].len == strlen(key) && memcmp(f->strings[i].data, key, strlen(key)) == 0) return &f->strings[i + 1];
  return NULL;
}

int64_t frame_number(const text *digits) {
  char copy[32];
  if (digits->len >= sizeof copy) broken("a number that is too long");
  memcpy(copy, digits->data, digits->len);
  copy[digits->len] = 0;
  return strtoll(copy, NULL, 10);
}

static void put_number(uint32_t n) {
  unsigned char b[4] = {n & 255, n >> 8 & 255, n >> 16 & 255, n >> 24 & 255};
  fwrite(b, 1, sizeof b, stdout);
}

static void put(const char *data, size_t len) {
  put_number((uint32_t)len);
  if (len) fwrite(data, 1, len, stdout);
}

void answer_begin(const char *head, uint32_t fields) {
  put_number(1 + 2 * fields);
  put(head, strlen(head));
}

void answer_field(const char *key, const char *data, size_t len) {
  put(key, strlen(key));
  put(data, len);
}

void answer_end(void) {
  if (fflush(stdout)) broken("the answer cannot be written");
}
