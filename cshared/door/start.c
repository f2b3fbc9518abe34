/*
 * start.c - starting the Go runtime of the core without the host's environment.
 *
 * Go's runtime reads GOMEMLIMIT, GOGC, GODEBUG, GOMAXPROCS, GOTRACEBACK and more
 * from behind the arguments that the loader passes. What somebody has set there
 * is for another program; here it could end the process. So the loader does not
 * start the core: the build renames the tags of its start functions
 * (cshared/holdstart), and they are called here with an environment of our own. That
 * of the process is not touched.
 */
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#include "door.h"

/* The names that holdstart gives to DT_INIT_ARRAY and DT_INIT_ARRAYSZ. */
#define HELD_ARRAY 0x60005a19
#define HELD_SIZE 0x60005a1b

/* What Go takes from the kernel's vector (runtime/os_linux.go, vdso_linux.go, and
 * those of an architecture). */
static const unsigned long of_kernel[] = {AT_PAGESZ, AT_HWCAP, AT_HWCAP2, AT_RANDOM, AT_SECURE, AT_SYSINFO_EHDR,
                                          AT_CLKTCK};
#define OF_KERNEL (sizeof of_kernel / sizeof *of_kernel)

/* As the kernel lays it out: arguments, NULL, environment, NULL, vector. Go keeps
 * pointers to it for ever. */
static struct {
  const char *arguments[2];
  const char *environment[2];
  unsigned long vector[OF_KERNEL + 1][2];
} block = {
    .arguments = {"sallyport"},
    /* The runtime sends no signals to threads, which a handler of the host's would
     * get, and leaves stacks large, for handlers that run on them (cshared/overlay). */
    .environment = {"GODEBUG=asyncpreemptoff=1,gcshrinkstackoff=1"},
};

static void fill_vector(void) {
  size_t n = 0;
  for (size_t i = 0; i < OF_KERNEL; i++) {
    unsigned long value = getauxval(of_kernel[i]);
    if (value != 0) {
      block.vector[n][0] = of_kernel[i];
      block.vector[n++][1] = value;
    }
  }
}

void door_core_start(void *library) {
  struct link_map *map = NULL;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || map == NULL) {
    return;
  }
  typedef void start(int, const char **, const char **);
  start **functions = NULL;
  size_t count = 0;
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == HELD_ARRAY) {
      functions = (start **)(map->l_addr + entry->d_un.d_ptr);
    } else if (entry->d_tag == HELD_SIZE) {
      count = entry->d_un.d_val / sizeof *functions;
    }
  }
  if (functions == NULL) {
    return; /* the loader has called them */
  }
  fill_vector();
  for (size_t i = 0; i < count; i++) {
    functions[i](1, block.arguments, block.environment);
  }
}
