/* Makes objects from secrets, uses and frees them, and wipes its own copies. Then it
 * says "ready" and waits, so that its memory can be read. The secrets come on
 * standard input, one a line, and are read without a buffer. With an argument there
 * is a signer alone. */
#include "check.h"

#define SECRETS 6
static char secrets[SECRETS][512];

static void wipe(void *memory, size_t len) {
  for (volatile char *at = memory; len-- > 0; at++) *at = 0;
}

static sally_str secret(int i) { return text(secrets[i]); }

static void set(sally_options *options, const char *key, sally_str value) { OK(sally_options_set(options, text(key), value, &error)); }

/* Results on the stack and in blocks hold the token too. */
static void use(sally_signer *signer, sally_client *client) {
  char *buf = calloc(1, 1 << 16);
  size_t len;
  sally_request request = known_request();
  sally_signed out;
  sally_response *response;
  OK(sally_signer_sign(signer, &request, buf, 1 << 16, &len, &out, &error));
  OK(sally_signer_presign(signer, (request.expires = 60, &request), buf, 1 << 16, &len, &out, &error));
  sally_request to = SALLY_REQUEST_INIT;
  to.url = text("https://127.0.0.1:1/");
  CHECK(client == NULL || sally_client_do(client, &to, &response, &error) != SALLY_OK);
  wipe(buf, 1 << 16);
  free(buf);
}

int main(int argc, char **argv) {
  (void)argv;
  for (int i = 0; i < SECRETS; i++) {
    char *at = secrets[i];
    while (read(0, at, 1) == 1 && *at != '\n') at++;
    *at = '\0';
  }
  sally_options *options;
  sally_signer *signer;
  sally_client *client = NULL;
  sally_publisher *publisher = NULL;
  OK(sally_options_new(&options, &error));
  set(options, "credentials.access_key_id", text("ASIAEXAMPLEEXAMPLE12"));
  set(options, "credentials.secret_access_key", text("replaced-below"));
  set(options, "credentials.secret_access_key", secret(0));
  set(options, "credentials.session_token", secret(1));
  OK(sally_signer_new(options, &signer, &error));
  if (argc > 1) goto use_and_free;
  set(options, "client.proxy", secret(2));
  set(options, "client.retries", text("0"));
  OK(sally_client_new(options, &client, &error));
  set(options, "iot.endpoint", text("abc-ats.iot.eu-west-1.amazonaws.com"));
  set(options, "iot.authorizer_name", text("a"));
  set(options, "iot.authorizer_token_key", text("k"));
  set(options, "iot.authorizer_token", secret(3));
  set(options, "iot.authorizer_signature", secret(4));
  OK(sally_publisher_new(options, &publisher, &error));
  /* Refused ones leave nothing either. */
  sally_client *refused;
  set(options, "tls.cert", secret(5));
  set(options, "tls.key", secret(5));
  CHECK(sally_client_new(options, &refused, &error) != SALLY_OK);
use_and_free:
  use(signer, client);
  IN_CHILD(use(signer, client)); /* built again from the copies */
  sally_signer_free(signer);
  sally_client_free(client);
  sally_publisher_free(publisher);
  sally_options_free(options);
  wipe(secrets, sizeof secrets);
  CHECK(write(1, "ready\n", 6) == 6);
  char end;
  CHECK(read(0, &end, 1) == 0);
  return 0;
}
