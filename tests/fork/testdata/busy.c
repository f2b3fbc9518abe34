/* fork while eight threads are busy in the core. */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

static sally_signer *signer;
static atomic_bool stop;

static void *work(void *unused) {
  while (!stop) {
    sally_signer *own = new_signer();
    for (int i = 0; i < 20; i++) {
      sally_error err;
      CHECK(sign(i % 2 ? own : signer, &err) == SALLY_OK);
    }
    sally_signer_free(own);
  }
  return unused;
}

int main(void) {
  signer = new_signer();
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
  for (int round = 0; round < 40; round++) {
    IN_CHILD({
      OK(sign(signer, &error));
      sally_signer *own = new_signer();
      OK(sign(own, &error));
      if (round % 10 == 0) { /* threads in the child as well */
        pthread_t more;
        CHECK(pthread_create(&more, NULL, work, NULL) == 0);
        usleep(20000);
        stop = true;
        pthread_join(more, NULL);
      }
    });
  }
  stop = true;
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  OK(sign(signer, &error));
  return 0;
}
