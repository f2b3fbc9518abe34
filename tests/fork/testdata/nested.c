/* Fifty generations: each child uses the signer, forks, and waits. */
#include "check.h"

static void generation(sally_signer *signer, int left) {
  OK(sign(signer, &error));
  if (left > 0) {
    IN_CHILD(generation(signer, left - 1));
    OK(sign(signer, &error));
  }
}

int main(void) {
  generation(new_signer(), 50);
  return 0;
}
