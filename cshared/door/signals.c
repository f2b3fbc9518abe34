/*
 * signals.c - giving handlers of faults an alternate stack.
 *
 * Go's handlers must run on one. The runtime sets SA_ONSTACK on them through
 * sigaction(), which libraries such as libjsig replace. So it is set again here, by
 * the system call. Handlers of other signals need none: cshared/overlay.
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
  static const int faults[] = DOOR_FAULTS;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct kernel_sigaction action;
    if (syscall(SYS_rt_sigaction, faults[i], NULL, &action, sizeof action.mask) != 0 || action.handler == SIG_DFL ||
        action.handler == SIG_IGN || (action.flags & SA_ONSTACK) != 0) {
      continue;
    }
    action.flags |= SA_ONSTACK;
    syscall(SYS_rt_sigaction, faults[i], &action, NULL, sizeof action.mask);
  }
}
