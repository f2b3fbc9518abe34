/* Handlers that are installed between two calls, without SA_ONSTACK, and use much
 * stack. Argument: the URL of a server that does not answer. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "check.h"

#define WORKERS 2
#define TIMES 40

static __thread bool mine;
static _Atomic int calls, of_others;
static _Atomic bool stop;
static _Atomic int ready;
static sally_signer *signer;
static const char *slow;

/* More than a goroutine's stack has; what is below would be the Go heap. */
static void handler(int number) {
  volatile char much[100 << 10];
  for (size_t i = 0; i < sizeof much; i += 512) much[i] = (char)number;
  calls += much[512] == (char)number;
  of_others += !mine;
}

static void install(int number) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask); /* one at a time: the room is for all together */
  CHECK(sigaction(number, &action, NULL) == 0);
}

static void *work(void *unused) {
  sally_error err;
  mine = true;
  ready++;
  while (!stop) CHECK(sign(signer, &err) == SALLY_OK);
  return unused;
}

/* A call that waits, on this thread. */
static void wait_in_vain(sally_client *client, int64_t ms) {
  sally_request request = SALLY_REQUEST_INIT;
  request.url = text(slow);
  request.timeout_ms = ms;
  sally_response *response;
  EXPECT(SALLY_E_DEADLINE_EXCEEDED, sally_client_do(client, &request, &response, &error));
}

static void *waits(void *client) {
  mine = true;
  ready++;
  wait_in_vain(client, 700);
  return NULL;
}

static bool is_fault(int number) {
  return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL || number == SIGTRAP || number == SIGABRT ||
         number == SIGSYS;
}

static void send_all(pthread_t *threads, int count, int number) {
  while (ready < count) sched_yield();
  for (calls = 0; calls < TIMES;) {
    kill(getpid(), number);
    for (int i = 0; i < count; i++) pthread_kill(threads[i], number);
    if (number >= SIGRTMIN) usleep(200); /* these wait in a queue */
  }
  CHECK(of_others == 0);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  slow = argv[1];
  mine = true;
  sigset_t blocked, now;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  CHECK(pthread_sigmask(SIG_BLOCK, &blocked, NULL) == 0);
  int fd = signalfd(-1, &blocked, SFD_CLOEXEC);
  CHECK(fd >= 0);

  sally_options *options = OPTIONS("client.retries", "0");
  sally_client *client;
  signer = new_signer();
  OK(sign(signer, &error));
  OK(sally_client_new(options, &client, &error));
  wait_in_vain(client, 50);

  /* What the host blocks stays blocked: it reads SIGCHLD from a descriptor. */
  CHECK(pthread_sigmask(SIG_SETMASK, NULL, &now) == 0);
  for (int number = 1; number <= SIGRTMAX; number++) CHECK(sigismember(&now, number) == (number == SIGCHLD) || sigismember(&now, number) < 0);
  install(SIGCHLD);
  pid_t child = fork();
  if (child == 0) _exit(0);
  CHECK(poll(&(struct pollfd){fd, POLLIN, 0}, 1, 60000) == 1 && calls == 0);
  struct signalfd_siginfo info;
  CHECK(read(fd, &info, sizeof info) == sizeof info && info.ssi_signo == SIGCHLD && waitpid(child, NULL, 0) == child);
  CHECK(pthread_sigmask(SIG_UNBLOCK, &blocked, NULL) == 0);

  pthread_t threads[WORKERS + 1];
  for (int i = 0; i < WORKERS; i++) CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (number == SIGKILL || number == SIGSTOP || is_fault(number) || (number > SIGSYS && number < SIGRTMIN)) continue;
    install(number);
    send_all(threads, WORKERS, number);
  }
  /* The same where a call waits. */
  CHECK(pthread_create(&threads[WORKERS], NULL, waits, client) == 0);
  send_all(threads, WORKERS + 1, SIGUSR1);
  pthread_join(threads[WORKERS], NULL);

  /* Timers, of the kind that profilers use. */
  const struct { int timer, number; } timers[] = {{ITIMER_REAL, SIGALRM}, {ITIMER_VIRTUAL, SIGVTALRM}, {ITIMER_PROF, SIGPROF}};
  for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
    install(timers[i].number);
    calls = 0;
    CHECK(setitimer(timers[i].timer, &(struct itimerval){{0, 500}, {0, 500}}, NULL) == 0);
    for (int k = 0; calls < TIMES; k++) OK(sign(signer, &error));
    if (timers[i].timer == ITIMER_REAL) wait_in_vain(client, 300);
    CHECK(setitimer(timers[i].timer, &(struct itimerval){{0, 0}, {0, 0}}, NULL) == 0);
  }
  CHECK(of_others == 0);
  stop = true;
  for (int i = 0; i < WORKERS; i++) pthread_join(threads[i], NULL);
  return 0;
}
