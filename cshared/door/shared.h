/*
 * shared.h - what the front door and the core know about each other beyond
 * sallyport.h: the memory behind sally_options, sally_response and
 * sally_batch.
 *
 * The core exports the functions that symbols.tsv lists for it, under the names
 * and with the types of sallyport.h. Its handles are its own: the door wraps
 * them. A sally_options, sally_response or sally_batch that crosses between the
 * two is the struct below, never a door handle.
 */
#ifndef SALLYPORT_SHARED_H
#define SALLYPORT_SHARED_H

#include <stdlib.h>

#include "sallyport.h"

typedef struct sally_pair {
  sally_str key;
  sally_str value;
} sally_pair;

/* Owned by the door, read by the core during a _new call. */
struct sally_options {
  sally_pair *pairs;
  size_t count;
  size_t cap;
};

/* One malloc block made by the core: this struct, then info, then all bytes. The
 * door owns it from then on and calls free. */
struct sally_response {
  int32_t status;
  sally_str headers;
  sally_str body;
  sally_pair *info;
  size_t info_count;
};

/* Malloc blocks made by the core: this one with names and columns in it, codes,
 * and those that the columns point to. The door owns them from then on. */
struct sally_batch {
  int64_t length;
  int32_t *codes;
  size_t count;
  struct sally_batch_column {
    sally_str name;
    sally_column column;
  } *columns;
};

/* sallyport.h's "const char *", in a form that a Go export can name. */
typedef const char const_char;

typedef const int32_t const_int32_t;

static inline void *sally_core_alloc(size_t size) { return malloc(size); }
static inline void *sally_core_zeros(size_t count, size_t size) { return calloc(count, size); }
static inline void *sally_core_grow(void *block, size_t size) { return realloc(block, size); }
static inline void sally_core_free(void *block) { free(block); }

/* The core's handles are numbers. Only C makes pointers of them, and only to
 * incomplete types: Go would take any other pointer for one of its own. */
#define SALLY_CORE_HANDLE(kind) \
  static inline sally_##kind *sally_core_##kind(uint64_t number) { return (sally_##kind *)(uintptr_t)number; }
SALLY_CORE_HANDLE(signer)
SALLY_CORE_HANDLE(client)
SALLY_CORE_HANDLE(publisher)
SALLY_CORE_HANDLE(verifier)
SALLY_CORE_HANDLE(metadata)

#endif
