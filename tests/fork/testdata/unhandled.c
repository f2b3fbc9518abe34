/* Children that are made without running the handlers of pthread_atfork. */
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include "check.h"

int main(void) {
  sally_signer *signer = new_signer();
  OK(sign(signer, &error));
  for (int depth = 0; depth < 3; depth++) {
    fflush(stdout);
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    CHECK(child >= 0);
    if (child > 0) {
      ended_well(child, __FILE__, __LINE__);
      return 0;
    }
    alarm(60);
    OK(sign(signer, &error));
    IN_CHILD(OK(sign(signer, &error))); /* and one with them, in between */
    OK(sign(signer, &error));
  }
  return 0;
}
