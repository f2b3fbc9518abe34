/* A profiler as JVMs meet it, to be preloaded: SIGPROF from a timer of CPU time, a
 * handler that was installed after the library, without SA_ONSTACK, and again and
 * again. Prints to the file in PROFILED how often it ran. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static atomic_int samples;

static void on_sample(int number) {
  volatile char much[64 << 10];
  for (size_t i = 0; i < sizeof much; i += 512) much[i] = (char)number;
  samples++;
}

static void *profile(void *unused) {
  for (int i = 0; i < 40; i++) {
    struct sigaction action = {.sa_handler = on_sample, .sa_flags = SA_RESTART};
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &(struct itimerval){{0, 1000}, {0, 1000}}, NULL);
    usleep(100000);
  }
  return unused;
}

__attribute__((constructor)) static void start(void) {
  pthread_t thread;
  if (getenv("PROFILED") != NULL && pthread_create(&thread, NULL, profile, NULL) == 0) pthread_detach(thread);
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("PROFILED");
  setitimer(ITIMER_PROF, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file != NULL) {
    fprintf(file, "%d", samples);
    fclose(file);
  }
}
