/* A program of another C library loads the door, which must say so. Built
 * without linking to the door. Argument: the door. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "sallyport.h"

#define FUNCTION(name) __typeof__(&name) my_##name = (__typeof__(&name))dlsym(door, #name)

int main(int argc, char **argv) {
  void *door = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (door == NULL) {
    puts(dlerror());
    return 1;
  }
  FUNCTION(sally_error_name);
  FUNCTION(sally_options_new);
  FUNCTION(sally_options_set);
  FUNCTION(sally_options_free);
  FUNCTION(sally_signer_new);
  FUNCTION(sally_audience_generate);
  sally_error error = {0, 0, ""};
  sally_options *options;
  sally_signer *signer;
  sally_str key = {"sign.region", 11}, value = {"eu-west-1", 9};
  char buf[64];
  size_t len;
  if (my_sally_options_new(&options, &error) != SALLY_OK || my_sally_options_set(options, key, value, &error) != SALLY_OK) {
    puts(error.message);
    return 1;
  }
  if (my_sally_signer_new(options, &signer, &error) != SALLY_E_LIBC_UNSUPPORTED || strstr(error.message, "glibc") == NULL ||
      my_sally_audience_generate(buf, sizeof buf, &len, &error) != SALLY_E_LIBC_UNSUPPORTED) {
    printf("%s: %s\n", my_sally_error_name(error.code), error.message);
    return 1;
  }
  my_sally_options_free(options);
  return strcmp(my_sally_error_name(error.code), "LIBC_UNSUPPORTED");
}
