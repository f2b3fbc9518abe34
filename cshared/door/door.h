/*
 * door.h - the parts of the front door.
 *
 *   door.c     the typed functions of sallyport.h
 *   street.c   the one call that they all are, and calls under way
 *   objects.c  the life of what lives in the core
 *   slots.c    door handles: a number, the options it was made from, and the
 *              core's number of this process
 *   load.c     finding and loading the core
 *   copy.c     a private copy of it, after fork
 *   start.c    the start of the core, without the host's environment; settings of it
 *   fork.c     the process generation and the one lock
 *   limits.c   what would make the Go runtime abort, checked before it starts
 *   signals.c  alternate stacks for other code's handlers of faults
 *   options.c  the options builder
 *   response.c accessors of a response
 *   batch.c    accessors of the results of a batch
 *   errors.c   the error table and how errors are written
 *   ops_gen.c  the table of operations
 *   python*.c  the CPython extension module (only if built with Python.h)
 *   jni*.c     the natives of Java (only if built with jni.h)
 */
#ifndef SALLYPORT_DOOR_H
#define SALLYPORT_DOOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared.h"

#define SALLY_API __attribute__((visibility("default")))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* ---- errors.c ---- */
int32_t door_fail(sally_error *err, int32_t code, const char *format, ...) __attribute__((format(printf, 3, 4), cold));
int32_t door_null(sally_error *err, const char *what) __attribute__((cold));

/* ---- fork.c ---- */

/* Counts the forks between the process that loaded the door and this one. The
 * page is wiped by the kernel in a child that was made without the handlers
 * (_Fork, raw clone), so 0 means "not yet noticed". */
extern _Atomic uint64_t *door_generation_page;
uint64_t door_generation_slow(void);

static inline uint64_t door_generation(void) {
  uint64_t now = atomic_load_explicit(door_generation_page, memory_order_relaxed);
  return UNLIKELY(now == 0 || now == UINT64_MAX) ? door_generation_slow() : now;
}

/* The one lock: guards loading, rebuilding and the table of handles. fork()
 * waits for it. */
void door_lock(void);
void door_unlock(void);

/* ---- load.c ---- */

/* The core's functions; valid in the generation for which door_core_load
 * succeeded. */
struct core {
  __typeof__(&sally_core_version) version;
  __typeof__(&sally_core_new) new;
  __typeof__(&sally_core_call) call;
  __typeof__(&sally_core_start) start;
  __typeof__(&sally_core_finish) finish;
  __typeof__(&sally_core_cancel) cancel;
  __typeof__(&sally_core_fd) fd;
  __typeof__(&sally_core_watch) watch;
  __typeof__(&sally_core_ended) ended;
  __typeof__(&sally_core_free) free;
  __typeof__(&sally_core_drop) drop;
};
extern struct core door_core;

/* Makes the core usable in this process. Cheap when it is. */
int32_t door_core_load(sally_error *err);
/* The same, for a caller that holds the lock. */
int32_t door_core_load_locked(sally_error *err);

/* ---- copy.c ---- */

#define DOOR_DLOPEN (RTLD_NOW | RTLD_LOCAL)
#define DOOR_WHY 1024 /* bytes for the reasons of all attempts */

/* Loads a copy of a library that is open for reading. Adds to why, with what it
 * holds already, each place that did not serve and its reason. */
void *door_load_copy(int from, int64_t size, char *why, size_t cap);
/* True if the file system of a file forbids to run what is on it. */
bool door_is_noexec(int fd);

/* ---- start.c ---- */

/* Starts the runtime of a core that was just loaded. False: another door of this
 * process, which had the same file at the same moment, does. */
bool door_core_start(void *library);

/* ---- relocate.c ---- */

/* Makes the addresses in a core that was just loaded those of where it is. False:
 * that is done, or another thread is at it. */
struct link_map;
bool door_core_relocate(const struct link_map *map);

/* ---- limits.c, signals.c ---- */
int32_t door_check_limits(sally_error *err);

/* Signals of a fault in the thread that gets them. */
#define DOOR_FAULTS {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS}
void door_signals_give_stack(void);

/* ---- options.c ---- */
int32_t door_options_copy(const_sally_options *handle, struct sally_options **out, sally_error *err);
void door_options_destroy(struct sally_options *options);

/* ---- ops_gen.c ---- */

enum door_gives { GIVES_OBJECT, GIVES_SPANS, GIVES_RESPONSE, GIVES_BATCH };

/* A row of ops.tsv. kind is that of the object it is called on; 0: none. */
struct door_operation {
  uint32_t op;
  const char *name;
  uint8_t kind, texts, numbers, columns, spans;
  uint8_t gives; /* enum door_gives */
  bool waits;
  const char *const *results; /* names of what it gives */
};

/* NULL: no operation has the number. */
const struct door_operation *door_operation(uint32_t op);

/* ---- street.c ---- */

/* From now on door_call_ended gives the ticket when its call has ended, once. Not
 * together with sally_call_fd. */
int32_t door_call_watch(sally_ticket *ticket, sally_error *err);
/* Waits for such tickets at most ms milliseconds (negative: without limit). */
int32_t door_call_ended(int64_t ms, uint64_t *tickets, size_t room, int32_t *count, sally_error *err);

/* ---- response.c ---- */

/* Takes over the block of a call. */
int32_t door_response_wrap(sally_call *call, sally_response **out, sally_error *err);

/* ---- batch.c ---- */
int32_t door_batch_wrap(struct sally_batch *batch, void **out, sally_error *err);

/* ---- slots.c ---- */

/* What lives in the core has the number of the operation that makes it. */
enum door_kind {
  KIND_OPTIONS = 200,
  KIND_RESPONSE,
  KIND_BATCH,
  KIND_TICKET,
};

/*
 * A handle is a number dressed as a pointer: kind, serial and index of a slot.
 * Slots are never returned to the system, so a handle that was freed, or was
 * never one, is noticed without touching foreign memory.
 */
struct door_slot {
  _Atomic uintptr_t handle;      /* of the object that lives here; 0: free */
  _Atomic uint64_t generation;   /* of the process for which core is good */
  void *_Atomic core;            /* the core's number; of a response or batch, its memory */
  struct sally_options *options; /* to build the object again after fork */
  uint32_t serial;
  uint32_t next_free;
  uint32_t op;                   /* of a ticket, and the object that is called */
  const void *object;
  bool closed; /* by a panic */
};

#define DOOR_CHUNK_BITS 8
#define DOOR_CHUNKS 4096
extern struct door_slot *_Atomic door_chunks[DOOR_CHUNKS];

static inline struct door_slot *door_slot(const void *handle, enum door_kind kind) {
  uintptr_t h = (uintptr_t)handle;
  uint32_t index = (uint32_t)h & 0xffffff;
  if (UNLIKELY(h >> 56 != (uintptr_t)kind || index >= DOOR_CHUNKS << DOOR_CHUNK_BITS)) {
    return NULL;
  }
  struct door_slot *chunk = atomic_load_explicit(&door_chunks[index >> DOOR_CHUNK_BITS], memory_order_acquire);
  if (UNLIKELY(chunk == NULL)) {
    return NULL;
  }
  struct door_slot *slot = &chunk[index & ((1u << DOOR_CHUNK_BITS) - 1)];
  return atomic_load_explicit(&slot->handle, memory_order_acquire) == h ? slot : NULL;
}

/* The word for a kind of object, for messages. */
const char *door_kind_name(unsigned kind);

/* Why door_slot found nothing. */
int32_t door_no_slot(const void *handle, enum door_kind kind, sally_error *err);

/* What a handle stands for. current: core belongs to this process. */
struct door_object {
  void *core;
  struct sally_options *options;
  bool current;
};

/* Takes over core and options; NULL if there is no memory or slot. */
void *door_handle_add(enum door_kind kind, void *core, struct sally_options *options);
/* Takes a handle out of use and gives the caller what it stood for, or returns
 * false if it was not in use. */
bool door_handle_remove(const void *handle, enum door_kind kind, struct door_object *out);

/* ---- objects.c ---- */

/* After a panic, which closed the object in the core: it must not come back to
 * life by being built again in the child of a fork. */
void door_close(const void *handle, enum door_kind kind);

/* Finds the core's number of an object, building it anew in the child of a fork. */
int32_t door_enter_slow(const void *handle, enum door_kind kind, uint64_t *number, sally_error *err);

static inline int32_t door_enter(const void *handle, enum door_kind kind, uint64_t *number, sally_error *err) {
  struct door_slot *slot = door_slot(handle, kind);
  if (UNLIKELY(slot == NULL || atomic_load_explicit(&slot->generation, memory_order_acquire) !=
                                   atomic_load_explicit(door_generation_page, memory_order_relaxed))) {
    return door_enter_slow(handle, kind, number, err);
  }
  *number = (uint64_t)(uintptr_t)atomic_load_explicit(&slot->core, memory_order_relaxed);
  return SALLY_OK;
}

/* The same for an operation of any object, or of none: kind 0. */
static inline int32_t door_enter_any(unsigned kind, const void *handle, uint64_t *number, sally_error *err) {
  return kind == 0 ? door_core_load(err) : door_enter(handle, (enum door_kind)kind, number, err);
}

static inline int32_t door_leave(int32_t code, const void *handle, unsigned kind) {
  if (UNLIKELY(code == SALLY_E_PANIC && kind != 0)) {
    door_close(handle, (enum door_kind)kind);
  }
  return code;
}

/* Runs an operation. Inline, because the core goes so deep that the processor
 * foresees no return out here. */
static ALWAYS_INLINE int32_t door_run(unsigned kind, sally_call *call, sally_error *err) {
  uint64_t object = 0;
  int32_t code = door_enter_any(kind, call->object, &object, err);
  if (UNLIKELY(code != SALLY_OK)) {
    return code;
  }
  call->block = NULL;
  return door_leave(door_core.call(object, call, err), call->object, kind);
}

#endif
