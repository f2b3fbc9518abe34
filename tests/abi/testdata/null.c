/* Every pointer of every function is checked, and outputs are written only on
 * success. */
#include "check.h"

static char buf[4096];
static size_t len = 77;

static void check_signer(sally_options *options, sally_request *request) {
  sally_signer *signer = (void *)77;
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_new(NULL, &signer, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_new(options, NULL, &error));
  CHECK(signer == (void *)77);
  signer = new_signer();
  sally_signed out = {.url = {"x", 1}};
  for (int i = 0; i < 2; i++) {
    __typeof__(&sally_signer_sign) act = i == 0 ? sally_signer_sign : sally_signer_presign;
    EXPECT(SALLY_E_NULL_POINTER, act(NULL, request, buf, sizeof buf, &len, &out, &error));
    EXPECT(SALLY_E_NULL_POINTER, act(signer, NULL, buf, sizeof buf, &len, &out, &error));
    EXPECT(SALLY_E_NULL_POINTER, act(signer, request, NULL, sizeof buf, &len, &out, &error));
    EXPECT(SALLY_E_NULL_POINTER, act(signer, request, buf, sizeof buf, NULL, &out, &error));
    EXPECT(SALLY_E_NULL_POINTER, act(signer, request, buf, sizeof buf, &len, NULL, &error));
    sally_str *spans[] = {&request->method, &request->url, &request->headers, &request->body, &request->payload_hash};
    for (size_t j = 0; j < sizeof spans / sizeof *spans; j++) {
      sally_str good = *spans[j];
      *spans[j] = (sally_str){NULL, 5};
      EXPECT(SALLY_E_NULL_POINTER, act(signer, request, buf, sizeof buf, &len, &out, &error));
      *spans[j] = good;
    }
    EXPECT(SALLY_E_NULL_POINTER, act(signer, NULL, NULL, 0, NULL, NULL, NULL));
    CHECK(len == 77 && out.url.len == 1);
  }
  sally_signer_free(signer);
  sally_signer_free(NULL);
}

static void check_client(sally_options *options, sally_request *request) {
  sally_client *client = (void *)77;
  sally_response *response = (void *)77;
  EXPECT(SALLY_E_NULL_POINTER, sally_client_new(NULL, &client, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_new(options, NULL, &error));
  OK(sally_client_new(options, &client, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_do(NULL, request, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_do(client, NULL, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_do(client, request, NULL, &error));
  CHECK(response == (void *)77);
  int32_t status;
  sally_str span;
  EXPECT(SALLY_E_NULL_POINTER, sally_response_status(NULL, &status, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_response_headers(NULL, &span, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_response_body(NULL, &span, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_response_fact(NULL, text("url"), &span, &error));
  sally_response_free(NULL);
  sally_stream *stream = (void *)77;
  sally_ticket *ticket = (void *)77;
  EXPECT(SALLY_E_NULL_POINTER, sally_client_open(NULL, request, 0, -1, &stream, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_open(client, NULL, 0, -1, &stream, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_client_open(client, request, 0, -1, NULL, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_client_open(client, request, 0, 5, &stream, &error));
  CHECK(stream == (void *)77);
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_response(NULL, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_response_start(NULL, &ticket, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_read(NULL, buf, sizeof buf, &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_read_start(NULL, 1, &ticket, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_write(NULL, text("x"), &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_write_start(NULL, text("x"), &ticket, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_end(NULL, &error));
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_stream_end((sally_stream *)client, &error));
  request->url = text("https://127.0.0.1:1/");
  OK(sally_client_open(client, request, 1, -1, &stream, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_response(stream, NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_response_start(stream, NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_read(stream, NULL, 1, &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_read(stream, buf, sizeof buf, NULL, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_stream_read(stream, buf, 0, &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_read_start(stream, 1, NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_write(stream, text("x"), NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_write(stream, (sally_str){NULL, 5}, &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_stream_write_start(stream, text("x"), NULL, &error));
  CHECK(len == 77 && response == (void *)77 && ticket == (void *)77);
  sally_stream_free(stream);
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_stream_end(stream, &error));
  sally_stream_free(NULL);
  sally_client_free(client);
  sally_client_free(NULL);
}

static void check_publisher(void) {
  sally_options *options = OPTIONS(CREDENTIALS, "client.sign", "true", "sign.region", "eu-west-1", "iot.endpoint",
                                   "x-ats.iot.eu-west-1.amazonaws.com");
  sally_publisher *publisher;
  sally_response *response = (void *)77;
  sally_message message = SALLY_MESSAGE_INIT;
  EXPECT(SALLY_E_NULL_POINTER, sally_publisher_new(NULL, &publisher, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_publisher_new(options, NULL, &error));
  OK(sally_publisher_new(options, &publisher, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_publisher_publish(NULL, &message, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_publisher_publish(publisher, NULL, &response, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_publisher_publish(publisher, &message, NULL, &error));
  sally_str *spans[] = {&message.topic,          &message.payload,          &message.content_type,
                        &message.response_topic, &message.correlation_data, &message.payload_format,
                        &message.user_properties};
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
    *spans[i] = (sally_str){NULL, 5};
    EXPECT(SALLY_E_NULL_POINTER, sally_publisher_publish(publisher, &message, &response, &error));
    *spans[i] = (sally_str){NULL, 0};
  }
  CHECK(response == (void *)77);
  sally_publisher_free(publisher);
  sally_publisher_free(NULL);
  sally_options_free(options);
}

static void check_verifier(sally_options *options) {
  const sally_str none = {NULL, 0}, bad = {NULL, 5};
  sally_verifier *verifier;
  sally_identity out = {.raw = {"x", 1}};
  EXPECT(SALLY_E_NULL_POINTER, sally_verifier_new(NULL, &verifier, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_verifier_new(options, NULL, &error));
  OK(sally_verifier_new(options, &verifier, &error));
#define VERIFY(v, s, d, a, b, l, o) sally_verifier_verify(v, s, d, a, SALLY_NOW, b, sizeof buf, l, o, &error)
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(NULL, text("x"), none, none, buf, &len, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, bad, none, none, buf, &len, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, text("x"), bad, none, buf, &len, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, text("x"), none, bad, buf, &len, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, text("x"), none, none, NULL, &len, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, text("x"), none, none, buf, NULL, &out));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(verifier, text("x"), none, none, buf, &len, NULL));
  EXPECT(SALLY_E_SIGNATURE_EMPTY, VERIFY(verifier, none, none, none, buf, &len, &out));
  CHECK(len == 77 && out.raw.len == 1);
  sally_verifier_free(verifier);
  sally_verifier_free(NULL);
  EXPECT(SALLY_E_NULL_POINTER, sally_audience_generate(NULL, 64, &len, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_audience_generate(buf, 64, NULL, &error));
}

static void check_metadata(sally_options *options) {
  const sally_str none = {NULL, 0}, bad = {NULL, 5};
  sally_metadata *metadata;
  sally_str a, b;
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_new(NULL, &metadata, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_new(options, NULL, &error));
  OK(sally_metadata_new(options, &metadata, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(NULL, none, buf, sizeof buf, &len, &a, &b, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(metadata, bad, buf, sizeof buf, &len, &a, &b, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(metadata, none, NULL, sizeof buf, &len, &a, &b, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(metadata, none, buf, sizeof buf, NULL, &a, &b, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(metadata, none, buf, sizeof buf, &len, NULL, &b, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_identity(metadata, none, buf, sizeof buf, &len, &a, NULL, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_get(NULL, text("/"), buf, sizeof buf, &len, &a, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_get(metadata, bad, buf, sizeof buf, &len, &a, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_get(metadata, text("/"), NULL, sizeof buf, &len, &a, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_get(metadata, text("/"), buf, sizeof buf, NULL, &a, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_metadata_get(metadata, text("/"), buf, sizeof buf, &len, NULL, &error));
  sally_metadata_free(metadata);
  sally_metadata_free(NULL);
}

int main(void) {
  EXPECT(SALLY_E_NULL_POINTER, sally_options_new(NULL, &error));
  sally_options *options = OPTIONS(CREDENTIALS);
  EXPECT(SALLY_E_NULL_POINTER, sally_options_set(NULL, text("tls.verify"), text("true"), &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_options_set(options, (sally_str){NULL, 5}, text("true"), &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_options_set(options, text("tls.verify"), (sally_str){NULL, 5}, &error));
  sally_request request = known_request();
  check_signer(options, &request);
  check_client(options, &request);
  check_publisher();
  check_verifier(options);
  check_metadata(options);
  sally_options_free(options);
  sally_options_free(NULL);
  return 0;
}
