/* ticket.c - calls that can be left: started, waited for in slices, watched,
 * cancelled, and each way to misuse a ticket. A listener on loopback accepts and
 * never answers, or answers when told. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "check.h"
#include "shared.h"

static int listener;
static char url[64];

static void listen_on_loopback(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(listener >= 0 && bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 16) == 0);
  CHECK(getsockname(listener, (struct sockaddr *)&at, &len) == 0);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
}

static sally_client *new_client(void) {
  sally_options *options = OPTIONS("client.proxy", "none", "client.retries", "0");
  sally_client *client;
  OK(sally_client_new(options, &client, &error));
  sally_options_free(options);
  return client;
}

static sally_ticket *start(sally_client *client) {
  sally_request request = SALLY_REQUEST_INIT;
  sally_ticket *ticket;
  char copy[64]; /* the caller's memory is its own again when start returns */
  snprintf(copy, sizeof copy, "%s", url);
  request.method = text("GET");
  request.url = text(copy);
  OK(sally_client_do_start(client, &request, &ticket, &error));
  memset(copy, 'x', sizeof copy);
  return ticket;
}

static void answer(int connection) {
  static const char response[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  char in[4096];
  CHECK(read(connection, in, sizeof in) > 0);
  CHECK(write(connection, response, sizeof response - 1) == (ssize_t)sizeof response - 1);
}

static void waits_in_slices_and_by_descriptor(sally_client *client) {
  sally_ticket *ticket = start(client);
  sally_response *response;
  int32_t fd, status;
  sally_str body;
  int connection = accept(listener, NULL, NULL);
  OK(sally_call_wait(ticket, 0, &response, &error));
  CHECK(response == NULL);
  OK(sally_call_wait(ticket, 20, &response, &error));
  CHECK(response == NULL);
  OK(sally_call_fd(ticket, &fd, &error));
  struct pollfd watched = {fd, POLLIN, 0};
  CHECK(poll(&watched, 1, 0) == 0);
  EXPECT(SALLY_E_TICKET_MISUSED, sally_call_fd(ticket, &fd, &error));
  answer(connection);
  CHECK(poll(&watched, 1, 30000) == 1);
  OK(sally_call_wait(ticket, -1, &response, &error));
  OK(sally_response_status(response, &status, &error));
  OK(sally_response_body(response, &body, &error));
  CHECK(status == 200 && body.len == 2 && memcmp(body.data, "hi", 2) == 0);
  sally_response_free(response);
  EXPECT(SALLY_E_TICKET_MISUSED, sally_call_wait(ticket, -1, &response, &error));
  EXPECT(SALLY_E_TICKET_MISUSED, sally_call_cancel(ticket, &error));
  sally_call_free(ticket);
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_call_wait(ticket, -1, &response, &error));
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_call_cancel(ticket, &error));
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_call_fd(ticket, &fd, &error));
  sally_call_free(ticket);
  sally_call_free(NULL);
  EXPECT(SALLY_E_NULL_POINTER, sally_call_wait(NULL, -1, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_call_cancel(NULL, NULL));
  close(connection);
}

/* Whoever sees the descriptor need not wait: also if it was made while the call ended. */
static void a_descriptor_that_can_be_read_is_a_result(sally_client *client) {
  int connection = -1;
  for (int i = 0; i < 500; i++) {
    sally_ticket *ticket = start(client);
    sally_response *response;
    int32_t fd;
    if (connection < 0) connection = accept(listener, NULL, NULL); /* and it is kept open */
    answer(connection);
    for (volatile int turn = 0; turn < i * 40; turn++) {
    }
    OK(sally_call_fd(ticket, &fd, &error));
    struct pollfd watched = {fd, POLLIN, 0};
    while (poll(&watched, 1, 30000) != 1) {
    }
    OK(sally_call_wait(ticket, 0, &response, &error));
    CHECK(response != NULL);
    sally_response_free(response);
    sally_call_free(ticket);
  }
  close(connection);
}

static void is_cancelled(sally_client *client) {
  sally_ticket *ticket = start(client);
  sally_response *response;
  int connection = accept(listener, NULL, NULL);
  OK(sally_call_cancel(ticket, &error));
  EXPECT(SALLY_E_CANCELLED, sally_call_wait(ticket, -1, &response, &error));
  sally_call_free(ticket);
  char byte;
  while (read(connection, &byte, 1) > 0) { /* the request; then the connection is given up */
  }
  close(connection);
  ticket = start(client);
  connection = accept(listener, NULL, NULL);
  OK(sally_call_cancel(ticket, &error));
  int32_t again = sally_call_cancel(ticket, &error); /* too late or twice */
  CHECK(again == SALLY_E_TICKET_MISUSED);
  sally_call_free(ticket); /* never waited for */
  close(connection);
}

struct waiter {
  sally_ticket *ticket;
  _Atomic int32_t code;
};

static void *wait_long(void *argument) {
  struct waiter *w = argument;
  sally_response *response;
  do { /* while the other thread looks for a moment */
    w->code = sally_call_wait(w->ticket, -1, &response, NULL);
  } while (w->code == SALLY_E_TICKET_MISUSED);
  return NULL;
}

static void has_one_waiter_and_can_be_freed_under_it(sally_client *client) {
  struct waiter w = {.ticket = start(client)};
  sally_response *response = NULL;
  int connection = accept(listener, NULL, NULL);
  pthread_t thread;
  int32_t code;
  CHECK(pthread_create(&thread, NULL, wait_long, &w) == 0);
  while ((code = sally_call_wait(w.ticket, 0, &response, &error)) == SALLY_OK) CHECK(response == NULL);
  CHECK(code == SALLY_E_TICKET_MISUSED);
  sally_call_free(w.ticket);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(w.code == SALLY_E_CANCELLED);
  close(connection);
}

/* Who waits at once and without limit makes the call itself, if no other thread has begun. */
static void is_cancelled_under_its_waiter(sally_client *client) {
  struct waiter w = {.ticket = start(client)};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, wait_long, &w) == 0);
  int connection = accept(listener, NULL, NULL);
  OK(sally_call_cancel(w.ticket, &error));
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(w.code == SALLY_E_CANCELLED);
  sally_call_free(w.ticket);
  close(connection);
}

static void is_forked(sally_client *client) {
  sally_ticket *ticket = start(client);
  sally_response *response;
  int connection = accept(listener, NULL, NULL);
  IN_CHILD({
    EXPECT(SALLY_E_FORKED, sally_call_wait(ticket, -1, &response, &error));
    EXPECT(SALLY_E_FORKED, sally_call_cancel(ticket, &error));
    sally_call_free(ticket);
  });
  answer(connection);
  OK(sally_call_wait(ticket, -1, &response, &error));
  sally_response_free(response);
  sally_call_free(ticket);
  close(connection);
}

/* What only our bindings can do wrong, through the one call. */
static void the_table_is_checked(sally_client *client, sally_signer *signer) {
  sally_str texts[SALLY_LIST_REQUEST_COUNT] = {{0, 0}}, spans[SALLY_MOST_SPANS];
  int64_t numbers[2] = {0, 0};
  int32_t done;
  sally_ticket *ticket;
  void *made;
  sally_call good = {.op = SALLY_OP_SIGNER_SIGN, .object = signer, .texts = texts, .text_count = SALLY_LIST_REQUEST_COUNT,
                     .numbers = numbers, .number_count = SALLY_NUMBER_SIGNER_SIGN_COUNT, .spans = spans,
                     .span_count = SALLY_LIST_SIGNED_COUNT};
  sally_call call = good;
  EXPECT(SALLY_E_NULL_POINTER, sally_call_run(NULL, &error));
  call.op = 9;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  call.op = 0xffffffff;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_start(&call, &ticket, &error));
  call.op = SALLY_OP_SIGNER_NEW;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  call = good;
  call.object = client;
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_call_run(&call, &error));
  call.object = NULL;
  EXPECT(SALLY_E_NULL_POINTER, sally_call_run(&call, &error));
  call = good;
  call.text_count--;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  call = good;
  call.number_count++;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  call = good;
  call.span_count--;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  call = good;
  call.spans = NULL;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_run(&call, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_call_start(&good, &ticket, &error)); /* it does not wait */
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_new(SALLY_OP_SIGNER_SIGN, NULL, &made, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_call_finish(NULL, 0, &call, &done, &error));
}

int main(void) {
  listen_on_loopback();
  sally_client *client = new_client();
  sally_signer *signer = new_signer();
  waits_in_slices_and_by_descriptor(client);
  sally_client *other = new_client();
  a_descriptor_that_can_be_read_is_a_result(other);
  sally_client_free(other);
  int before = entries("/proc/self/fd");
  for (int i = 0; i < 20; i++) {
    is_cancelled(client);
    is_cancelled_under_its_waiter(client);
    has_one_waiter_and_can_be_freed_under_it(client);
  }
  CHECK(descriptors_end_at(before));
  is_forked(client);
  the_table_is_checked(client, signer);
  sally_client_free(client);
  sally_signer_free(signer);
  return 0;
}
