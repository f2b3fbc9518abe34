/*
 * objects.c - the life of what lives in the core: made from options, built again
 * in the child of a fork, closed by a panic, freed.
 */
#include "door.h"

static uint64_t number_of(const struct door_slot *slot) { return (uint64_t)(uintptr_t)slot->core; }

SALLY_API int32_t sally_new(uint32_t kind, const_sally_options *handle, void **out, sally_error *err) {
  if (out == NULL) {
    return door_null(err, "out");
  }
  const struct door_operation *o = door_operation(kind);
  if (o == NULL || o->gives != GIVES_OBJECT || o->kind != 0) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "no kind of object has the number %u", kind);
  }
  struct sally_options *copy = NULL;
  int32_t code = door_options_copy(handle, &copy, err);
  if (code != SALLY_OK) {
    return code;
  }
  uint64_t number = 0;
  code = door_core_load(err);
  if (code == SALLY_OK) {
    door_signals_give_stack(); /* to handlers that came after the core */
    code = door_core.new(kind, copy, &number, err);
  }
  if (code != SALLY_OK) {
    door_options_destroy(copy);
    return code;
  }
  void *made = door_handle_add((enum door_kind)kind, (void *)(uintptr_t)number, copy);
  if (made == NULL) {
    door_core.free(number);
    door_options_destroy(copy);
    return door_fail(err, SALLY_E_OUT_OF_MEMORY, "no room for another handle");
  }
  *out = made;
  return SALLY_OK;
}

SALLY_API void sally_free(uint32_t kind, void *handle) {
  struct door_object object;
  if (!door_handle_remove(handle, (enum door_kind)kind, &object)) {
    return;
  }
  if (object.current) {
    door_core.free((uint64_t)(uintptr_t)object.core);
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

int32_t door_enter_slow(const void *handle, enum door_kind kind, uint64_t *number, sally_error *err) {
  door_lock();
  struct door_slot *slot = door_slot(handle, kind);
  int32_t code;
  if (slot == NULL) {
    code = door_no_slot(handle, kind, err);
  } else if (slot->generation == door_generation()) {
    *number = number_of(slot);
    code = SALLY_OK;
  } else if (slot->options == NULL) {
    code = door_fail(err, SALLY_E_FORKED, "the %s was made before fork()", door_kind_name((unsigned)kind));
  } else if (slot->closed) {
    code = door_fail(err, SALLY_E_HANDLE_CLOSED, "the handle was closed by a panic in the parent process");
  } else if ((code = door_core_load_locked(err)) == SALLY_OK &&
             (code = door_core.new((uint32_t)kind, slot->options, number, err)) == SALLY_OK) {
    atomic_store(&slot->core, (void *)(uintptr_t)*number);
    atomic_store_explicit(&slot->generation, door_generation(), memory_order_release);
  }
  door_unlock();
  return code;
}
