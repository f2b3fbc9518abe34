/* Nothing of Go runs before it is needed; vfork and posix_spawn change nothing. */
#include <spawn.h>

#include "check.h"

int main(void) {
  sally_options *options = OPTIONS(CREDENTIALS);
  sally_error_hint(SALLY_E_PANIC);
  sally_version();
  sally_signer *signer;
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_new(options, NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_new(NULL, &signer, &error));
  CHECK(entries("/proc/self/task") == 1 && cores() == 0);

  /* A child of a process that never used the core maps the file itself. */
  IN_CHILD({
    OK(sally_signer_new(options, &signer, &error));
    CHECK(cores() == 1);
  });
  OK(sally_signer_new(options, &signer, &error));
  CHECK(entries("/proc/self/task") > 1 && cores() == 1);

  int before = entries("/proc/self/fd");
  for (int i = 0; i < 20; i++) {
    CHECK(system("true") == 0);
    pid_t child = vfork();
    if (child == 0) _exit(0);
    ended_well(child, __FILE__, __LINE__);
    char *args[] = {"true", NULL}, *none[] = {NULL};
    CHECK(posix_spawnp(&child, "true", NULL, NULL, args, none) == 0);
    ended_well(child, __FILE__, __LINE__);
    OK(sign(signer, &error));
  }
  CHECK(cores() == 1 && descriptors_end_at(before));
  IN_CHILD({
    OK(sign(signer, &error));
    CHECK(cores() == 2 && descriptors_end_at(before));
  });
  return 0;
}
