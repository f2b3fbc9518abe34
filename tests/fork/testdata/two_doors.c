/* A child loads another copy of the door while the parent's core is still in
 * memory: the two must not share it. Argument: the copy. */
#include <dlfcn.h>

#include "check.h"

static void use_copy(const char *path) {
  void *door = dlopen(path, RTLD_NOW);
  CHECK(door != NULL);
  __typeof__(&sally_version) version = (__typeof__(&sally_version))dlsym(door, "sally_version");
  __typeof__(&sally_audience_generate) audience = (__typeof__(&sally_audience_generate))dlsym(door, "sally_audience_generate");
  CHECK(version != sally_version);
  char buf[64];
  size_t len;
  OK(audience(buf, sizeof buf, &len, &error));
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  sally_signer *signer = new_signer();
  IN_CHILD({
    use_copy(argv[1]);
    OK(sign(signer, &error));
    CHECK(cores() == 3);
  });
  /* The numbers of descriptors repeat from one generation to the next. */
  IN_CHILD({
    for (int fd = 3; fd < 100; fd++) close(fd);
    OK(sign(signer, &error));
    IN_CHILD({
      for (int fd = 3; fd < 100; fd++) close(fd);
      use_copy(argv[1]);
      OK(sign(signer, &error));
    });
  });
  use_copy(argv[1]);
  OK(sign(signer, &error));
  CHECK(cores() == 2);
  return 0;
}
