/*
 * relocate.c - what the loader would do for a core whose relocations are packed.
 *
 * Loaders before glibc 2.36 do not read the table, which makes the core a tenth
 * smaller. So the build gives it another name (cshared/holdstart), and it is applied
 * here before anything of the core runs. The memory that the loader would protect then
 * is protected here.
 */
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "door.h"

/* The names that holdstart gives to DT_RELR, DT_RELRSZ and PT_GNU_RELRO. */
#define HELD_TABLE 0x60005a24
#define HELD_TABLE_SIZE 0x60005a23
#define HELD_PROTECTED 0x60005a52
/* What the name of the table becomes. */
#define DONE 0x60005aff

/* An even entry is the address of a word; an odd one has bits for the words that follow. */
static void apply(ElfW(Addr) base, const ElfW(Addr) *entry, size_t count) {
  ElfW(Addr) *word = NULL;
  for (; count > 0; entry++, count--) {
    if ((*entry & 1) == 0) {
      word = (ElfW(Addr) *)(base + *entry);
      *word++ += base;
      continue;
    }
    ElfW(Addr) *next = word;
    for (ElfW(Addr) bits = *entry >> 1; bits != 0; bits >>= 1, next++) {
      if (bits & 1) {
        *next += base;
      }
    }
    word += 8 * sizeof *entry - 1;
  }
}

static void protect(ElfW(Addr) base) {
  const ElfW(Ehdr) *file = (const ElfW(Ehdr) *)base; /* its first segment begins with the file */
  const ElfW(Phdr) *header = (const ElfW(Phdr) *)(base + file->e_phoff);
  for (size_t i = 0; i < file->e_phnum; i++) {
    if (header[i].p_type == HELD_PROTECTED) {
      ElfW(Addr) page = (ElfW(Addr))sysconf(_SC_PAGESIZE), from = base + header[i].p_vaddr;
      ElfW(Addr) end = (from + header[i].p_memsz) & ~(page - 1);
      from &= ~(page - 1);
      if (end > from) {
        syscall(SYS_mprotect, from, end - from, PROT_READ);
      }
    }
  }
}

bool door_core_relocate(const struct link_map *map) {
  ElfW(Dyn) *table = NULL;
  size_t count = 0;
  for (ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == HELD_TABLE) {
      table = entry;
    } else if (entry->d_tag == HELD_TABLE_SIZE) {
      count = entry->d_un.d_val / sizeof(ElfW(Addr));
    } else if (entry->d_tag == DONE) {
      return false;
    }
  }
  if (table != NULL) {
    if (!__sync_bool_compare_and_swap(&table->d_tag, HELD_TABLE, DONE)) {
      return false;
    }
    apply(map->l_addr, (const ElfW(Addr) *)(map->l_addr + table->d_un.d_ptr), count);
    protect(map->l_addr);
  }
  return true;
}
