/* The host closes all descriptors above 2 between any two calls, with objects of
 * every kind, tickets and children. Argument: a URL that answers "hello", and one
 * that does not answer. Files that the host opens afterwards keep their content. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "check.h"

#define FILES 12

static const char *quick, *slow;
static int files[FILES];
static sally_signer *signer;
static sally_client *client;
static sally_metadata *metadata;

static void close_all(void) {
  char path[] = "/tmp/sallyport-test-XXXXXX";
  for (int fd = 3; fd < 512; fd++) close(fd);
  int file = mkstemp(path);
  CHECK(file >= 0 && unlink(path) == 0 && write(file, "content", 7) == 7);
  files[0] = file;
  for (int i = 1; i < FILES; i++) files[i] = dup(file);
}

static void check_files(void) {
  struct stat first, now;
  char text[16];
  for (int i = 0; i < FILES; i++) {
    CHECK(fstat(files[0], &first) == 0 && fstat(files[i], &now) == 0 && now.st_ino == first.st_ino);
    CHECK(pread(files[i], text, sizeof text, 0) == 7 && memcmp(text, "content", 7) == 0);
  }
}

static sally_request to(const char *url) {
  sally_request request = SALLY_REQUEST_INIT;
  request.url = text(url);
  request.timeout_ms = 20000;
  return request;
}

static int32_t get(void) {
  sally_request request = to(quick);
  sally_response *response;
  int32_t code = sally_client_do(client, &request, &response, &error);
  if (code == SALLY_OK) sally_response_free(response);
  return code;
}

/* The first call after the close may fail, with an error of the network. */
static void works(void) {
  int32_t code = get();
  CHECK(code == SALLY_OK || strcmp(sally_error_category(code), "network") == 0);
  OK(get());
  OK(sign(signer, &error));
}

/* On a client of its own: what breaks on a connection that was used before is sent again. */
static void *wait_in_vain(void *ended) {
  sally_options *options = OPTIONS("client.retries", "0");
  sally_client *alone;
  sally_request request = to(slow);
  sally_response *response;
  sally_error err;
  OK(sally_client_new(options, &alone, &err));
  int32_t code = sally_client_do(alone, &request, &response, &err);
  CHECK(strcmp(sally_error_category(code), "network") == 0);
  *(_Atomic int32_t *)ended = code;
  return NULL;
}

int main(int argc, char **argv) {
  CHECK(argc == 3);
  quick = argv[1], slow = argv[2];
  close_all(); /* before the core is loaded, when only its file is open */
  sally_options *options = OPTIONS("client.retries", "0");
  signer = new_signer();
  OK(sally_client_new(options, &client, &error));
  OK(sally_metadata_new(options, &metadata, &error));
  close_all();
  works();
  for (int i = 0; i < 5; i++) {
    close_all();
    works();
    check_files();
  }
  close_all();
  IN_CHILD(works(); close_all(); works(); IN_CHILD(works()));

  /* A ticket whose descriptor is gone says by itself when it has ended. */
  sally_request request = to(quick);
  for (int i = 0; i < 5; i++) {
    sally_ticket *ticket;
    sally_response *response = NULL;
    int32_t fd;
    OK(sally_client_do_start(client, &request, &ticket, &error));
    OK(sally_call_fd(ticket, &fd, &error));
    close_all();
    while (sally_call_wait(ticket, 20, &response, &error) == SALLY_OK && response == NULL) continue;
    sally_response_free(response);
    sally_call_free(ticket);
    check_files();
    works();
  }
  /* A call that waits in another thread. */
  _Atomic int32_t ended = 0;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, wait_in_vain, &ended) == 0);
  usleep(300000);
  close_all();
  CHECK(pthread_join(thread, NULL) == 0 && ended != SALLY_OK);
  works();
  check_files();
  sally_client_free(client);
  sally_metadata_free(metadata);
  check_files();
  return 0;
}
