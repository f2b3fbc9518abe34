/*
 * signals.c - giving other code's signal handlers an alternate stack.
 *
 * A thread that runs Go code is on a small stack. The Go runtime sets
 * SA_ONSTACK on the handlers that it finds, but through sigaction(), which
 * libraries such as libjsig replace. So it is set again here, by the system call.
 */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "door.h"

/* struct sigaction as the kernel has it, on x86-64 and arm64. */
struct kernel_sigaction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
};

void door_signals_give_stack(void) {
  for (int number = 1; number <= 64; number++) {
    struct kernel_sigaction action;
    if (syscall(SYS_rt_sigaction, number, NULL, &action, sizeof action.mask) != 0 || action.handler == SIG_DFL ||
        action.handler == SIG_IGN || (action.flags & SA_ONSTACK) != 0) {
      continue;
    }
    action.flags |= SA_ONSTACK;
    syscall(SYS_rt_sigaction, number, &action, NULL, sizeof action.mask);
  }
}
