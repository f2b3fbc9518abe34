/* A known signature, and an exchange with the server of the test. */
#include "check.h"

int main(int argc, char **argv) {
  CHECK(argc == 2);
  OK(sign(new_signer(), &error));
  sally_options *options = OPTIONS("tls.verify", "false");
  sally_client *client;
  sally_request request = SALLY_REQUEST_INIT;
  sally_response *response;
  int32_t status;
  OK(sally_client_new(options, &client, &error));
  request.method = text("GET");
  request.url = text(argv[1]);
  OK(sally_client_do(client, &request, &response, &error));
  OK(sally_response_status(response, &status, &error));
  CHECK(status == 200);
  sally_response_free(response);
  return 0;
}
