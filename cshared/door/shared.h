/*
 * shared.h - what the front door, the core and the bindings know about each
 * other beyond sallyport.h: one struct for every operation of core/op/ops.tsv.
 *
 * A call goes the same way in every language: arguments into a struct sally_call,
 * sally_call() of the door, sally_core_call() of the core, a function of core/op.
 * The typed functions of sallyport.h are a few lines on it.
 */
#ifndef SALLYPORT_SHARED_H
#define SALLYPORT_SHARED_H

#include <stdlib.h>
#include <string.h>

#include "ops_gen.h"
#include "sallyport.h"

typedef struct sally_pair {
  sally_str key;
  sally_str value;
} sally_pair;

/* Owned by the door, read by the core in sally_core_new. */
struct sally_options {
  sally_pair *pairs;
  size_t count;
  size_t cap;
};

/*
 * One call. The counts are those of the caller's copy of the table, so that a
 * core of another version notices. All inputs are borrowed for the call; an
 * operation that is started copies what it needs before sally_call_start returns.
 *
 * Results of kind "spans" and "response" are spans, one for each name of the
 * operation's list, in its order; an empty one has data NULL. They point into buf
 * if everything fits there, else into block, which is malloc memory that the
 * caller gives to sally_block_free. With SALLY_CALL_NO_BLOCK what does not fit is
 * SALLY_E_BUFFER_TOO_SMALL, and len says what would have sufficed. Results of kind
 * "batch" and "object" are in made.
 */
typedef struct sally_call {
  uint32_t op;           /* SALLY_OP_* */
  uint32_t flags;        /* SALLY_CALL_* */
  uint32_t text_count;   /* SALLY_TEXTS_* of the operation */
  uint32_t number_count; /* SALLY_NUMBERS_* */
  uint32_t column_count; /* SALLY_COLUMNS_* */
  uint32_t span_count;   /* SALLY_SPANS_*: the room in spans; 0 for a batch */
  void *object;          /* a door handle; NULL for an operation without one */
  const sally_str *texts;
  const int64_t *numbers;
  const sally_column *const *columns; /* NULL for one that is not given */
  char *buf;                          /* room for results; may be NULL if cap is 0 */
  size_t cap;
  sally_str *spans; /* out */
  size_t len;       /* out: bytes of all results */
  void *block;      /* out: NULL if buf sufficed */
  void *made;       /* out: a sally_batch, or a handle of the object's kind, the number of the operation;
                     * between core and door a struct sally_batch, or the number of the object */
  int32_t wait_fd;    /* between core and door: what to wait for before asking again; -1: nothing */
  int32_t wait_ms;    /* for so long */
} sally_call;

#define SALLY_CALL_NO_BLOCK 1u
/*
 * Of a call that is started: whoever starts it waits for it at once, and only so
 * does it go on. Then sally_call_finish makes it, as far as it can be left.
 */
#define SALLY_CALL_PROMPT 2u
/* A long body may stay behind, in a stream that made is. */
#define SALLY_CALL_LEAVE 4u

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

/*
 * The door's side of the street, for the bindings (not in sallyport.h).
 *
 * sally_new makes an object of a kind, SALLY_OP_<OBJECT>_NEW. sally_call_run runs an
 * operation; one that waits holds the calling thread until it is done.
 * sally_call_start starts one that waits; sally_call_finish waits for it at most
 * ms milliseconds (negative: without limit) and fills call's buf, spans, len and
 * block when *done is 1. Then the ticket is used up, and only to be freed.
 *
 * sally_block_free wipes what it frees, as results may hold a token.
 */
int32_t sally_new(uint32_t kind, const_sally_options *options, void **out, sally_error *err);
void sally_free(uint32_t kind, void *object);
int32_t sally_call_run(sally_call *call, sally_error *err);
int32_t sally_call_start(const sally_call *call, sally_ticket **out, sally_error *err);
int32_t sally_call_finish(sally_ticket *ticket, int64_t ms, sally_call *call, int32_t *done, sally_error *err);
void sally_block_free(void *block);

/* Overwrites memory that may hold a secret. Not optimized away, as the memory
 * escapes into the asm. */
static inline void door_wipe(void *memory, size_t len) {
  memset(memory, 0, len);
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

/* sallyport.h's "const char *", in a form that a Go export can name. */
typedef const char const_char;
typedef const sally_call const_sally_call;

static inline void *sally_core_alloc(size_t size) { return malloc(size); }

/* A block of results, which knows its size so that it can be wiped. */
#define SALLY_BLOCK_HEAD 16
static inline void *sally_core_block(size_t size) {
  char *block = size > SIZE_MAX - SALLY_BLOCK_HEAD ? NULL : (char *)malloc(size + SALLY_BLOCK_HEAD);
  if (block == NULL) {
    return NULL;
  }
  *(size_t *)(void *)block = size;
  return block + SALLY_BLOCK_HEAD;
}
static inline void *sally_core_zeros(size_t count, size_t size) { return calloc(count, size); }
static inline void *sally_core_grow(void *block, size_t size) { return realloc(block, size); }
static inline void sally_core_release(void *block) { free(block); }

/*
 * The core's side. Its objects and tickets are numbers, which only the door knows;
 * call.object is not looked at. Dropping a ticket cancels its call.
 */
const char *sally_core_version(void);
int32_t sally_core_new(uint32_t kind, const_sally_options *options, uint64_t *out, sally_error *err);
int32_t sally_core_call(uint64_t object, sally_call *call, sally_error *err);
int32_t sally_core_start(uint64_t object, const_sally_call *call, uint64_t *out, sally_error *err);
int32_t sally_core_finish(uint64_t ticket, int64_t ms, sally_call *call, int32_t *done, sally_error *err);
int32_t sally_core_cancel(uint64_t ticket, sally_error *err);
int32_t sally_core_fd(uint64_t ticket, int32_t *out, sally_error *err);
int32_t sally_core_watch(uint64_t ticket, uint64_t tag, sally_error *err);
int32_t sally_core_ended(int64_t ms, uint64_t *tags, size_t room);
void sally_core_free(uint64_t object);
void sally_core_drop(uint64_t ticket);

#endif
