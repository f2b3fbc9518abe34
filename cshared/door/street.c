/*
 * street.c - the one call of every operation: the door finds the core's object,
 * and the core does the rest. Calls under way are tickets.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "door.h"

_Static_assert(sizeof(void *) == sizeof(uint64_t), "a handle of the core fits a pointer");

static int32_t unknown(uint32_t op, sally_error *err) {
  return door_fail(err, SALLY_E_INVALID_ARGUMENT, "no operation has the number %u", op);
}

/* Finds what a call is about. */
static inline int32_t find_operation(const_sally_call *call, const struct door_operation **o, sally_error *err) {
  if (UNLIKELY(call == NULL)) {
    return door_null(err, "call");
  }
  *o = door_operation(call->op);
  bool known = *o != NULL && ((*o)->gives != GIVES_OBJECT || (*o)->kind != 0);
  return UNLIKELY(!known) ? unknown(call->op, err) : SALLY_OK;
}

static int32_t few_spans(const struct door_operation *o, const_sally_call *call, sally_error *err) {
  return door_fail(err, SALLY_E_INVALID_ARGUMENT, "%s gives %u results; there is room for %u", o->name,
                   (unsigned)o->spans, call->span_count);
}

/* The handle of an object that a call made. There are no options to build it from
 * again, so the child of a fork does not have it. */
static int32_t wrap_object(uint32_t kind, sally_call *call, sally_error *err) {
  uint64_t number = (uint64_t)(uintptr_t)call->made;
  call->made = door_handle_add((enum door_kind)kind, (void *)(uintptr_t)number, NULL);
  if (call->made == NULL) {
    door_core.free(number);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another handle");
  }
  return SALLY_OK;
}

SALLY_API int32_t sally_call_run(sally_call *call, sally_error *err) {
  const struct door_operation *o = NULL;
  int32_t code = find_operation(call, &o, err);
  if (UNLIKELY(code != SALLY_OK)) {
    return code;
  }
  if (UNLIKELY(call->span_count != o->spans || (o->spans != 0 && call->spans == NULL))) {
    return few_spans(o, call, err);
  }
  code = door_run(o->kind, call, err);
  if (code == SALLY_OK && o->gives == GIVES_BATCH) {
    return door_batch_wrap(call->made, &call->made, err);
  }
  if (code == SALLY_OK && o->gives == GIVES_OBJECT) {
    return wrap_object(call->op, call, err);
  }
  return code;
}

SALLY_API int32_t sally_call_start(const_sally_call *call, sally_ticket **out, sally_error *err) {
  const struct door_operation *o = NULL;
  uint64_t object = 0, number = 0;
  int32_t code = find_operation(call, &o, err);
  if (code == SALLY_OK && out == NULL) {
    code = door_null(err, "out");
  }
  if (code != SALLY_OK || (code = door_enter_any(o->kind, call->object, &object, err)) != SALLY_OK) {
    return code;
  }
  code = door_leave(door_core.start(object, call, &number, err), call->object, o->kind);
  if (code != SALLY_OK) {
    return code;
  }
  void *ticket = door_handle_add(KIND_TICKET, (void *)(uintptr_t)number, NULL);
  if (ticket == NULL) {
    door_core.drop(number);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another ticket");
  }
  struct door_slot *slot = door_slot(ticket, KIND_TICKET);
  slot->op = call->op;
  slot->object = call->object;
  *out = ticket;
  return SALLY_OK;
}

/* What a ticket stands for. */
struct under_way {
  uint64_t number; /* of the core */
  const struct door_operation *operation;
  const void *object; /* that is called */
};

static int32_t find(sally_ticket *ticket, struct under_way *out, sally_error *err) {
  struct door_slot *slot = door_slot(ticket, KIND_TICKET);
  if (UNLIKELY(slot == NULL)) {
    return door_no_slot(ticket, KIND_TICKET, err);
  }
  if (slot->generation != door_generation()) {
    return door_fail(err, SALLY_E_FORKED, "the call was started before fork()");
  }
  *out = (struct under_way){(uint64_t)(uintptr_t)slot->core, door_operation(slot->op), slot->object};
  return SALLY_OK;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A descriptor that is closed meanwhile, and may be another file's, is waited for
 * no longer than this. */
#define MOST_OF_A_WAIT 100

/* Waits for what the core waits for, where a signal ends the wait: in the core there
 * would be a thread to be woken. */
static int32_t finish_or_wait(uint64_t number, int64_t ms, sally_call *call, int32_t *done, sally_error *err) {
  int64_t until = -1;
  for (;;) {
    call->wait_fd = -1;
    int32_t code = door_core.finish(number, ms, call, done, err);
    if (code != SALLY_OK || *done || call->wait_fd < 0 || ms == 0) {
      return code;
    }
    if (ms > 0 && until < 0) {
      until = now_ms() + ms;
    }
    int64_t most = call->wait_ms < MOST_OF_A_WAIT ? call->wait_ms : MOST_OF_A_WAIT;
    struct pollfd waited = {.fd = call->wait_fd, .events = POLLIN};
    int ready = poll(&waited, 1, (int)(ms > 0 && ms < most ? ms : most));
    if (ms > 0) {
      ms = until - now_ms();
      if (ms <= 0 || (ready < 0 && errno == EINTR)) {
        return SALLY_OK;
      }
    }
  }
}

SALLY_API int32_t sally_call_finish(sally_ticket *ticket, int64_t ms, sally_call *call, int32_t *done,
                                    sally_error *err) {
  struct under_way found = {0};
  int32_t code = find(ticket, &found, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (call == NULL || done == NULL) {
    return door_null(err, call == NULL ? "call" : "done");
  }
  if (call->span_count != found.operation->spans || call->spans == NULL) {
    return few_spans(found.operation, call, err);
  }
  call->block = NULL;
  call->made = NULL;
  *done = 0;
  code = door_leave(finish_or_wait(found.number, ms, call, done, err), found.object, found.operation->kind);
  if (code == SALLY_OK && call->made != NULL) {
    code = wrap_object(SALLY_OP_CLIENT_OPEN, call, err);
    if (code != SALLY_OK) {
      sally_block_free(call->block);
    }
  }
  return code;
}

SALLY_API int32_t sally_call_wait(sally_ticket *ticket, int64_t ms, sally_response **out, sally_error *err) {
  struct under_way found = {0};
  int32_t code = find(ticket, &found, err), done = 0;
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_str spans[SALLY_MOST_SPANS];
  sally_call call = {.op = found.operation->op, .span_count = found.operation->spans, .spans = spans};
  code = sally_call_finish(ticket, ms, &call, &done, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (!done) {
    *out = NULL;
    return SALLY_OK;
  }
  return door_response_wrap(&call, out, err);
}

SALLY_API int32_t sally_call_cancel(sally_ticket *ticket, sally_error *err) {
  struct under_way found = {0};
  int32_t code = find(ticket, &found, err);
  return code != SALLY_OK ? code : door_core.cancel(found.number, err);
}

SALLY_API int32_t sally_call_fd(sally_ticket *ticket, int32_t *out, sally_error *err) {
  struct under_way found = {0};
  int32_t code = find(ticket, &found, err);
  if (code != SALLY_OK) {
    return code;
  }
  return out == NULL ? door_null(err, "out") : door_core.fd(found.number, out, err);
}

int32_t door_call_watch(sally_ticket *ticket, sally_error *err) {
  struct under_way found = {0};
  int32_t code = find(ticket, &found, err);
  return code != SALLY_OK ? code : door_core.watch(found.number, (uint64_t)(uintptr_t)ticket, err);
}

int32_t door_call_ended(int64_t ms, uint64_t *tickets, size_t room, int32_t *count, sally_error *err) {
  int32_t code = door_core_load(err);
  if (code == SALLY_OK) {
    *count = door_core.ended(ms, tickets, room);
  }
  return code;
}

SALLY_API void sally_call_free(sally_ticket *ticket) {
  struct door_object object;
  if (door_handle_remove(ticket, KIND_TICKET, &object) && object.current) {
    door_core.drop((uint64_t)(uintptr_t)object.core);
  }
}

SALLY_API void sally_block_free(void *block) {
  if (block != NULL) {
    char *whole = (char *)block - SALLY_BLOCK_HEAD;
    door_wipe(whole, *(size_t *)(void *)whole + SALLY_BLOCK_HEAD);
    free(whole);
  }
}
