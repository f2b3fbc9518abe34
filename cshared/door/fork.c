/*
 * fork.c - noticing that this process is a child.
 *
 * Of a process that forks, the child has one thread: Go's threads are gone, and
 * the core that was loaded in the parent would hang. So each process has a
 * generation, and everything of the core belongs to one.
 */
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include "door.h"

#define REVIVING UINT64_MAX

static _Atomic uint64_t plain_generation = 1;
_Atomic uint64_t *door_generation_page = &plain_generation;

static uint64_t generation = 1; /* survives fork, unlike the page */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void door_lock(void) {
  door_generation(); /* a lock that was held in the parent is made anew first */
  pthread_mutex_lock(&lock);
}

void door_unlock(void) { pthread_mutex_unlock(&lock); }

/* Runs when no handler of ours ran in the child of a fork. */
uint64_t door_generation_slow(void) {
  uint64_t seen = 0;
  if (atomic_compare_exchange_strong(door_generation_page, &seen, REVIVING)) {
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    atomic_store(door_generation_page, ++generation);
  }
  while ((seen = atomic_load(door_generation_page)) == REVIVING) {
    sched_yield();
  }
  return seen;
}

static void before_fork(void) { door_lock(); }

static void in_parent(void) { door_unlock(); }

static void in_child(void) {
  lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  atomic_store(door_generation_page, ++generation);
}

/* pthread_atfork would be linked in as a reference to this glibc function, and
 * the door would not load on musl, where it must load to say what is wrong. */
extern int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *dso)
    __attribute__((weak));
extern void *__dso_handle __attribute__((visibility("hidden")));

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

__attribute__((constructor)) static void start(void) {
  if (__register_atfork != NULL) {
    __register_atfork(before_fork, in_parent, in_child, &__dso_handle);
  }
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) {
    return;
  }
  if (madvise(page, 4096, MADV_WIPEONFORK) != 0) { /* Linux before 4.14 */
    munmap(page, 4096);
    return;
  }
  atomic_store((_Atomic uint64_t *)page, generation);
  door_generation_page = page;
}
