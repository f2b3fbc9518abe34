/* kinds.h - every kind of object, made, used and checked against the services that
 * the test has started (HOSTS_*). No use needs more than a small stack. */
#ifndef KINDS_H
#define KINDS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const sally_str none;
static sally_signer *signer;
static sally_client *client;
static sally_publisher *publisher;
static sally_verifier *verifier;
static sally_metadata *metadata;
static int64_t identity_time = 1782907200; /* when the identity of the tests is valid; or SALLY_NOW */
static const char *released;               /* a name that the server knows already, if nothing is to be released */

static const char *url_of(char *buf, size_t cap, const char *path, const char *id) {
  snprintf(buf, cap, "%s%s%s", getenv("HOSTS_BASE"), path, id);
  return buf;
}

static int32_t make_with(sally_options *some, sally_options *of_publisher, sally_error *err) {
  int32_t code = sally_signer_new(some, &signer, err);
  if (code == SALLY_OK) code = sally_client_new(some, &client, err);
  if (code == SALLY_OK) code = sally_verifier_new(some, &verifier, err);
  if (code == SALLY_OK) code = sally_metadata_new(some, &metadata, err);
  if (code == SALLY_OK) code = sally_publisher_new(of_publisher, &publisher, err);
  return code;
}

static int32_t try_to_make(sally_error *err) {
  const char *port = getenv("HOSTS_TLS_PORT");
  char pin[64];
  snprintf(pin, sizeof pin, "example.com:%s:127.0.0.1", port);
  sally_options *some = OPTIONS(CREDENTIALS, "client.proxy", "none", "client.retries", "0", "metadata.endpoint",
                                getenv("HOSTS_BASE"), "metadata.token_ttl", "0");
  sally_options *of_publisher =
      OPTIONS(CREDENTIALS, "client.proxy", "none", "client.sign", "true", "sign.region", "us-east-1", "iot.endpoint",
              "example.com", "iot.port", port, "client.resolve", pin, "tls.ca_file", getenv("HOSTS_CA"));
  int32_t code = make_with(some, of_publisher, err);
  sally_options_free(some);
  sally_options_free(of_publisher);
  return code;
}

static void make(void) { OK(try_to_make(&error)); }

/* ---- Kinds: each use gives a code, and checks what it got ---- */

static bool is(sally_str got, const char *want) { return got.len == strlen(want) && memcmp(got.data, want, got.len) == 0; }

/* The body of a response, which is freed. */
static void check_body(sally_response *response, const char *want) {
  sally_str body;
  OK(sally_response_body(response, &body, &error));
  CHECK(is(body, want));
  sally_response_free(response);
}

static sally_request get(const char *url) {
  sally_request request = SALLY_REQUEST_INIT;
  request.url = text(url);
  return request;
}

static int32_t use_signer(sally_error *err) { return sign(signer, err); }

static int32_t use_client(sally_error *err) {
  char url[256];
  sally_request request = get(url_of(url, sizeof url, "/hello", ""));
  sally_response *response;
  int32_t code = sally_client_do(client, &request, &response, err);
  if (code == SALLY_OK) check_body(response, "hello");
  return code;
}

static int32_t use_publisher(sally_error *err) {
  sally_message message = SALLY_MESSAGE_INIT;
  message.topic = text("a");
  message.payload = text("{}");
  sally_response *response;
  int32_t code = sally_publisher_publish(publisher, &message, &response, err);
  if (code == SALLY_OK) {
    sally_str trace;
    OK(sally_response_fact(response, text("iot.trace_id"), &trace, err));
    CHECK(is(trace, "trace"));
    sally_response_free(response);
  }
  return code;
}

static int32_t use_verifier(sally_error *err) {
  sally_identity out;
  enum { CAP = 4096 };
  char *buf = malloc(CAP);
  size_t len;
  int32_t code = sally_verifier_verify(verifier, text(getenv("HOSTS_IDENTITY")), none, text("abc"), identity_time, buf, CAP,
                                       &len, &out, err);
  if (code == SALLY_OK) CHECK(is(out.instance_id, "i-8vb9b97xf7msxi4k6tgx"));
  free(buf);
  return code;
}

static int32_t use_metadata(sally_error *err) {
  sally_str out;
  char buf[1024];
  size_t len;
  int32_t code = sally_metadata_get(metadata, text("/latest/meta-data/instance-id"), buf, sizeof buf, &len, &out, err);
  if (code == SALLY_OK) CHECK(is(out, "i-1"));
  return code;
}

/* ---- What is begun and goes on; its name is that by which the server holds it ---- */

struct begun {
  char name[32];
  void *thing;
};

/* Asks the server by other means than those that are tested. */
static void release(const char *name) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  at.sin_port = htons((uint16_t)atoi(strrchr(getenv("HOSTS_BASE"), ':') + 1));
  char line[256];
  int length = snprintf(line, sizeof line, "GET /release?id=%s HTTP/1.0\r\n\r\n", name), s = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connect(s, (struct sockaddr *)&at, sizeof at) == 0 && write(s, line, (size_t)length) == length);
  while (read(s, line, sizeof line) > 0) {
  }
  close(s);
}

static int32_t begin_batch(struct begun *b, sally_error *err) {
  static const char one[] = "https://iam.amazonaws.com/";
  static const int32_t offsets[] = {0, sizeof one - 1};
  sally_column column = {NULL, offsets, (const uint8_t *)one, 1, 0};
  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("GET");
  return sally_signer_presign_batch(signer, &request, &column, (sally_batch **)&b->thing, err);
}

static int32_t read_batch(struct begun *b, sally_error *err) {
  sally_column urls;
  int32_t code = sally_batch_column(b->thing, text("url"), &urls, err);
  if (code == SALLY_OK) CHECK(urls.length == 1 && urls.offsets[1] > 26);
  return code;
}

static void free_batch(struct begun *b) { sally_batch_free(b->thing); }

static int32_t read_piece(sally_stream *stream, const char *want, sally_error *err) {
  char buf[64];
  size_t got = 0, len;
  while (got < strlen(want)) {
    int32_t code = sally_stream_read(stream, buf + got, strlen(want) - got, &len, err);
    if (code != SALLY_OK) return code;
    CHECK(len > 0);
    got += len;
  }
  CHECK(memcmp(buf, want, got) == 0);
  return SALLY_OK;
}

static int32_t begin_stream(struct begun *b, sally_error *err) {
  char url[256];
  sally_request request = get(url_of(url, sizeof url, "/stream?id=", b->name));
  int32_t code = sally_client_open(client, &request, 0, -1, (sally_stream **)&b->thing, err);
  return code != SALLY_OK ? code : read_piece(b->thing, "first", err);
}

static int32_t read_stream(struct begun *b, sally_error *err) { return read_piece(b->thing, "second", err); }

static void free_stream(struct begun *b) { sally_stream_free(b->thing); }

static int32_t begin_ticket(struct begun *b, sally_error *err) {
  char url[256];
  sally_request request = get(url_of(url, sizeof url, "/held?id=", b->name));
  return sally_client_do_start(client, &request, (sally_ticket **)&b->thing, err);
}

static int32_t read_ticket(struct begun *b, sally_error *err) {
  sally_response *response;
  int32_t code = sally_call_wait(b->thing, -1, &response, err);
  if (code == SALLY_OK) check_body(response, "late");
  return code;
}

static void free_ticket(struct begun *b) { sally_call_free(b->thing); }

static const struct kind {
  const char *name;
  int32_t (*use)(sally_error *);
  int32_t (*begin)(struct begun *, sally_error *);
  int32_t (*read)(struct begun *, sally_error *);
  void (*free)(struct begun *);
} kinds[] = {
    {"signer", use_signer, NULL, NULL, NULL},
    {"client", use_client, NULL, NULL, NULL},
    {"publisher", use_publisher, NULL, NULL, NULL},
    {"verifier", use_verifier, NULL, NULL, NULL},
    {"metadata", use_metadata, NULL, NULL, NULL},
    {"batch", NULL, begin_batch, read_batch, free_batch},
    {"stream", NULL, begin_stream, read_stream, free_stream},
    {"ticket", NULL, begin_ticket, read_ticket, free_ticket},
};

static int32_t begin(const struct kind *kind, struct begun *b, sally_error *err) {
  static _Atomic int number;
  if (released != NULL) {
    snprintf(b->name, sizeof b->name, "%s", released);
  } else {
    snprintf(b->name, sizeof b->name, "%d.%d", (int)getpid(), atomic_fetch_add(&number, 1));
  }
  return kind->begin(b, err);
}

static int32_t use(const struct kind *kind, sally_error *err) {
  if (kind->use != NULL) return kind->use(err);
  struct begun b = {0};
  int32_t code = begin(kind, &b, err);
  if (code == SALLY_OK) {
    if (released == NULL) release(b.name);
    code = kind->read(&b, err);
  }
  kind->free(&b);
  return code;
}

#endif
