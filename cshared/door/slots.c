/* slots.c - the table behind door handles: a handle is a number, and finds a slot. */
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

const char *door_kind_name(unsigned kind) {
  switch (kind) {
    case SALLY_OP_SIGNER_NEW:
      return "signer";
    case SALLY_OP_CLIENT_NEW:
      return "client";
    case SALLY_OP_PUBLISHER_NEW:
      return "publisher";
    case SALLY_OP_VERIFIER_NEW:
      return "verifier";
    case SALLY_OP_METADATA_NEW:
      return "metadata";
    case SALLY_OP_CLIENT_OPEN:
      return "stream";
    case KIND_OPTIONS:
      return "options";
    case KIND_RESPONSE:
      return "response";
    case KIND_BATCH:
      return "batch";
    case KIND_TICKET:
      return "ticket";
    default:
      return "object";
  }
}

int32_t door_no_slot(const void *handle, enum door_kind kind, sally_error *err) {
  if (handle == NULL) {
    return door_null(err, door_kind_name(kind));
  }
  unsigned other = (unsigned)((uintptr_t)handle >> 56);
  if (other != (unsigned)kind && door_slot(handle, (enum door_kind)other) != NULL) {
    return door_fail(err, SALLY_E_HANDLE_CLOSED, "%p is a %s, not a %s in use", handle, door_kind_name(other), door_kind_name(kind));
  }
  return door_fail(err, SALLY_E_HANDLE_CLOSED, "%p is not a %s in use", handle, door_kind_name(kind));
}
