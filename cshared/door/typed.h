/*
 * typed.h - what the typed functions of sallyport.h have in common: a call is laid
 * out, run, and its results put where the caller wants them.
 */
#ifndef TYPED_H
#define TYPED_H

#include <string.h>

#include "door.h"

#define CALL(name, handle) {.op = SALLY_OP_##name, .object = (void *)(handle)}

/* The texts of a call are an array of spans, in the table's order. */
#define TEXTS(call, array) ((call).texts = (array), (call).text_count = sizeof(array) / sizeof *(array))
#define NUMBERS(call, array) ((call).numbers = (array), (call).number_count = sizeof(array) / sizeof *(array))
#define COLUMNS(call, array) ((call).columns = (array), (call).column_count = sizeof(array) / sizeof *(array))

static inline int32_t no_room(const void *out, const size_t *len, sally_error *err) {
  return door_null(err, out == NULL ? "out" : len == NULL ? "len" : "buf");
}

/* Ends a call whose results went to the caller's buffer: out is nothing but spans. */
static inline int32_t deliver(int32_t code, const sally_call *call, size_t *len, void *out, uint32_t count) {
  if (code == SALLY_OK) {
    *len = call->len;
    memcpy(out, call->spans, count * sizeof *call->spans);
  } else if (code == SALLY_E_BUFFER_TOO_SMALL) {
    *len = call->len;
  }
  return code;
}

/* Runs an operation whose results go to the caller's buffer, and its spans to out. */
static inline int32_t fill(sally_call *call, char *buf, size_t cap, size_t *len, void *out, uint32_t count,
                    sally_error *err) {
  sally_str spans[SALLY_MOST_SPANS];
  if (out == NULL || len == NULL || (buf == NULL && cap != 0)) {
    return no_room(out, len, err);
  }
  call->flags = SALLY_CALL_NO_BLOCK;
  call->buf = buf;
  call->cap = cap;
  call->spans = spans;
  call->span_count = count;
  return deliver(sally_call_run(call, err), call, len, out, count);
}

/* Runs an operation that answers with a response. */
static inline int32_t respond(sally_call *call, uint32_t count, sally_response **out, sally_error *err) {
  sally_str spans[SALLY_MOST_SPANS];
  if (out == NULL) {
    return door_null(err, "out");
  }
  call->spans = spans;
  call->span_count = count;
  int32_t code = sally_call_run(call, err);
  return code != SALLY_OK ? code : door_response_wrap(call, out, err);
}

_Static_assert(offsetof(sally_request, payload_hash) ==
                   offsetof(sally_request, method) + SALLY_LIST_REQUEST_PAYLOAD_HASH * sizeof(sally_str),
               "the texts of a request stand as in ops.tsv");

static inline int32_t no_request(const_sally_request *request, sally_error *err) {
  if (request == NULL) {
    return door_null(err, "request");
  }
  if (request->size < sizeof *request) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "request.size is %zu; set it with SALLY_REQUEST_INIT",
                     request->size);
  }
  return door_fail(err, SALLY_E_INVALID_ARGUMENT, "request.flags has the unknown bits %#llx",
                   (unsigned long long)(request->flags & ~(uint64_t)SALLY_REQUEST_DUPLICATES_ALLOWED));
}

static inline bool is_request(const_sally_request *request) {
  return request != NULL && request->size >= sizeof *request &&
         (request->flags & ~(uint64_t)SALLY_REQUEST_DUPLICATES_ALLOWED) == 0;
}

static inline void put_request(sally_call *call, const_sally_request *request) {
  call->texts = &request->method;
  call->text_count = SALLY_LIST_REQUEST_COUNT;
}

#endif
