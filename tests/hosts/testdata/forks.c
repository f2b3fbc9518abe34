/* The same as testdata/forks in C: a process that forks, in the state FORKS_STATE.
 * Argument: the way. Each child puts a line "kind<TAB>outcome" a kind into FORKS_REPORT. */
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>

#include "kinds.h"

#define GENERATIONS 20

static char *self;
static struct begun begun[LENGTH(kinds)];

/* ---- What a child tries ---- */

static void report(const char *kind, const char *outcome) {
  char line[1024];
  int length = snprintf(line, sizeof line, "%s\t%s\n", kind, outcome), fd = open(getenv("FORKS_REPORT"), O_WRONLY | O_APPEND);
  CHECK(fd >= 0 && write(fd, line, (size_t)length) == length);
  close(fd);
}

static void try_one(const struct kind *kind) {
  struct begun *before = &begun[kind - kinds];
  const char *outcome = "works";
  if (before->thing != NULL) {
    int32_t code = kind->read(before, &error);
    if (code == SALLY_OK) {
      report(kind->name, "what was begun before goes on");
      return;
    }
    outcome = sally_error_name(code);
    kind->free(before);
  }
  report(kind->name, use(kind, &error) == SALLY_OK ? outcome : error.message);
}

static void try_all(void) {
  for (size_t i = 0; i < LENGTH(kinds); i++) try_one(&kinds[i]);
}

/* ---- States ---- */

static pthread_t threads[8];
static size_t started;
static atomic_bool stop;

static void *keep_using(void *kind) {
  sally_error mine;
  while (!stop) {
    int32_t code = use(kind, &mine);
    if (code != SALLY_OK) expect(SALLY_OK, code, mine.message, __FILE__, __LINE__);
  }
  return NULL;
}

static char held[32];

static void *wait_in_a_call(void *waits) {
  char url[256];
  sally_request request = get(url_of(url, sizeof url, "/held?id=", held));
  sally_response *response;
  sally_error mine;
  *(atomic_bool *)waits = true;
  CHECK(sally_client_do(client, &request, &response, &mine) == SALLY_OK);
  check_body(response, "late");
  return NULL;
}

static void enter(const char *state) {
  make();
  if (strcmp(state, "loaded") == 0) return;
  for (size_t i = 0; i < LENGTH(kinds); i++) {
    OK(use(&kinds[i], &error));
    if (kinds[i].begin != NULL) OK(begin(&kinds[i], &begun[i], &error));
  }
  if (strcmp(state, "busy in 8 threads") == 0) {
    for (; started < 8; started++) CHECK(pthread_create(&threads[started], NULL, keep_using, (void *)&kinds[started]) == 0);
  } else if (strcmp(state, "waiting in a call") == 0) {
    atomic_bool waits = false;
    snprintf(held, sizeof held, "waiting%d", (int)getpid());
    CHECK(pthread_create(&threads[started++], NULL, wait_in_a_call, &waits) == 0);
    while (!waits) usleep(1000);
    usleep(50000); /* no more than that it is likely to be inside: each outcome holds outside too */
  } else {
    CHECK(strcmp(state, "used") == 0);
  }
}

/* The parent goes on: what was under way ends well. */
static void leave(void) {
  stop = true;
  release(held);
  for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
  for (size_t i = 0; i < LENGTH(kinds); i++) {
    if (begun[i].thing != NULL) {
      release(begun[i].name);
      OK(kinds[i].read(&begun[i], &error));
      kinds[i].free(&begun[i]);
    }
    if (signer != NULL) OK(use(&kinds[i], &error));
  }
}

/* ---- Ways ---- */

static void fork_once(void) { IN_CHILD(try_all()); }

/* As daemons do: the first child ends at once, and never uses the library. */
static void double_fork(void) {
  int ends[2];
  char byte;
  CHECK(pipe(ends) == 0);
  IN_CHILD({
    setsid();
    if (fork() == 0) {
      alarm(60);
      close(ends[0]);
      try_all();
      _exit(write(ends[1], ".", 1) != 1);
    }
  });
  close(ends[1]);
  CHECK(read(ends[0], &byte, 1) == 1);
}

static void *run(void *function) {
  (*(void (**)(void))function)();
  return NULL;
}

static void fork_in_a_thread(void) {
  pthread_t thread;
  void (*way)(void) = fork_once;
  CHECK(pthread_create(&thread, NULL, run, &way) == 0 && pthread_join(thread, NULL) == 0);
}

/* Workers that take the next kind from a pipe, and are replaced after two tasks. */
static void pool(void) {
  int tasks[2];
  CHECK(pipe(tasks) == 0);
  for (size_t i = 0; i < LENGTH(kinds); i++) CHECK(write(tasks[1], &(char){(char)i}, 1) == 1);
  close(tasks[1]);
  for (size_t round = 0; round < LENGTH(kinds) / 4; round++) {
    pid_t workers[2];
    for (size_t i = 0; i < 2; i++) {
      CHECK((workers[i] = fork()) >= 0);
      if (workers[i] == 0) {
        alarm(60);
        char task;
        for (int n = 0; n < 2 && read(tasks[0], &task, 1) == 1; n++) try_one(&kinds[(size_t)task]);
        _exit(0);
      }
    }
    for (size_t i = 0; i < 2; i++) ended_well(workers[i], __FILE__, __LINE__);
  }
}

/* A server that is in the state, and forks when it is asked. */
static void forkserver(void) {
  int asks[2];
  CHECK(pipe(asks) == 0);
  fflush(stdout);
  pid_t server = fork();
  if (server == 0) {
    alarm(60);
    close(asks[1]);
    enter(getenv("FORKS_STATE"));
    for (char byte; read(asks[0], &byte, 1) == 1;) IN_CHILD(try_all());
    leave();
    _exit(0);
  }
  CHECK(write(asks[1], "..", 2) == 2);
  close(asks[1]);
  ended_well(server, __FILE__, __LINE__);
}

static void spawn(void) {
  extern char **environ;
  pid_t child;
  CHECK(posix_spawn(&child, self, NULL, NULL, (char *[]){self, "made anew", NULL}, environ) == 0);
  ended_well(child, __FILE__, __LINE__);
}

static void made_anew(void) {
  make();
  try_all();
  _exit(0);
}

static void generation(int number) {
  OK(kinds[0].use(&error));
  if (number == GENERATIONS) {
    try_all();
  } else {
    IN_CHILD(generation(number + 1));
  }
}

static void nested(void) { IN_CHILD(generation(1)); }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*go)(void);
    bool first; /* before this process is in the state */
  } ways[] = {
      {"fork", fork_once, false}, {"double fork", double_fork, false}, {"fork in a thread", fork_in_a_thread, false},
      {"pool", pool, false},      {"forkserver", forkserver, true},    {"posix spawn", spawn, false},
      {"nested", nested, false},  {"made anew", made_anew, true},
  };
  CHECK(argc == 2);
  self = argv[0];
  for (size_t i = 0; i < LENGTH(ways); i++) {
    if (strcmp(ways[i].name, argv[1]) == 0) {
      if (!ways[i].first) enter(getenv("FORKS_STATE"));
      ways[i].go();
      leave();
      return 0;
    }
  }
  printf("no way %s\n", argv[1]);
  return 1;
}
