/* Settings of the process's one runtime. */
#include "check.h"

#define SET(key, value) sally_runtime_set(text(key), text(value), &error)

int main(void) {
  EXPECT(SALLY_E_UNKNOWN_OPTION, SET("runtime.max_proc", "1"));
  EXPECT(SALLY_E_UNKNOWN_OPTION, SET("", "1"));
  EXPECT(SALLY_E_NULL_POINTER, sally_runtime_set((sally_str){NULL, 0}, text("1"), &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_runtime_set(text("runtime.max_procs"), (sally_str){NULL, 1}, NULL));
  for (const char *const *bad = (const char *const[]){"0", "1025", "-1", "+1", "1.5", " 1", "1 ", "0x1", "many", "99999999999999999999", NULL};
       *bad != NULL; bad++) {
    EXPECT(SALLY_E_INVALID_OPTION, SET("runtime.max_procs", *bad));
    EXPECT(SALLY_E_INVALID_OPTION, SET("runtime.memory_limit", *bad));
  }
  EXPECT(SALLY_E_INVALID_OPTION, SET("runtime.memory_limit", "16777215"));
  OK(SET("runtime.max_procs", "1024"));
  OK(SET("runtime.max_procs", "1"));
  OK(SET("runtime.memory_limit", "16777216"));
  OK(SET("runtime.memory_limit", ""));
  OK(SET("runtime.memory_limit", "33554432"));
  sally_signer *signer = new_signer();
  EXPECT(SALLY_E_INVALID_OPTION, SET("runtime.max_procs", "2"));
  CHECK(strstr(error.message, "before the first call") != NULL);
  OK(sign(signer, &error));
  /* A child has a core of its own, and may set something else before it starts. */
  IN_CHILD({
    OK(SET("runtime.max_procs", "2"));
    OK(sign(signer, &error));
    EXPECT(SALLY_E_INVALID_OPTION, SET("runtime.max_procs", ""));
  });
  for (int i = 0; i < 20000; i++) OK(sign(signer, &error));
  return 0;
}
