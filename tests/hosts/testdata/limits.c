/* Every kind of object in a process that lacks something. Arguments: what it lacks,
 * how much it has, and "before" or "after" for when the library is loaded.
 * Prints a line "kind<TAB>outcome" a kind: "works" or codes, and then whether the
 * objects work when the limit is gone. Status 77: this process may not make it. */
#include <dirent.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "clock.h"
#include "kinds.h"

static struct rlimit before;
static int limited = -1;
static int wasted[4096], count;

static void limit(int resource, rlim_t value) {
  limited = resource;
  CHECK(getrlimit((unsigned)resource, &before) == 0);
  struct rlimit now = {value < before.rlim_max ? value : before.rlim_max, before.rlim_max};
  CHECK(setrlimit((unsigned)resource, &now) == 0);
}

static void may(bool possible) {
  if (!possible) _exit(77);
}

static rlim_t address_space(void) {
  unsigned long pages;
  FILE *f = fopen("/proc/self/statm", "r");
  CHECK(f != NULL && fscanf(f, "%lu", &pages) == 1);
  fclose(f);
  return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static rlim_t threads_now(void) {
  rlim_t n = 0;
  DIR *d = opendir("/proc/self/task");
  for (struct dirent *e; (e = readdir(d)) != NULL;) n += e->d_name[0] != '.';
  closedir(d);
  return n;
}

/* Root has no such limit. */
static void become_somebody(void) {
  may(geteuid() != 0 || (setgroups(0, NULL) == 0 && setgid(54321) == 0 && setuid(54321) == 0));
}

/* All descriptors are used but so many. */
static void use_up_descriptors(long left) {
  limit(RLIMIT_NOFILE, 256);
  int fd;
  while ((fd = dup(0)) >= 0) wasted[count++] = fd;
  while (left-- > 0) close(wasted[--count]);
}

static void hide_etc(void) {
  may(unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
  CHECK(mount("tmpfs", "/etc", "tmpfs", 0, "") == 0);
}

static void one_cpu(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
}

static void lack(const char *what, long much) {
  bool loaded = signer != NULL;
  if (strcmp(what, "address space") == 0) {
    limit(RLIMIT_AS, ((rlim_t)much << 20) + (loaded ? address_space() : 0));
  } else if (strcmp(what, "threads") == 0) {
    limit(RLIMIT_NPROC, threads_now() + (rlim_t)much);
  } else if (strcmp(what, "descriptors") == 0) {
    use_up_descriptors(much);
  } else if (strcmp(what, "files in /etc") == 0) {
    hide_etc();
  } else if (strcmp(what, "processors") == 0) {
    one_cpu();
  } else if (strcmp(what, "the year") == 0) {
    identity_time = SALLY_NOW;
    set_clock(much);
  } else {
    CHECK(strcmp(what, "stack") == 0);
  }
}

static void give_back(void) {
  if (limited >= 0) CHECK(setrlimit((unsigned)limited, &before) == 0);
  while (count > 0) close(wasted[--count]);
}

/* ---- What is tried ---- */

static int32_t ask_once(const char *scheme, const char *host, const char *port, sally_error *err) {
  char url[128];
  snprintf(url, sizeof url, "%s://%s:%s/hello", scheme, host, port);
  sally_request request = get(url);
  sally_response *response = NULL;
  int32_t code = sally_client_do(client, &request, &response, err);
  sally_response_free(response);
  return code;
}

static int32_t use_name(sally_error *err) { return ask_once("http", "localhost", strrchr(getenv("HOSTS_BASE"), ':') + 1, err); }

/* It is right to refuse the server of the tests. */
static int32_t use_roots(sally_error *err) {
  int32_t code = ask_once("https", "127.0.0.1", getenv("HOSTS_TLS_PORT"), err);
  return code == SALLY_E_CERTIFICATE_UNKNOWN_AUTHORITY ? SALLY_OK : code;
}

static int32_t use_audience(sally_error *err) {
  char buf[64];
  size_t len;
  return sally_audience_generate(buf, sizeof buf, &len, err);
}

static const struct kind more[] = {
    {"audience", use_audience, NULL, NULL, NULL},
    {"name to look up", use_name, NULL, NULL, NULL},
    {"roots of the system", use_roots, NULL, NULL, NULL},
};

#define TRIES 4

/* As it is told when the limit is gone: stdio may need memory. */
static int32_t codes[LENGTH(kinds) + LENGTH(more)][TRIES];
static int32_t made = SALLY_OK;

static const struct kind *kind_of(size_t i) { return i < LENGTH(kinds) ? &kinds[i] : &more[i - LENGTH(kinds)]; }

static void *try_all(void *nothing) {
  sally_error mine;
  if (signer == NULL) made = try_to_make(&mine);
  for (size_t i = 0; i < LENGTH(codes); i++) {
    for (int n = 0; n < TRIES; n++) codes[i][n] = made != SALLY_OK ? made : use(kind_of(i), &mine);
  }
  return nothing;
}

static void on_a_small_stack(void) {
  pthread_attr_t small;
  pthread_t thread;
  CHECK(pthread_attr_init(&small) == 0 && pthread_attr_setstacksize(&small, 16384) == 0);
  CHECK(pthread_create(&thread, &small, try_all, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

static void tell(void) {
  for (size_t i = 0; i < LENGTH(codes); i++) {
    printf("%s\t", kind_of(i)->name);
    for (int n = 0; n < TRIES; n++) {
      bool told = false;
      for (int before_it = 0; before_it < n; before_it++) told = told || codes[i][before_it] == codes[i][n];
      if (!told) printf("%s%s", n > 0 ? ", " : "", codes[i][n] == SALLY_OK ? "works" : sally_error_name(codes[i][n]));
    }
    printf("\n");
  }
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  const char *what = argv[1];
  released = "released";
  release(released);
  bool after = strcmp(argv[3], "after") == 0;
  if (strcmp(what, "threads") == 0) become_somebody();
  if (after) {
    make();
    for (size_t i = 0; i < LENGTH(kinds); i++) OK(use(&kinds[i], &error));
  }
  lack(what, atol(argv[2]));
  if (strcmp(what, "stack") == 0) {
    on_a_small_stack();
  } else {
    try_all(NULL);
  }
  give_back();
  tell();
  if (limited >= 0) {
    if (made != SALLY_OK) OK(try_to_make(&error));
    for (size_t i = 0; i < LENGTH(kinds); i++) OK(use(&kinds[i], &error));
    IN_CHILD(for (size_t i = 0; i < LENGTH(kinds); i++) OK(use(&kinds[i], &error)));
  }
  return 0;
}
