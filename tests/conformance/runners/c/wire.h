/* Frames of package wire, for the C runner. */
#ifndef CONFORMANCE_WIRE_H
#define CONFORMANCE_WIRE_H

#include <stddef.h>
#include <stdint.h>

typedef struct text {
  char *data;
  size_t len;
} text;

/* strings[0] is the head; keys and values follow. */
typedef struct frame {
  uint32_t count;
  text *strings;
} frame;

/* 1: a frame was read; 0: the input has ended. Exits on a broken frame. */
int frame_read(frame *out);
void frame_free(frame *f);
/* NULL if the key was not sent. */
const text *frame_get(const frame *f, const char *key);
int64_t frame_number(const text *digits);

void answer_begin(const char *head, uint32_t fields);
void answer_field(const char *key, const char *data, size_t len);
void answer_end(void);

#endif
