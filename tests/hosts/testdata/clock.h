/* clock.h - another year for one process, whoever asks: the C library and Go read the
 * clock in the page of code that the kernel gives each process (vdso(7)), which is
 * this process's own to change. x86-64. */
#ifndef CLOCK_H
#define CLOCK_H

#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "check.h"

static long clock_shift; /* seconds */

/* Runs in the place of the kernel's functions, on whatever stack. */
static int shifted_clock_gettime(clockid_t clock, struct timespec *out) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_clock_gettime), "D"(clock), "S"(out) : "rcx", "r11", "memory");
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) out->tv_sec += clock_shift;
  return (int)result;
}

static int shifted_gettimeofday(struct timeval *out, void *zone) {
  struct timespec now;
  (void)zone;
  shifted_clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

static time_t shifted_time(time_t *out) {
  struct timespec now;
  shifted_clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

static void jump(uint8_t *from, const void *to) {
  static const uint8_t code[] = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0}; /* movabs to, %rax; jmp *%rax */
  memcpy(from, code, sizeof code);
  memcpy(from + 2, &to, sizeof to);
}

static void set_clock(long year) {
  const struct {
    const char *name;
    const void *to;
  } functions[] = {
      {"__vdso_clock_gettime", (void *)shifted_clock_gettime},
      {"__vdso_gettimeofday", (void *)shifted_gettimeofday},
      {"__vdso_time", (void *)shifted_time},
  };
  uint8_t *base = (uint8_t *)getauxval(AT_SYSINFO_EHDR);
  CHECK(base != NULL);
  const Elf64_Ehdr *head = (void *)base;
  const Elf64_Phdr *part = (void *)(base + head->e_phoff);
  const Elf64_Dyn *dynamic = NULL;
  size_t size = 0;
  for (int i = 0; i < head->e_phnum; i++) {
    if (part[i].p_type == PT_LOAD) size = part[i].p_offset + part[i].p_memsz;
    if (part[i].p_type == PT_DYNAMIC) dynamic = (void *)(base + part[i].p_offset);
  }
  const Elf64_Sym *symbols = NULL;
  const char *names = NULL;
  for (; dynamic->d_tag != DT_NULL; dynamic++) {
    if (dynamic->d_tag == DT_SYMTAB) symbols = (void *)(base + dynamic->d_un.d_ptr);
    if (dynamic->d_tag == DT_STRTAB) names = (void *)(base + dynamic->d_un.d_ptr);
  }
  clock_shift = (year - 1970) * 31556952L + 86400 - (long)time(NULL);
  CHECK(mprotect(base, (size + 4095) & ~(size_t)4095, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
  size_t changed = 0;
  for (const Elf64_Sym *symbol = symbols + 1; (const char *)symbol < names; symbol++) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
      if (strcmp(names + symbol->st_name, functions[i].name) == 0) {
        jump(base + symbol->st_value, functions[i].to);
        changed++;
      }
    }
  }
  CHECK(changed == sizeof functions / sizeof *functions);
  struct timespec now;
  CHECK(clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec / 31556952L + 1970 == year);
}

#endif
