/*
 * load.c - finding and loading the core.
 *
 * The core's file is opened when the door is loaded and stays open, so that the
 * child of a fork can load it even if it was deleted or replaced on disk since.
 * If the file is loaded already, by this door in the parent or by another door, a
 * private copy is loaded: dlopen would only give back what may be a dead core.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "door.h"

#define CORE_NAME "libsallyport-core.so"

struct core door_core;

static _Atomic uint64_t loaded; /* generation for which door_core is good */

static struct {
  char path[PATH_MAX];
  int fd;
  struct stat id;
} file = {.fd = -1};

extern const char *gnu_get_libc_version(void) __attribute__((weak));

/* Where the core should be: SALLYPORT_CORE_LIBRARY (given), else beside the door. */
static bool find_path(char *path, size_t cap, bool *is_given) {
  const char *given = secure_getenv("SALLYPORT_CORE_LIBRARY");
  *is_given = given != NULL && *given != '\0';
  if (*is_given) {
    return (size_t)snprintf(path, cap, "%s", given) < cap;
  }
  Dl_info door;
  if (dladdr((void *)&find_path, &door) == 0 || door.dli_fname == NULL) {
    return false;
  }
  const char *slash = strrchr(door.dli_fname, '/');
  int directory = slash == NULL ? 0 : (int)(slash - door.dli_fname + 1);
  return (size_t)snprintf(path, cap, "%.*s" CORE_NAME, directory, door.dli_fname) < cap;
}

static bool same_file(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The system calls: stat and fstat are no symbols of an old glibc. */
static bool stat_path(const char *path, struct stat *out) {
  return syscall(SYS_newfstatat, AT_FDCWD, path, out, 0) == 0;
}
static bool stat_fd(int fd, struct stat *out) { return syscall(SYS_fstat, fd, out) == 0; }

/* True if the descriptor is still ours: hosts that become daemons close all. */
static bool still_open(void) {
  struct stat now;
  return file.fd >= 0 && stat_fd(file.fd, &now) && same_file(&now, &file.id);
}

/* The lock is held, or no other thread exists yet. */
static int32_t open_file(sally_error *err) {
  char path[PATH_MAX];
  bool given;
  if (!find_path(path, sizeof path, &given)) {
    return door_fail(err, SALLY_E_CORE_MISSING, "the place of " CORE_NAME " cannot be told");
  }
  if (strcmp(path, file.path) == 0 && still_open()) {
    return SALLY_OK;
  }
  bool old = still_open(); /* before open(): the new number may be that of a descriptor that the host closed */
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && old && !given) {
    return SALLY_OK; /* the variable was there when the door was loaded: a binding that has no file sets it so long */
  }
  if (fd < 0) {
    int32_t code = errno == ENOENT || errno == ENOTDIR ? SALLY_E_CORE_MISSING : SALLY_E_CORE_LOAD_FAILED;
    return door_fail(err, code, "%s: %s", path, strerror(errno));
  }
  struct stat id;
  if (!stat_fd(fd, &id) || !S_ISREG(id.st_mode)) {
    close(fd);
    return door_fail(err, SALLY_E_CORE_LOAD_FAILED, "%s is not a regular file", path);
  }
  if (old) {
    close(file.fd);
  }
  memcpy(file.path, path, sizeof path);
  file.fd = fd;
  file.id = id;
  return SALLY_OK;
}

__attribute__((constructor)) static void open_early(void) {
  if (gnu_get_libc_version != NULL) {
    open_file(NULL);
  }
}

/* ---- Loading ---- */

static void *load_file(char *why, size_t cap) {
  struct stat now;
  /* Unreadable by now, for a host that gave up its rights: the descriptor still is. */
  bool in_place = strchr(file.path, '/') != NULL && stat_path(file.path, &now) && same_file(&now, &file.id) &&
                  access(file.path, R_OK) == 0;
  if (in_place && dlopen(file.path, DOOR_DLOPEN | RTLD_NOLOAD) == NULL) {
    void *core = dlopen(file.path, DOOR_DLOPEN);
    if (core != NULL) {
      return core;
    }
    snprintf(why, cap, "%s", dlerror());
    if (!door_is_noexec(file.fd)) {
      return NULL;
    }
  }
  return door_load_copy(file.fd, file.id.st_size, why, cap);
}

struct loading {
  void *core;
  char why[DOOR_WHY];
};

static void *load_and_start(void *to) {
  struct loading *loading = to;
  loading->core = load_file(loading->why, sizeof loading->why);
  if (loading->core != NULL && !door_core_start(loading->core)) {
    loading->core = door_load_copy(file.fd, file.id.st_size, loading->why, sizeof loading->why);
    if (loading->core != NULL) {
      door_core_start(loading->core);
    }
  }
  return NULL;
}

/* On a stack of its own: dlopen takes more than a caller's may have. Go's own threads
 * inherit this thread's mask. With the host's signals blocked there, its handlers
 * never run on a stack of Go's. What stays are the faults. */
static int load_quietly(struct loading *loading) {
  static const int faults[] = DOOR_FAULTS;
  sigset_t block, before;
  sigfillset(&block);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    sigdelset(&block, faults[i]);
  }
  pthread_t thread;
  pthread_sigmask(SIG_BLOCK, &block, &before);
  int refused = pthread_create(&thread, NULL, load_and_start, loading);
  if (refused == 0) {
    pthread_join(thread, NULL);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return refused;
}

static bool find_functions(void *library, struct core *core) {
  const struct {
    const char *name;
    void **to;
  } functions[] = {
#define FUNCTION(name) {"sally_core_" #name, (void **)&core->name}
      FUNCTION(version), FUNCTION(new), FUNCTION(call), FUNCTION(start), FUNCTION(finish),
      FUNCTION(cancel),  FUNCTION(fd),  FUNCTION(watch), FUNCTION(ended), FUNCTION(free), FUNCTION(drop),
#undef FUNCTION
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    if ((*functions[i].to = dlsym(library, functions[i].name)) == NULL) {
      return false;
    }
  }
  return true;
}

int32_t door_core_load_locked(sally_error *err) {
  if (loaded == door_generation()) {
    return SALLY_OK;
  }
  if (gnu_get_libc_version == NULL) {
    return door_fail(err, SALLY_E_LIBC_UNSUPPORTED, "this process runs on another C library than glibc");
  }
  int32_t code = open_file(err);
  if (code != SALLY_OK || (code = door_check_limits(err)) != SALLY_OK) {
    return code;
  }
  struct loading loading = {0};
  int refused = load_quietly(&loading);
  if (refused != 0) {
    return door_fail(err, SALLY_E_THREAD_LIMIT, "the thread that loads the core could not be started (error %d)", refused);
  }
  if (loading.core == NULL) {
    return door_fail(err, SALLY_E_CORE_LOAD_FAILED, "%s", loading.why);
  }
  struct core core;
  if (!find_functions(loading.core, &core)) {
    return door_fail(err, SALLY_E_CORE_LOAD_FAILED, "%s lacks a function of version " SALLY_VERSION, file.path);
  }
  if (strcmp(core.version(), SALLY_VERSION) != 0) {
    return door_fail(err, SALLY_E_CORE_LOAD_FAILED, "%s is of version %s, " SALLY_VERSION " is needed", file.path,
                     core.version());
  }
  door_signals_give_stack();
  door_core = core;
  atomic_store_explicit(&loaded, door_generation(), memory_order_release);
  return SALLY_OK;
}

int32_t door_core_load(sally_error *err) {
  if (atomic_load_explicit(&loaded, memory_order_acquire) == door_generation()) {
    return SALLY_OK;
  }
  door_lock();
  int32_t code = door_core_load_locked(err);
  door_unlock();
  return code;
}
