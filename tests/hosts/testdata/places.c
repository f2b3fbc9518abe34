/* Where a copy of the core can be loaded, and system calls that a sandbox refuses.
 * Argument: the case. Status 77: this process may not make it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "check.h"

static void may(bool possible) {
  if (!possible) _exit(77);
}

static void refuse(long number) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void empty(const char *directory) {
  DIR *d = opendir(directory);
  CHECK(d != NULL);
  for (struct dirent *e; (e = readdir(d)) != NULL;) CHECK(strncmp(e->d_name, "sallyport", 9) != 0);
  closedir(d);
}

static void says(const char *what) {
  if (strstr(error.message, what) == NULL) {
    printf("the message does not say \"%s\": %s\n", what, error.message);
    fflush(stdout);
    _exit(1);
  }
}

static sally_signer *signer;

/* In a child, which needs a copy. */
static void child_works(void) { IN_CHILD(OK(sign(signer, &error)); IN_CHILD(OK(sign(signer, &error)))); }

#define CHILD_FAILS(body) IN_CHILD(EXPECT(SALLY_E_CORE_LOAD_FAILED, sign(signer, &error)); body)

static void refused_at_start(const char *name, long number) {
  refuse(number);
  sally_options *options = OPTIONS(CREDENTIALS);
  EXPECT(SALLY_E_CORE_LOAD_FAILED, sally_signer_new(options, &signer, &error));
  says(name);
  says("seccomp");
  EXPECT(SALLY_E_CORE_LOAD_FAILED, sally_signer_new(options, &signer, &error));
}

static void enter(const char *root) {
  may(chroot(root) == 0);
  CHECK(chdir("/") == 0);
}

/* Directories of this process only. */
static void over(const char *directory, unsigned long flags, const char *data) {
  CHECK(mount("tmpfs", directory, "tmpfs", flags, data) == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  const char *what = argv[1], *root = argv[2];
  unsetenv("XDG_RUNTIME_DIR");
  if (strcmp(what, "sigaltstack") == 0) {
    refused_at_start(what, SYS_sigaltstack);
  } else if (strcmp(what, "rt_sigaction") == 0) {
    refused_at_start(what, SYS_rt_sigaction);
  } else if (strcmp(what, "rt_sigprocmask") == 0) {
    refused_at_start(what, SYS_rt_sigprocmask);
  } else if (strcmp(what, "tgkill") == 0) {
    refused_at_start(what, SYS_tgkill);
  } else if (strcmp(what, "gettid") == 0) {
    refused_at_start(what, SYS_gettid);
  } else if (strcmp(what, "getrandom") == 0) {
    refused_at_start(what, SYS_getrandom);
  } else if (strcmp(what, "sendfile") == 0) {
    refuse(SYS_sendfile);
    signer = new_signer();
    child_works();
  } else if (strcmp(what, "memfd_create") == 0) {
    refuse(SYS_memfd_create);
    setenv("TMPDIR", root, 1);
    signer = new_signer();
    int seen = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), nameless = open(root, O_TMPFILE | O_RDWR, 0600);
    CHECK(seen >= 0 && inotify_add_watch(seen, root, IN_CREATE) >= 0);
    child_works();
    empty(root);
    char event[4096]; /* where files can do without a name, a process that is killed leaves none */
    CHECK(nameless < 0 || (read(seen, event, sizeof event) < 0 && errno == EAGAIN));
  } else if (strcmp(what, "no proc") == 0) {
    signer = new_signer();
    CHECK(chdir(root) == 0 && mkdir("tmp", 0777) == 0);
    unsetenv("TMPDIR");
    enter(root);
    child_works();
    empty("/tmp");
    empty("/");
  } else if (strcmp(what, "nothing") == 0) {
    signer = new_signer();
    unsetenv("TMPDIR");
    enter(root);
    may(setgid(65534) == 0 && setuid(65534) == 0);
    CHILD_FAILS({
      says("memfd: /proc/self/fd cannot be used");
      says("/dev/shm: No such file or directory");
      says("/tmp: No such file or directory");
      says("/var/tmp: No such file or directory");
      says(".: Permission denied");
    });
  } else if (strcmp(what, "mounts") == 0) {
    signer = new_signer();
    CHECK(setenv("TMPDIR", root, 1) == 0);
    may(unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    over(root, MS_NOEXEC, "");
    over("/dev/shm", 0, "size=64k");
    over("/var/tmp", MS_RDONLY, "");
    over("/tmp", MS_NOEXEC, "");
    CHECK(mkdir("/tmp/mine", 0700) == 0);
    refuse(SYS_memfd_create);
    CHECK(chdir("/tmp") == 0);
    CHILD_FAILS({
      says("memfd: Operation not permitted");
      says("mounted noexec");
      says("/dev/shm: No space left on device");
      says("/tmp: mounted noexec");
      says("/var/tmp: Read-only file system");
      says(".: mounted noexec");
    });
    empty("/tmp");
    empty("/dev/shm");
    over("/tmp/mine", 0, "");
    CHECK(chdir("/tmp/mine") == 0);
    child_works();
    empty(".");
    CHECK(setenv("XDG_RUNTIME_DIR", "/tmp/mine", 1) == 0 && chdir("/tmp") == 0);
    child_works();
    empty("/tmp/mine");
  } else {
    printf("no case %s\n", what);
    return 1;
  }
  return 0;
}
