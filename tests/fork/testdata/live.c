/* Objects made before fork work in the child; a response is refused. The
 * argument is the URL of a server that answers "hello". */
#include "check.h"

static const sally_str none;

static sally_response *get(sally_client *client, const char *url) {
  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("GET");
  request.url = text(url);
  sally_response *response;
  OK(sally_client_do(client, &request, &response, &error));
  sally_str body;
  OK(sally_response_body(response, &body, &error));
  CHECK(body.len == 5 && memcmp(body.data, "hello", 5) == 0);
  return response;
}

static void verify(sally_verifier *verifier) {
  sally_identity out;
  char buf[64];
  size_t len;
  EXPECT(SALLY_E_SIGNATURE_MALFORMED,
         sally_verifier_verify(verifier, text("????"), none, none, SALLY_NOW, buf, sizeof buf, &len, &out, &error));
}

static void publish(sally_publisher *publisher) {
  sally_message message = SALLY_MESSAGE_INIT;
  message.topic = text("a/#");
  sally_response *response;
  EXPECT(SALLY_E_TOPIC_INVALID, sally_publisher_publish(publisher, &message, &response, &error));
}

static void ask(sally_metadata *metadata) {
  sally_str out;
  char buf[64];
  size_t len;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_metadata_get(metadata, text("no-slash"), buf, sizeof buf, &len, &out, &error));
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  sally_options *options = OPTIONS(CREDENTIALS, "client.sign", "true", "sign.region", "eu-west-1", "sign.service", "s3",
                                   "iot.endpoint", "x-ats.iot.eu-west-1.amazonaws.com");
  sally_signer *signer = new_signer();
  sally_client *client;
  sally_publisher *publisher;
  sally_verifier *verifier;
  sally_metadata *metadata;
  OK(sally_client_new(options, &client, &error));
  OK(sally_publisher_new(options, &publisher, &error));
  OK(sally_verifier_new(options, &verifier, &error));
  OK(sally_metadata_new(options, &metadata, &error));
  OK(sign(signer, &error));
  sally_response *response = get(client, argv[1]);

  for (int round = 0; round < 3; round++) {
    IN_CHILD({
      int32_t status = 77;
      sally_str span;
      EXPECT(SALLY_E_FORKED, sally_response_status(response, &status, &error));
      EXPECT(SALLY_E_FORKED, sally_response_body(response, &span, &error));
      EXPECT(SALLY_E_FORKED, sally_response_headers(response, &span, &error));
      EXPECT(SALLY_E_FORKED, sally_response_fact(response, text("url"), &span, &error));
      CHECK(status == 77);
      sally_response_free(response);
      OK(sign(signer, &error));
      sally_response_free(get(client, argv[1]));
      verify(verifier);
      publish(publisher);
      ask(metadata);
      sally_signer *own;
      OK(sally_signer_new(options, &own, &error)); /* the builder works on as well */
      sally_signer_free(own);
      sally_signer_free(signer);
      sally_client_free(client);
      sally_publisher_free(publisher);
      sally_verifier_free(verifier);
      sally_metadata_free(metadata);
      sally_options_free(options);
      EXPECT(SALLY_E_HANDLE_CLOSED, sign(signer, &error));
    });
    OK(sign(signer, &error)); /* the parent goes on */
    sally_response_free(get(client, argv[1]));
  }
  /* Freed in a child that never used it. */
  IN_CHILD(sally_signer_free(signer));
  int32_t status;
  OK(sally_response_status(response, &status, &error));
  CHECK(status == 200);
  return 0;
}
