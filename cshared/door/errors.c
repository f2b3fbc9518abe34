/* errors.c - the error table, answered without the core, and the door's own errors. */
#include "door.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct row {
  const char *name, *category, *hint;
  int32_t retryable;
};

static struct row row(int32_t code) {
  switch (code) {
    case SALLY_OK:
      return (struct row){"OK", "", "", 0};
#define ROW(number, name, category, retryable, summary, hint) \
  case number:                                                \
    return (struct row){#name, category, hint, retryable};
      SALLY_ERROR_TABLE(ROW)
#undef ROW
    default:
      return (struct row){"UNKNOWN", "", "", 0};
  }
}

SALLY_API const char *sally_version(void) { return SALLY_VERSION; }
SALLY_API const char *sally_error_name(int32_t code) { return row(code).name; }
SALLY_API const char *sally_error_hint(int32_t code) { return row(code).hint; }
SALLY_API const char *sally_error_category(int32_t code) { return row(code).category; }
SALLY_API int32_t sally_error_retryable(int32_t code) { return row(code).retryable; }

/* A message that was too long must not end inside a character. */
static void cut(char *message, int len) {
  size_t end = sizeof((sally_error *)0)->message - 2;
  if (len > (int)end) {
    while (end > 0 && ((unsigned char)message[end - 1] & 0xc0) == 0x80) {
      end--;
    }
    if (end > 0 && (unsigned char)message[end - 1] >= 0xc0) {
      end--;
    }
    message[end] = '\0';
    len = (int)end;
  }
  message[len < 0 ? 0 : len + 1] = '\0'; /* no cause */
}

/* The core writes it behind the message. */
SALLY_API const char *sally_error_cause(const sally_error *err) {
  size_t len = err == NULL ? sizeof err->message : strlen(err->message) + 1;
  return len < sizeof err->message ? err->message + len : "";
}

int32_t door_fail(sally_error *err, int32_t code, const char *format, ...) {
  if (err != NULL) {
    err->code = code;
    err->detail = 0;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    cut(err->message, len);
  }
  return code;
}

int32_t door_null(sally_error *err, const char *what) {
  return door_fail(err, SALLY_E_NULL_POINTER, "%s is NULL", what);
}
