/* The runtime sees nothing of the host's environment, and the host keeps it.
 * Argument: the variable that was set, NAME=VALUE. */
#include "check.h"

extern char **environ;

static bool given(const char *variable) {
  for (char **e = environ; *e != NULL; e++) {
    if (strcmp(*e, variable) == 0) return true;
  }
  return false;
}

/* As another program sees it. */
static bool given_at_start(const char *variable) {
  FILE *f = fopen("/proc/self/environ", "r");
  CHECK(f != NULL);
  char *line = NULL;
  size_t cap = 0;
  bool found = false;
  while (getdelim(&line, &cap, 0, f) > 0) found |= strcmp(line, variable) == 0;
  free(line);
  fclose(f);
  return found;
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  sally_signer *signer = new_signer();
  OK(sign(signer, &error));
  IN_CHILD(OK(sign(signer, &error)); CHECK(given(argv[1])); IN_CHILD(OK(sign(signer, &error))));
  for (int i = 0; i < 20000; i++) OK(sign(signer, &error)); /* collects garbage, which a limit of memory would slow */
  CHECK(given(argv[1]) && given_at_start(argv[1]));
  CHECK(system("cat /proc/self/environ | tr '\\0' '\\n' | grep -qxF \"$EXPECTED\"") == 0);
  return 0;
}
