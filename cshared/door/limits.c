/* limits.c - what would make the Go runtime abort the process when it starts. */
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "door.h"

/* Address space that the core takes at its start, measured and rounded up. */
#define NEEDED ((uint64_t)1600 << 20)

/* Bytes of address space in use, from /proc; 0 if that cannot be read. */
static uint64_t in_use(void) {
  char text[64];
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return 0;
  }
  ssize_t n = read(fd, text, sizeof text);
  close(fd);
  if (n <= 0) {
    return 0;
  }
  uint64_t pages = 0;
  for (ssize_t i = 0; i < n && text[i] >= '0' && text[i] <= '9'; i++) {
    pages = pages * 10 + (uint64_t)(text[i] - '0');
  }
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

int32_t door_check_limits(sally_error *err) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return SALLY_OK;
  }
  uint64_t used = in_use();
  if (limit.rlim_cur >= used && limit.rlim_cur - used >= NEEDED) {
    return SALLY_OK;
  }
  return door_fail(err, SALLY_E_ADDRESS_SPACE_LIMIT,
                   "the address-space limit is %llu MiB with %llu MiB in use; the core needs %llu MiB more",
                   (unsigned long long)limit.rlim_cur >> 20, (unsigned long long)used >> 20,
                   (unsigned long long)NEEDED >> 20);
}
