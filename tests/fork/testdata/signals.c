/* Handlers of other code that lack SA_ONSTACK, and a sigaction that another
 * library has replaced, as libjsig does for the signals of a JVM: here it drops
 * SA_ONSTACK from those, whoever sets them. */
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include "check.h"

int sigaction(int number, const struct sigaction *act, struct sigaction *old) {
  static int (*real)(int, const struct sigaction *, struct sigaction *);
  if (real == NULL) {
    real = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
  }
  if (act == NULL) return real(number, act, old);
  struct sigaction copy = *act;
  if (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL) copy.sa_flags &= ~SA_ONSTACK;
  return real(number, &copy, old);
}

static volatile sig_atomic_t alarms;

/* Needs more stack than a goroutine has to spare. */
static void on_alarm(int number) {
  volatile char much[16384];
  memset((char *)much, number, sizeof much);
  alarms += much[100] == number;
}

static void handle(int number) {
  struct sigaction act = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
  CHECK(sigaction(number, &act, NULL) == 0);
}

/* Threads that the core started must leave the signal to the host's. */
static void check_masks(int number) {
  DIR *tasks = opendir("/proc/self/task");
  int blocking = 0, all = 0;
  for (struct dirent *e; (e = readdir(tasks)) != NULL;) {
    if (e->d_name[0] == '.') continue;
    char path[300], line[256];
    snprintf(path, sizeof path, "/proc/self/task/%s/status", e->d_name);
    FILE *status = fopen(path, "r");
    if (status == NULL) continue;
    all++;
    while (fgets(line, sizeof line, status) != NULL) {
      unsigned long long mask;
      if (sscanf(line, "SigBlk: %llx", &mask) == 1) blocking += (mask >> (number - 1)) & 1;
    }
    fclose(status);
  }
  closedir(tasks);
  CHECK(all > 2 && blocking == all - 1);
}

static void *work(void *signer) {
  for (int i = 0; i < 20000; i++) {
    sally_error err;
    CHECK(sign(signer, &err) == SALLY_OK);
  }
  return NULL;
}

int main(void) {
  handle(SIGALRM);
  handle(SIGUSR1);
  sally_signer *signer = new_signer();
  check_masks(SIGALRM);
  sigset_t now;
  CHECK(pthread_sigmask(SIG_SETMASK, NULL, &now) == 0 && !sigismember(&now, SIGALRM));

  struct itimerval often = {{0, 300}, {0, 300}};
  CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) CHECK(pthread_create(&threads[i], NULL, work, signer) == 0);
  work(signer);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  CHECK(alarms > 10);

  /* One that was installed later. */
  handle(SIGALRM);
  sally_signer *next = new_signer();
  work(next);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);

  /* A fault inside Go is still Go's to handle. */
  sally_options *options = OPTIONS(CREDENTIALS, "debug.panic", "nil");
  OK(sally_signer_new(options, &signer, &error));
  EXPECT(SALLY_E_PANIC, sign(signer, &error));
  return 0;
}
