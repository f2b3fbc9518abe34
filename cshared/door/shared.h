/*
 * shared.h - what the front door and the core know about each other beyond
 * sallyport.h: the memory behind sally_options and sally_response.
 *
 * The core exports the functions that symbols.tsv lists for it, under the names
 * and with the types of sallyport.h. Its handles are its own: the door wraps
 * them. A sally_options or sally_response that crosses between the two is the
 * struct below, never a door handle.
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

/* sallyport.h's "const char *", in a form that a Go export can name. */
typedef const char const_char;

static inline void *sally_core_alloc(size_t size) { return malloc(size); }

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
