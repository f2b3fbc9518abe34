/* Children that are made without running the handlers of pthread_atfork. */
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "check.h"

int main(void) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (madvise(page, 4096, MADV_WIPEONFORK) != 0) {
    puts("SKIPPED: this kernel (before 4.14) cannot tell");
    return 0;
  }
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
    CHECK(cores() == depth + 2); /* its own; the parent's would answer for a while, and then hang */
    IN_CHILD({ /* and one with them, in between */
      OK(sign(signer, &error));
      CHECK(cores() == depth + 3);
    });
    OK(sign(signer, &error));
  }
  return 0;
}
