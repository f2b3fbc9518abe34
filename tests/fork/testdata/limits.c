/* Sets one limit and makes the first call: it must work or say which limit is
 * too small. Arguments: as, data or threads, and the limit in MiB or threads. */
#include <grp.h>
#include <pthread.h>
#include <sys/resource.h>

#include "check.h"

static void set_limit(int resource, rlim_t value) {
  struct rlimit limit = {value, value};
  CHECK(setrlimit(resource, &limit) == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  sally_options *options = OPTIONS(CREDENTIALS);
  rlim_t value = strtoul(argv[2], NULL, 10);
  int32_t code = SALLY_E_ADDRESS_SPACE_LIMIT;
  if (strcmp(argv[1], "as") == 0) {
    set_limit(RLIMIT_AS, value << 20);
  } else if (strcmp(argv[1], "data") == 0) {
    set_limit(RLIMIT_DATA, value << 20);
  } else {
    code = SALLY_E_THREAD_LIMIT;
    set_limit(RLIMIT_NPROC, value);
    if (getuid() == 0) { /* root has no such limit */
      CHECK(setgroups(0, NULL) == 0 && setgid(54321) == 0 && setuid(54321) == 0);
    }
  }
  sally_signer *signer;
  int32_t got = sally_signer_new(options, &signer, &error);
  if (got == SALLY_OK) {
    for (int i = 0; i < 1000; i++) OK(sign(signer, &error));
    puts("works");
    return 0;
  }
  EXPECT(code, got);
  puts(error.message);
  set_limit(RLIMIT_CORE, 0); /* the process is alive and well */
  EXPECT(code, sally_signer_new(options, &signer, &error));
  return 0;
}
