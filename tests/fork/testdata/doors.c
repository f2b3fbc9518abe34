/* Two doors in one process begin with the same core at the same moment. */
#include <dlfcn.h>
#include <pthread.h>

#include "check.h"

static pthread_barrier_t barrier;

static void *begin(void *path) {
  void *door = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CHECK(door != NULL);
  __typeof__(&sally_audience_generate) generate = (__typeof__(&sally_audience_generate))dlsym(door, "sally_audience_generate");
  CHECK(generate != NULL);
  pthread_barrier_wait(&barrier);
  char buf[256];
  size_t len;
  sally_error err;
  for (int i = 0; i < 3; i++) CHECK(generate(buf, sizeof buf, &len, &err) == SALLY_OK);
  return NULL;
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  for (int round = 0; round < 20; round++) {
    IN_CHILD({
      pthread_t threads[2];
      pthread_barrier_init(&barrier, NULL, 2);
      for (int i = 0; i < 2; i++) CHECK(pthread_create(&threads[i], NULL, begin, argv[1 + i]) == 0);
      for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    });
  }
  return 0;
}
