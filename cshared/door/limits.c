/*
 * limits.c - what would make the Go runtime abort the process when it starts.
 *
 * Go reserves much address space, and its threads come from pthread_create; it
 * ends the process if either is refused, or a system call of signals, as a sandbox
 * may do. So all are tried here first.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "door.h"

#define MIB ((uint64_t)1 << 20)

/* Threads that the core starts at once (cshared/threads.go), with a reserve, and those
 * of them that may come to use malloc. */
#define THREADS 12
#define THREADS_OF_MALLOC 8

/* Needed besides the threads, measured with Go 1.26 and rounded up. A thread
 * takes its stack and an arena of malloc, of which little is touched. */
#define ADDRESS_SPACE (1472 * MIB)
#define DATA (80 * MIB)
#define ARENA (64 * MIB)

/* Pages of address space and of data in use, columns 1 and 6 of statm; 0 if that
 * cannot be read. */
static void pages_in_use(uint64_t *space, uint64_t *data) {
  uint64_t column[7] = {0};
  char text[128];
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text);
  if (fd >= 0) {
    close(fd);
  }
  int at = 0;
  for (ssize_t i = 0; i < n && at < 7; i++) {
    if (text[i] >= '0' && text[i] <= '9') {
      column[at] = column[at] * 10 + (uint64_t)(text[i] - '0');
    } else {
      at++;
    }
  }
  *space = column[0];
  *data = column[5];
}

static int32_t check(int resource, const char *name, uint64_t used, uint64_t needed, sally_error *err) {
  struct rlimit limit;
  if (getrlimit((unsigned)resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
      (limit.rlim_cur >= used && limit.rlim_cur - used >= needed)) {
    return SALLY_OK;
  }
  return door_fail(err, SALLY_E_ADDRESS_SPACE_LIMIT, "%s is %llu MiB with %llu MiB in use; the core needs %llu MiB more",
                   name, (unsigned long long)(limit.rlim_cur / MIB), (unsigned long long)(used / MIB),
                   (unsigned long long)(needed / MIB));
}

static int32_t check_memory(sally_error *err) {
  struct rlimit stack;
  uint64_t stack_size = 8 * MIB;
  if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY) {
    stack_size = stack.rlim_cur; /* what glibc gives a thread */
  }
  uint64_t space, data, page = (uint64_t)sysconf(_SC_PAGESIZE);
  pages_in_use(&space, &data);
  int32_t code = check(RLIMIT_AS, "the address-space limit (ulimit -v)", space * page,
                       ADDRESS_SPACE + THREADS * stack_size + THREADS_OF_MALLOC * ARENA, err);
  return code != SALLY_OK
             ? code
             : check(RLIMIT_DATA, "the data limit (ulimit -d)", data * page, DATA + THREADS * stack_size, err);
}

/* Waits until the lock is free, so that all threads exist at one time. */
static void *wait_for(void *lock) {
  pthread_mutex_lock(lock);
  pthread_mutex_unlock(lock);
  return NULL;
}

static int32_t check_threads(sally_error *err) {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[THREADS];
  int started = 0, refused = 0;
  pthread_mutex_lock(&lock);
  while (started < THREADS && refused == 0) {
    refused = pthread_create(&threads[started], NULL, wait_for, &lock);
    started += refused == 0;
  }
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < started; i++) {
    pthread_join(threads[i], NULL);
  }
  if (refused == 0) {
    return SALLY_OK;
  }
  return door_fail(err, SALLY_E_THREAD_LIMIT, "only %d of the %d threads that the core needs could be started (error %d)",
                   started, THREADS, refused);
}

static int32_t refused_call(const char *name, sally_error *err) {
  return door_fail(err, SALLY_E_CORE_LOAD_FAILED,
                   "the system call %s, which the core needs, is refused here: %s; allow it in the sandbox (seccomp)",
                   name, strerror(errno));
}

/* Each only asks. */
static int32_t check_calls(sally_error *err) {
  char answer[256]; /* the kernel's struct of each is smaller */
  const long mask = 8;
  long self = syscall(SYS_gettid);
  const struct {
    const char *name;
    long number, first, second, third, fourth;
  } calls[] = {
      {"gettid", SYS_gettid, 0, 0, 0, 0},
      {"sigaltstack", SYS_sigaltstack, 0, (long)answer, 0, 0},
      {"rt_sigaction", SYS_rt_sigaction, SIGURG, 0, (long)answer, mask},
      {"rt_sigprocmask", SYS_rt_sigprocmask, SIG_BLOCK, 0, (long)answer, mask},
      {"tgkill", SYS_tgkill, syscall(SYS_getpid), self, 0, 0},
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (syscall(calls[i].number, calls[i].first, calls[i].second, calls[i].third, calls[i].fourth) < 0) {
      return refused_call(calls[i].name, err);
    }
  }
  /* Go reads /dev/urandom instead where the kernel has no such call, and ends the process where it is refused. */
  const long nonblocking = 1;
  if (syscall(SYS_getrandom, (long)answer, 1, nonblocking) < 0 && errno != ENOSYS && errno != EAGAIN) {
    return refused_call("getrandom", err);
  }
  return SALLY_OK;
}

int32_t door_check_limits(sally_error *err) {
  int32_t code = check_calls(err);
  if (code != SALLY_OK || (code = check_memory(err)) != SALLY_OK) {
    return code;
  }
  return check_threads(err);
}
