/*
 * copy.c - loading a private copy of the core.
 *
 * The copy is in anonymous memory (memfd) or, where that is refused, in the first
 * of these directories from which a library can be loaded: TMPDIR, /dev/shm,
 * XDG_RUNTIME_DIR, /tmp, /var/tmp, the working directory. Nothing stays there, and
 * where the file system has files without a name (O_TMPFILE) nothing is seen there.
 * The bindings use the same order for a package in a zip file or a jar.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "door.h"

#define NOEXEC 8 /* ST_NOEXEC, of statvfs(3): the kernel has the same in f_flags */
#define PIECE ((size_t)64 << 10)

/* The reasons why no place served so far. */
struct reasons {
  char *text;
  size_t cap;
};

static void __attribute__((format(printf, 3, 4))) add(struct reasons *why, const char *place, const char *format, ...) {
  size_t len = strlen(why->text);
  if (len + 1 >= why->cap) {
    return;
  }
  int n = snprintf(why->text + len, why->cap - len, "%s%s: ", len == 0 ? "" : "; ", place);
  len += n < 0 ? 0 : (size_t)n;
  if (len + 1 < why->cap) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text + len, why->cap - len, format, arguments);
    va_end(arguments);
  }
}

bool door_is_noexec(int fd) {
  struct statfs place;
  return syscall(SYS_fstatfs, fd, &place) == 0 && (place.f_flags & NOEXEC) != 0;
}

/* By read and write: sendfile is refused by some sandboxes. */
static bool copy(int from, int64_t size, int to) {
  char *piece = malloc(PIECE); /* the stack of a thread may be small */
  if (piece == NULL) {
    return false;
  }
  int64_t at = 0;
  while (at < size) {
    ssize_t n = pread(from, piece, PIECE, (off_t)at);
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      errno = n == 0 ? EIO : errno; /* shorter than it was */
      break;
    }
    for (ssize_t done = 0; done < n;) {
      ssize_t m = write(to, piece + done, (size_t)(n - done));
      if (m < 0 && errno != EINTR) {
        free(piece);
        return false;
      }
      done += m < 0 ? 0 : m;
    }
    at += n;
  }
  free(piece);
  return at >= size;
}

static void *open_library(const char *path, const char *place, struct reasons *why) {
  void *core = dlopen(path, DOOR_DLOPEN);
  if (core == NULL) {
    const char *says = dlerror();
    size_t name = strlen(path); /* which the loader puts first, and tells nothing here */
    add(why, place, "%s", strncmp(says, path, name) == 0 && says[name] == ':' ? says + name + 2 : says);
  }
  return core;
}

/* Names an open file by its descriptor; false without /proc. dlopen knows libraries
 * by name too, and gives the one of a parent process for a number that is used
 * again: slashes are added until the name is new. */
static bool name_descriptor(int fd, char *path, size_t cap) {
  size_t len = (size_t)snprintf(path, cap, "/proc/self/fd/");
  for (; len + 16 < cap; path[len++] = '/') {
    snprintf(path + len, cap - len, "%d", fd);
    if (access(path, F_OK) != 0) {
      return false;
    }
    if (dlopen(path, DOOR_DLOPEN | RTLD_NOLOAD) == NULL) {
      return true;
    }
  }
  return false;
}

static void *load_from_memory(int from, int64_t size, struct reasons *why) {
  int fd = (int)syscall(SYS_memfd_create, "sallyport-core", 1u /* MFD_CLOEXEC */);
  if (fd < 0) {
    add(why, "memfd", "%s", strerror(errno));
    return NULL;
  }
  char path[PATH_MAX];
  void *core = NULL;
  if (!copy(from, size, fd)) {
    add(why, "memfd", "%s", strerror(errno));
  } else if (!name_descriptor(fd, path, sizeof path)) {
    add(why, "memfd", "/proc/self/fd cannot be used");
  } else {
    core = open_library(path, "memfd", why);
  }
  close(fd);
  return core;
}

/* path is NULL for a file without a name. */
static void *load_from_file(int from, int64_t size, int fd, const char *path, const char *place, struct reasons *why) {
  char by_descriptor[PATH_MAX];
  if (door_is_noexec(fd)) {
    add(why, place, "mounted noexec");
  } else if (!copy(from, size, fd)) {
    add(why, place, "%s", strerror(errno));
  } else if (name_descriptor(fd, by_descriptor, sizeof by_descriptor)) {
    return open_library(by_descriptor, place, why);
  } else if (path != NULL) {
    return open_library(path, place, why); /* its directory is ours alone */
  }
  return NULL;
}

/* -1: the file system or the kernel has none, or there is no /proc to load it by. */
static int open_nameless(const char *place) {
#ifdef O_TMPFILE
  char path[PATH_MAX];
  int fd = open(place, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 && !name_descriptor(fd, path, sizeof path)) {
    close(fd);
    fd = -1;
  }
  return fd;
#else
  return -1;
#endif
}

static void *load_from_directory(int from, int64_t size, const char *place, struct reasons *why) {
  char directory[PATH_MAX], path[PATH_MAX + 16];
  if (place == NULL || *place == '\0') {
    return NULL;
  }
  int fd = open_nameless(place);
  if (fd >= 0) {
    void *core = load_from_file(from, size, fd, NULL, place, why);
    close(fd);
    return core;
  }
  if ((size_t)snprintf(directory, sizeof directory, "%s/sallyport-XXXXXX", place) >= sizeof directory) {
    add(why, "a directory", "%s", strerror(ENAMETOOLONG));
    return NULL;
  }
  if (mkdtemp(directory) == NULL) {
    add(why, place, "%s", strerror(errno));
    return NULL;
  }
  snprintf(path, sizeof path, "%s/core.so", directory);
  void *core = NULL;
  if ((fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0) {
    add(why, place, "%s", strerror(errno));
  } else {
    core = load_from_file(from, size, fd, path, place, why);
    unlink(path);
    close(fd);
  }
  rmdir(directory);
  return core;
}

void *door_load_copy(int from, int64_t size, char *text, size_t cap) {
  struct reasons why = {text, cap};
  void *core = load_from_memory(from, size, &why);
  const char *places[] = {secure_getenv("TMPDIR"), "/dev/shm", secure_getenv("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp", "."};
  for (size_t i = 0; core == NULL && i < sizeof places / sizeof *places; i++) {
    core = load_from_directory(from, size, places[i], &why);
  }
  return core;
}
