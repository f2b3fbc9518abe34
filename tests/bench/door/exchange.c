/* Measures an exchange on a connection that is kept open: a call that holds the
 * thread, and the same started, waited for and freed, in turn. Prints
 * "name nanoseconds" lines, the median of many. Used by bench.py. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sallyport.h"

enum { ROUNDS = 8000 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static sally_str str(const char *s) { return (sally_str){s, strlen(s)}; }

static void check(int32_t code, sally_error *err) {
  if (code != SALLY_OK) {
    fprintf(stderr, "%s: %s\n", sally_error_name(code), err->message);
    exit(1);
  }
}

/* Answers each request of one connection; a request comes in one piece. */
static void *serve(void *listener) {
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  int connection = accept(*(int *)listener, NULL, NULL), yes = 1;
  char in[4096];
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  while (read(connection, in, sizeof in) > 0) {
    if (write(connection, answer, sizeof answer - 1) < 0) break;
  }
  close(connection);
  return NULL;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *costs) {
  qsort(costs, ROUNDS, sizeof *costs, by_size);
  return costs[ROUNDS / 2];
}

int main(void) {
  sally_error err;
  sally_options *options;
  sally_client *client;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  pthread_t server;
  char url[64];
  if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4) ||
      getsockname(listener, (struct sockaddr *)&at, &len) || pthread_create(&server, NULL, serve, &listener)) {
    perror("server");
    return 1;
  }
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
  check(sally_options_new(&options, &err), &err);
  check(sally_options_set(options, str("client.proxy"), str("none"), &err), &err);
  check(sally_client_new(options, &client, &err), &err);
  sally_options_free(options);

  sally_request request = SALLY_REQUEST_INIT;
  request.method = str("GET");
  request.url = str(url);
  static double held[ROUNDS], left[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    sally_response *response = NULL;
    sally_ticket *ticket;
    double start = now();
    check(sally_client_do(client, &request, &response, &err), &err);
    held[round] = now() - start;
    sally_response_free(response);
    start = now();
    check(sally_client_do_start(client, &request, &ticket, &err), &err);
    check(sally_call_wait(ticket, -1, &response, &err), &err);
    sally_call_free(ticket);
    left[round] = now() - start;
    sally_response_free(response);
  }
  printf("exchange %.0f\nexchange_left %.0f\n", median(held), median(left));
  sally_client_free(client);
  return 0;
}
