/* fork while another thread loads the core or builds an object again. */
#include <pthread.h>

#include "check.h"

static sally_signer *signer;

static void *first_call(void *unused) {
  sally_error err;
  CHECK(sign(signer, &err) == SALLY_OK);
  return unused;
}

static void *load(void *unused) {
  signer = new_signer();
  return unused;
}

int main(void) {
  /* In each child the core is not loaded yet, or only in the parent. */
  for (int round = 0; round < 30; round++) {
    IN_CHILD({
      pthread_t loader;
      CHECK(pthread_create(&loader, NULL, signer == NULL ? load : first_call, NULL) == 0);
      usleep((useconds_t)(round % 10 * 400));
      IN_CHILD({
        sally_signer *own = new_signer();
        OK(sign(own, &error));
      });
      pthread_join(loader, NULL);
      OK(sign(signer, &error));
    });
    if (round == 14) load(NULL);
  }
  return 0;
}
