/* handles.c - the table behind door handles. */
#include <stdlib.h>

#include "door.h"

struct door_slot *_Atomic door_chunks[DOOR_CHUNKS];

#define NO_SLOT UINT32_MAX
static uint32_t first_free = NO_SLOT;
static uint32_t slots_used;

static struct door_slot *slot_at(uint32_t index) {
  return &door_chunks[index >> DOOR_CHUNK_BITS][index & ((1u << DOOR_CHUNK_BITS) - 1)];
}

/* The lock is held. */
static uint32_t take_slot(void) {
  uint32_t index = first_free;
  if (index != NO_SLOT) {
    first_free = slot_at(index)->next_free;
    return index;
  }
  index = slots_used;
  if (index == DOOR_CHUNKS << DOOR_CHUNK_BITS) {
    return NO_SLOT;
  }
  struct door_slot *_Atomic *chunk = &door_chunks[index >> DOOR_CHUNK_BITS];
  if (*chunk == NULL) {
    struct door_slot *slots = calloc(1u << DOOR_CHUNK_BITS, sizeof *slots);
    if (slots == NULL) {
      return NO_SLOT;
    }
    atomic_store_explicit(chunk, slots, memory_order_release);
  }
  slots_used++;
  return index;
}

void *door_handle_add(enum door_kind kind, void *core, struct sally_options *options) {
  door_lock();
  uint32_t index = take_slot();
  if (index == NO_SLOT) {
    door_unlock();
    return NULL;
  }
  struct door_slot *slot = slot_at(index);
  slot->serial++;
  slot->options = options;
  slot->closed = false;
  uintptr_t handle = (uintptr_t)kind << 56 | (uintptr_t)slot->serial << 24 | index;
  atomic_store(&slot->core, core);
  atomic_store(&slot->generation, door_generation());
  atomic_store(&slot->handle, handle);
  door_unlock();
  return (void *)handle; /* NOLINT: a number, never followed */
}

bool door_handle_remove(const void *handle, enum door_kind kind, struct door_object *out) {
  door_lock();
  struct door_slot *slot = door_slot(handle, kind);
  if (slot == NULL) {
    door_unlock();
    return false;
  }
  *out = (struct door_object){slot->core, slot->options, slot->generation == door_generation()};
  atomic_store(&slot->handle, 0);
  atomic_store(&slot->core, NULL);
  slot->options = NULL;
  slot->next_free = first_free;
  first_free = (uint32_t)(uintptr_t)handle & 0xffffff;
  door_unlock();
  return true;
}

int32_t door_no_slot(const void *handle, enum door_kind kind, sally_error *err) {
  static const char *const names[] = {
      [KIND_OPTIONS] = "options",     [KIND_RESPONSE] = "response", [KIND_SIGNER] = "signer",
      [KIND_CLIENT] = "client",       [KIND_PUBLISHER] = "publisher", [KIND_VERIFIER] = "verifier",
      [KIND_METADATA] = "metadata",   [KIND_BATCH] = "batch",
  };
  if (handle == NULL) {
    return door_null(err, names[kind]);
  }
  return door_fail(err, SALLY_E_HANDLE_CLOSED, "%p is not a %s in use", handle, names[kind]);
}

/* Builds the object that options describe in the core of this process. */
static int32_t build(enum door_kind kind, const struct sally_options *options, void **core, sally_error *err) {
  switch (kind) {
    case KIND_SIGNER:
      return door_core.signer_new(options, (sally_signer **)core, err);
    case KIND_CLIENT:
      return door_core.client_new(options, (sally_client **)core, err);
    case KIND_PUBLISHER:
      return door_core.publisher_new(options, (sally_publisher **)core, err);
    case KIND_VERIFIER:
      return door_core.verifier_new(options, (sally_verifier **)core, err);
    case KIND_METADATA:
      return door_core.metadata_new(options, (sally_metadata **)core, err);
    default:
      return door_fail(err, SALLY_E_INTERNAL, "kind %d is never built", (int)kind);
  }
}

static void release(enum door_kind kind, void *core) {
  switch (kind) {
    case KIND_SIGNER:
      door_core.signer_free(core);
      break;
    case KIND_CLIENT:
      door_core.client_free(core);
      break;
    case KIND_PUBLISHER:
      door_core.publisher_free(core);
      break;
    case KIND_VERIFIER:
      door_core.verifier_free(core);
      break;
    case KIND_METADATA:
      door_core.metadata_free(core);
      break;
    default:
      break;
  }
}

int32_t door_build(enum door_kind kind, const_sally_options *handle, void **out, sally_error *err) {
  if (out == NULL) {
    return door_null(err, "out");
  }
  struct sally_options *copy = NULL;
  int32_t code = door_options_copy(handle, &copy, err);
  if (code != SALLY_OK) {
    return code;
  }
  void *core = NULL;
  code = door_core_load(err);
  if (code == SALLY_OK) {
    door_signals_give_stack(); /* to handlers that came after the core */
    code = build(kind, copy, &core, err);
  }
  if (code != SALLY_OK) {
    door_options_destroy(copy);
    return code;
  }
  void *made = door_handle_add(kind, core, copy);
  if (made == NULL) {
    release(kind, core);
    door_options_destroy(copy);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another handle");
  }
  *out = made;
  return SALLY_OK;
}

void door_free(enum door_kind kind, const void *handle) {
  struct door_object object;
  if (!door_handle_remove(handle, kind, &object)) {
    return;
  }
  if (object.current) {
    release(kind, object.core);
  }
  door_options_destroy(object.options);
}

void door_close(const void *handle, enum door_kind kind) {
  door_lock();
  struct door_slot *slot = door_slot(handle, kind);
  if (slot != NULL) {
    slot->closed = true;
  }
  door_unlock();
}

int32_t door_enter_slow(const void *handle, enum door_kind kind, void **core, sally_error *err) {
  door_lock();
  struct door_slot *slot = door_slot(handle, kind);
  int32_t code;
  if (slot == NULL) {
    code = door_no_slot(handle, kind, err);
  } else if (slot->generation == door_generation()) {
    *core = slot->core;
    code = SALLY_OK;
  } else if (slot->closed) {
    code = door_fail(err, SALLY_E_HANDLE_CLOSED, "the handle was closed by a panic in the parent process");
  } else if ((code = door_core_load_locked(err)) == SALLY_OK &&
             (code = build(kind, slot->options, core, err)) == SALLY_OK) {
    atomic_store(&slot->core, *core);
    atomic_store_explicit(&slot->generation, door_generation(), memory_order_release);
  }
  door_unlock();
  return code;
}
