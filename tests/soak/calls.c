/* Many mixed calls; prints KiB of RSS, threads and descriptors after a tenth of them
 * and at the end. Argument: how many. */
#include <dirent.h>

#include "check.h"

static void usage(void) {
  char line[256];
  long rss = 0, threads = 0, descriptors = -3; /* ".", ".." and the directory's own */
  FILE *status = fopen("/proc/self/status", "r");
  CHECK(status != NULL);
  while (fgets(line, sizeof line, status) != NULL) {
    (void)sscanf(line, "VmRSS: %ld", &rss);
    (void)sscanf(line, "Threads: %ld", &threads);
  }
  fclose(status);
  DIR *all = opendir("/proc/self/fd");
  CHECK(all != NULL);
  while (readdir(all) != NULL) descriptors++;
  closedir(all);
  printf("%ld %ld %ld\n", rss, threads, descriptors);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  const long count = atol(argv[1]);
  const sally_str none = {NULL, 0};
  sally_signer *signer = new_signer();
  sally_verifier *verifier;
  sally_options *options = OPTIONS(CREDENTIALS);
  OK(sally_verifier_new(options, &verifier, &error));
  for (long i = 0; i < count; i++) {
    char buf[4096];
    size_t len;
    sally_request request = known_request();
    sally_signed out;
    sally_identity identity;
    sally_signer *other;
    if (i == count / 10) usage();
    switch (i % 100 < 97 ? i % 4 : i % 100) {
      case 97:
        OK(sally_signer_new(options, &other, &error));
        sally_signer_free(other);
        break;
      case 98:
        CHECK(sally_verifier_verify(verifier, text("????"), none, none, SALLY_NOW, buf, sizeof buf, &len, &identity, &error) !=
              SALLY_OK);
        break;
      case 99:
        request.url = text("nonsense");
        CHECK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error) != SALLY_OK);
        break;
      case 0:
        request.expires = 60;
        OK(sally_signer_presign(signer, &request, buf, sizeof buf, &len, &out, &error));
        break;
      default:
        OK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
    }
  }
  usage();
  return 0;
}
