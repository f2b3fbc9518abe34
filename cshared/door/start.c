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
#include <stdio.h>
#include <string.h>
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

/* What a host may set; the runtime has it as a variable of its own. */
static struct setting {
  const char *key, *variable;
  uint64_t least, most;
  char given[40]; /* "VARIABLE=number"; empty: not set */
} settings[] = {
    {"runtime.max_procs", "GOMAXPROCS", 1, 1024, ""},
    {"runtime.memory_limit", "GOMEMLIMIT", 16 << 20, (uint64_t)1 << 46, ""}, /* with less it only collects garbage */
};
#define SETTINGS (sizeof settings / sizeof *settings)
#define ENVIRONMENT (SETTINGS + 2)

static uint64_t started; /* generation in which a core was started */

/* As the kernel lays it out: arguments, NULL, environment, NULL, vector. Go keeps
 * pointers to it for ever. */
static struct {
  const char *arguments[2];
  const char *environment[ENVIRONMENT];
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

static void fill_environment(void) {
  size_t n = 1;
  for (size_t i = 0; i < SETTINGS; i++) {
    if (settings[i].given[0] != '\0') {
      block.environment[n++] = settings[i].given;
    }
  }
  block.environment[n] = NULL;
}

static bool number_of(sally_str digits, uint64_t *out) {
  *out = 0;
  for (size_t i = 0; i < digits.len; i++) {
    if (digits.data[i] < '0' || digits.data[i] > '9') {
      return false;
    }
    *out = *out * 10 + (uint64_t)(digits.data[i] - '0');
  }
  return digits.len > 0 && digits.len < 19;
}

static int32_t set_locked(sally_str key, sally_str value, sally_error *err) {
  for (size_t i = 0; i < SETTINGS; i++) {
    struct setting *s = &settings[i];
    if (strlen(s->key) != key.len || memcmp(s->key, key.data, key.len) != 0) {
      continue;
    }
    uint64_t number;
    if (value.len > 0 && (!number_of(value, &number) || number < s->least || number > s->most)) {
      return door_fail(err, SALLY_E_INVALID_OPTION, "%s is \"%.*s\", not a whole number from %llu to %llu", s->key,
                       value.len > 64 ? 64 : (int)value.len, value.data, (unsigned long long)s->least,
                       (unsigned long long)s->most);
    }
    if (started == door_generation()) {
      return door_fail(err, SALLY_E_INVALID_OPTION, "the core of this process runs already: set %s before the first call",
                       s->key);
    }
    if (value.len == 0) {
      s->given[0] = '\0';
    } else {
      snprintf(s->given, sizeof s->given, "%s=%llu", s->variable, (unsigned long long)number);
    }
    return SALLY_OK;
  }
  return door_fail(err, SALLY_E_UNKNOWN_OPTION, "the runtime has no setting \"%.*s\"; it has %s and %s",
                   key.len > 64 ? 64 : (int)key.len, key.data, settings[0].key, settings[1].key);
}

SALLY_API int32_t sally_runtime_set(sally_str key, sally_str value, sally_error *err) {
  if (key.data == NULL || (value.data == NULL && value.len > 0)) {
    return door_null(err, key.data == NULL ? "key.data" : "value.data");
  }
  door_lock();
  int32_t code = set_locked(key, value, err);
  door_unlock();
  return code;
}

bool door_core_start(void *library) {
  started = door_generation();
  struct link_map *map = NULL;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || map == NULL) {
    return true;
  }
  if (!door_core_relocate(map)) {
    return false;
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
    return true; /* the loader has called them */
  }
  fill_vector();
  fill_environment();
  for (size_t i = 0; i < count; i++) {
    functions[i](1, block.arguments, block.environment);
  }
  return true;
}
