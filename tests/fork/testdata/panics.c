/* Linked at run time with a core whose objects panic when debug.panic says so. */
#include "check.h"

static sally_signer *panicking(const char *how) {
  sally_options *options = OPTIONS(CREDENTIALS, "debug.panic", how);
  sally_signer *signer;
  OK(sally_signer_new(options, &signer, &error));
  sally_options_free(options);
  return signer;
}

int main(void) {
  const char *ways[] = {"call", "goroutine", "nil"};
  sally_signer *healthy = new_signer();
  for (int round = 0; round < 20; round++) {
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
      sally_signer *signer = panicking(ways[i]);
      EXPECT(SALLY_E_PANIC, sign(signer, &error));
      CHECK(strstr(error.message, strcmp(ways[i], "nil") == 0 ? "nil pointer" : "sallypanic") != NULL);
      EXPECT(SALLY_E_HANDLE_CLOSED, sign(signer, &error));
      OK(sign(healthy, &error));
      /* Not even a child of fork builds it again. */
      if (round == 0) IN_CHILD({
        EXPECT(SALLY_E_HANDLE_CLOSED, sign(signer, &error));
        OK(sign(healthy, &error));
        EXPECT(SALLY_E_PANIC, sign(panicking(ways[i]), &error));
      });
      sally_signer_free(signer);
    }
  }
  /* Every kind of object. */
  sally_options *options = OPTIONS(CREDENTIALS, "debug.panic", "call", "client.sign", "true", "sign.region", "eu-west-1",
                                   "iot.endpoint", "x-ats.iot.eu-west-1.amazonaws.com");
  sally_client *client;
  sally_publisher *publisher;
  sally_verifier *verifier;
  sally_metadata *metadata;
  OK(sally_client_new(options, &client, &error));
  OK(sally_publisher_new(options, &publisher, &error));
  OK(sally_verifier_new(options, &verifier, &error));
  OK(sally_metadata_new(options, &metadata, &error));
  const int32_t want[] = {SALLY_E_PANIC, SALLY_E_HANDLE_CLOSED};
  for (int i = 0; i < 2; i++) {
    sally_request request = known_request();
    sally_message message = SALLY_MESSAGE_INIT;
    sally_response *response = (void *)77;
    sally_identity identity;
    sally_str none = {NULL, 0}, out;
    char buf[64];
    size_t len = 77;
    EXPECT(want[i], sally_client_do(client, &request, &response, &error));
    EXPECT(want[i], sally_publisher_publish(publisher, &message, &response, &error));
    EXPECT(want[i], sally_verifier_verify(verifier, none, none, none, 0, buf, sizeof buf, &len, &identity, &error));
    EXPECT(want[i], sally_metadata_get(metadata, text("/"), buf, sizeof buf, &len, &out, &error));
    CHECK(response == (void *)77 && len == 77);
    sally_signer *signer = panicking("nil");
    sally_batch *batch = (void *)77;
    sally_column no_rows = {NULL, NULL, NULL, 0, 0};
    EXPECT(SALLY_E_PANIC, sally_signer_presign_batch(signer, &request, &no_rows, &batch, &error));
    EXPECT(SALLY_E_HANDLE_CLOSED, sally_signer_presign_batch(signer, &request, &no_rows, &batch, &error));
    CHECK(batch == (void *)77);
    sally_signer_free(signer);
  }
  OK(sign(healthy, &error));
  return 0;
}
