/* The core's file is missing, wrong, deleted or replaced. Arguments: what to do,
 * the directory of door and core, and the good core's path. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "check.h"

static const char *core, *good;

static void works(void) {
  sally_signer *signer = new_signer();
  OK(sign(signer, &error));
  IN_CHILD(OK(sign(signer, &error)));
}

static void fails(int32_t code, const char *says) {
  sally_options *options = OPTIONS(CREDENTIALS);
  sally_signer *signer = (void *)77;
  EXPECT(code, sally_signer_new(options, &signer, &error));
  CHECK(signer == (void *)77);
  if (strstr(error.message, says) == NULL) {
    printf("the message does not say %s: %s\n", says, error.message);
    _exit(1);
  }
  sally_options_free(options);
}

static void copy(const char *from, const char *to) {
  char command[9000];
  snprintf(command, sizeof command, "cp %s %s.new && mv %s.new %s", from, to, to, to);
  CHECK(system(command) == 0);
}

/* Makes memfd_create fail from now on, as some sandboxes do. */
static void refuse_memfd(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
  CHECK(syscall(SYS_memfd_create, "x", 0) == -1 && errno == EPERM);
}

static int files_in(const char *directory) {
  DIR *d = opendir(directory);
  CHECK(d != NULL);
  int n = 0;
  for (struct dirent *e; (e = readdir(d)) != NULL;) n += e->d_name[0] != '.';
  closedir(d);
  return n;
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  const char *what = argv[1];
  char path[4096];
  snprintf(path, sizeof path, "%s/libsallyport-core.so", argv[2]);
  core = path;
  good = argv[3];
  if (strcmp(what, "works") == 0) {
    works();
  } else if (strcmp(what, "missing") == 0) {
    fails(SALLY_E_CORE_MISSING, core);
    fails(SALLY_E_CORE_MISSING, core);
    copy(good, core);
    works();
  } else if (strcmp(what, "garbage") == 0) {
    fails(SALLY_E_CORE_LOAD_FAILED, "libsallyport-core.so");
  } else if (strcmp(what, "directory") == 0) {
    fails(SALLY_E_CORE_LOAD_FAILED, "not a regular file");
  } else if (strcmp(what, "other version") == 0) {
    fails(SALLY_E_CORE_LOAD_FAILED, "version 9.9.9");
  } else if (strcmp(what, "other library") == 0) {
    fails(SALLY_E_CORE_LOAD_FAILED, "lacks");
  } else if (strcmp(what, "deleted") == 0) {
    CHECK(unlink(core) == 0);
    works();
  } else if (strcmp(what, "deleted after use") == 0) {
    sally_signer *signer = new_signer();
    CHECK(unlink(core) == 0);
    IN_CHILD({
      OK(sign(signer, &error));
      IN_CHILD(OK(sign(signer, &error)));
    });
  } else if (strcmp(what, "replaced") == 0) {
    sally_signer *signer = new_signer();
    copy("/dev/null", core);
    IN_CHILD(OK(sign(signer, &error)));
    CHECK(system("true") == 0);
  } else if (strcmp(what, "closed") == 0) {
    for (int fd = 3; fd < 100; fd++) close(fd);
    for (int i = 0; i < 20; i++) CHECK(open("/dev/null", O_RDONLY) > 2);
    works();
    for (int fd = 3; fd < 23; fd++) CHECK(fcntl(fd, F_GETFD) >= 0); /* nothing of the host was closed */
  } else if (strcmp(what, "closed in the child") == 0) { /* as daemons do */
    sally_signer *signer = new_signer();
    IN_CHILD({
      for (int fd = 3; fd < 100; fd++) close(fd);
      OK(sign(signer, &error));
      IN_CHILD({
        for (int fd = 3; fd < 100; fd++) close(fd);
        OK(sign(signer, &error));
      });
    });
  } else if (strcmp(what, "no memfd") == 0) {
    refuse_memfd();
    works();
    CHECK(files_in(getenv("TMPDIR")) == 0);
  } else {
    printf("no case %s\n", what);
    return 1;
  }
  return 0;
}
