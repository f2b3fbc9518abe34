/* fields.c - fields of a response by name, and bodies that pass both ways at once. The
 * argument is the URL of a server: /fields has trailers, /echo answers as it reads,
 * /refuse answers 413 and reads nothing. */
#include "check.h"

static sally_client *client;
static char url[256];

static sally_request request(const char *base, const char *path) {
  sally_request made = SALLY_REQUEST_INIT;
  snprintf(url, sizeof url, "%s%s", base, path);
  made.method = text("POST");
  made.url = text(url);
  return made;
}

static bool is(sally_response *response, const char *key, const char *want) {
  sally_str value;
  OK(sally_response_fact(response, text(key), &value, &error));
  return value.len == strlen(want) && memcmp(value.data, want, value.len) == 0;
}

static void fields_have_names(const char *base) {
  sally_request asked = request(base, "/fields");
  sally_response *response;
  sally_str value;
  OK(sally_client_do(client, &asked, &response, &error));
  CHECK(is(response, "header.x-one", "1") && is(response, "header.X-ONE", "1"));
  CHECK(is(response, "trailer.x-sum", "abc: d") && is(response, "trailer.X-Empty", ""));
  CHECK(is(response, "header.x-sum", "") && is(response, "trailer.x-one", "") && is(response, "header.x", ""));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_response_fact(response, text("header."), &value, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_response_fact(response, text("fields.x-one"), &value, &error));
  sally_response_free(response);
}

static void a_stream_is_read_while_it_is_written(const char *base) {
  sally_request asked = request(base, "/echo");
  sally_stream *stream;
  sally_response *response;
  OK(sally_client_open(client, &asked, 1, -1, &stream, &error));
  for (const char *at = "ping"; *at != 0; at++) {
    size_t written = 0, len = 0;
    char got;
    OK(sally_stream_write(stream, (sally_str){at, 1}, &written, &error));
    CHECK(written == 1);
    OK(sally_stream_read(stream, &got, 1, &len, &error));
    CHECK(len == 1 && got == *at);
  }
  OK(sally_stream_end(stream, &error));
  OK(sally_stream_response(stream, &response, &error));
  CHECK(is(response, "status", "200"));
  sally_response_free(response);
  sally_stream_free(stream);
}

static void a_refusal_ends_the_writing(const char *base) {
  static char piece[1 << 16];
  sally_request asked = request(base, "/refuse");
  sally_stream *stream;
  sally_response *response;
  OK(sally_client_open(client, &asked, 1, (int64_t)1 << 40, &stream, &error));
  for (size_t written = sizeof piece; written == sizeof piece;) {
    OK(sally_stream_write(stream, (sally_str){piece, sizeof piece}, &written, &error));
  }
  OK(sally_stream_response(stream, &response, &error));
  CHECK(is(response, "status", "413"));
  sally_response_free(response);
  sally_stream_free(stream);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  sally_options *options = OPTIONS("client.proxy", "none", "client.retries", "0");
  OK(sally_client_new(options, &client, &error));
  sally_options_free(options);
  fields_have_names(argv[1]);
  a_stream_is_read_while_it_is_written(argv[1]);
  a_refusal_ends_the_writing(argv[1]);
  sally_client_free(client);
  return 0;
}
