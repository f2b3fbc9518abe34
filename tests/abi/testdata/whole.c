/* whole.c - a large body is in memory once. The arguments are a URL, the length of the
 * body that is there, whose bytes repeat after 251, and the most bytes that it may cost. */
#include "check.h"

/* The most memory that the process has had, in KiB. */
static long peak(void) {
  FILE *status = fopen("/proc/self/status", "r");
  char line[256];
  long found = 0;
  while (fgets(line, sizeof line, status) != NULL) (void)sscanf(line, "VmHWM: %ld", &found);
  fclose(status);
  return found;
}

static void is_whole(sally_response *response, size_t length) {
  sally_str body;
  OK(sally_response_body(response, &body, &error));
  CHECK(body.len == length);
  for (size_t i = 0; i < length; i++) {
    CHECK((unsigned char)body.data[i] == i % 251);
  }
  sally_response_free(response);
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  const size_t length = strtoul(argv[2], NULL, 10);
  sally_options *options = OPTIONS("client.max_body", argv[2]);
  sally_client *client;
  sally_response *response;
  sally_ticket *ticket;
  sally_request asked = SALLY_REQUEST_INIT;
  asked.method = text("GET");
  asked.url = text(argv[1]);
  OK(sally_client_new(options, &client, &error));
  long before = peak();
  OK(sally_client_do(client, &asked, &response, &error));
  is_whole(response, length);
  OK(sally_client_do_start(client, &asked, &ticket, &error));
  OK(sally_call_wait(ticket, -1, &response, &error));
  sally_call_free(ticket);
  is_whole(response, length);
  long grown = peak() - before;
  if (grown >= strtol(argv[3], NULL, 10) / 1024) {
    printf("%ld KiB for a body of %zu bytes\n", grown, length);
    return 1;
  }
  sally_client_free(client);
  sally_options_free(options);
  return 0;
}
