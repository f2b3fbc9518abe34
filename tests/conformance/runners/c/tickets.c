#include "tickets.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether the call is to be started, and its result taken later. */
int started(const frame *call) {
  const text *t = frame_get(call, "form");
  return t && t->len == strlen("started") && memcmp(t->data, "started", t->len) == 0;
}

/* Takes the result of a call that was started: a look, then its descriptor, then
 * the result, which has to be there. */
int32_t finish(int32_t code, sally_ticket *ticket, sally_response **out, sally_error *err) {
  struct pollfd ready = {.events = POLLIN};
  if (code == SALLY_OK) code = sally_call_wait(ticket, 1, out, err);
  if (code == SALLY_OK && !*out) {
    code = sally_call_fd(ticket, &ready.fd, err);
    while (code == SALLY_OK && poll(&ready, 1, -1) != 1) continue; /* a signal */
    if (code == SALLY_OK) code = sally_call_wait(ticket, 0, out, err);
    if (code == SALLY_OK && !*out) {
      fprintf(stderr, "conformance runner in C: the descriptor can be read before there is a result\n");
      exit(1);
    }
  }
  sally_call_free(ticket);
  return code;
}

sally_str info(sally_response *response, const char *key) {
  sally_str out = {NULL, 0};
  sally_response_fact(response, (sally_str){key, strlen(key)}, &out, NULL);
  return out;
}
