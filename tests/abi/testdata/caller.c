/* caller.c - proofs of identity that were presented, against a stand-in of STS: its
 * host and port, its address, and the file of its CA are the arguments. */
#include "check.h"

static char head[8192], out[8192];
static size_t len;

static sally_client *new_client(const char *resolve, const char *ca, const char *sign) {
  sally_options *options = OPTIONS(CREDENTIALS, "sign.region", "eu-west-1", "client.proxy", "none", "client.resolve", resolve,
                                   "tls.ca_file", ca, "client.sign", sign);
  sally_client *client;
  OK(sally_client_new(options, &client, &error));
  sally_options_free(options);
  return client;
}

static bool is(sally_str found, const char *wanted) {
  return found.len == strlen(wanted) && memcmp(found.data, wanted, found.len) == 0;
}

int main(int argc, char **argv) {
  static const char form[] = "Action=GetCallerIdentity&Version=2011-06-15";
  const sally_str none = {NULL, 0}, bad = {NULL, 5}, require = text("X-Vault-AWS-IAM-Server-ID: vault.example\r\n");
  CHECK(argc == 4);
  char url[256], resolve[256];
  snprintf(url, sizeof url, "https://%s/", argv[1]);
  snprintf(resolve, sizeof resolve, "%s:%s", argv[1], argv[2]);
  const sally_str hosts = text(argv[1]);
  sally_client *client = new_client(resolve, argv[3], "false"), *signing = new_client(resolve, argv[3], "true");
  sally_options *options = OPTIONS(CREDENTIALS, "sign.service", "sts", "sign.region", "eu-west-1");
  sally_signer *signer;
  OK(sally_signer_new(options, &signer, &error));
  sally_options_free(options);

  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("POST");
  request.url = text(url);
  request.headers = require;
  request.body = text(form);
  sally_signed signed_request;
  OK(sally_signer_sign(signer, &request, head, sizeof head, &len, &signed_request, &error));
  request.url = signed_request.url;
  request.headers = signed_request.headers;

  sally_caller caller;
#define VERIFY(c, r, q, h, b, l, o) sally_client_verify_caller(c, r, q, h, b, sizeof out, l, o, &error)
  OK(VERIFY(client, &request, require, hosts, out, &len, &caller));
  CHECK(is(caller.arn, "arn:aws:iam::123456789012:user/a") && is(caller.account, "123456789012") && is(caller.user_id, "AIDA"));
  CHECK(caller.exchanges.len > 5 && memcmp(caller.exchanges.data, "POST\t", 5) == 0);
  EXPECT(SALLY_E_REQUEST_SCOPE_REFUSED, VERIFY(client, &request, require, none, out, &len, &caller));
  EXPECT(SALLY_E_REQUEST_SCOPE_REFUSED,
         VERIFY(client, &request, text("X-Vault-AWS-IAM-Server-ID: other"), hosts, out, &len, &caller));
  EXPECT(SALLY_E_INVALID_ARGUMENT, VERIFY(signing, &request, require, hosts, out, &len, &caller));
  EXPECT(SALLY_E_INVALID_HEADER, VERIFY(client, &request, text("no header"), hosts, out, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(NULL, &request, require, hosts, out, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, NULL, require, hosts, out, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, &request, bad, hosts, out, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, &request, require, bad, out, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, &request, require, hosts, NULL, &len, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, &request, require, hosts, out, NULL, &caller));
  EXPECT(SALLY_E_NULL_POINTER, VERIFY(client, &request, require, hosts, out, &len, NULL));
  request.time = 1;
  EXPECT(SALLY_E_REQUEST_TIME_SKEWED, VERIFY(client, &request, require, hosts, out, &len, &caller));
  request.time = SALLY_NOW;

  sally_ticket *ticket;
  sally_response *response;
  OK(sally_client_verify_caller_start(client, &request, require, hosts, &ticket, &error));
  OK(sally_call_wait(ticket, -1, &response, &error));
  sally_str fact;
  OK(sally_response_fact(response, text("user_id"), &fact, &error));
  CHECK(is(fact, "AIDA"));
  sally_response_free(response);
  sally_call_free(ticket);

  /* What STS refuses: the body is another than the signed one. */
  char changed[] = "Version=2011-06-15&Action=GetCallerIdentity";
  request.body = text(changed);
  EXPECT(SALLY_E_REQUEST_SIGNATURE_WRONG, VERIFY(client, &request, require, hosts, out, &len, &caller));

#define TOKEN(k, t, n, h) sally_client_verify_token(client, text(k), text(t), text(n), h, 0, SALLY_NOW, out, sizeof out, &len, &caller, &error)
  EXPECT(SALLY_E_REQUEST_MALFORMED, TOKEN("eks", "k8s-aws-v1.", "cluster", hosts));
  EXPECT(SALLY_E_INVALID_ARGUMENT, TOKEN("eks", "k8s-aws-v1.", "", hosts));
  EXPECT(SALLY_E_INVALID_ARGUMENT, TOKEN("gcp", "", "", none));
  EXPECT(SALLY_E_REQUEST_MALFORMED,
         sally_client_verify_token_start(client, text("vault"), text("{}"), none, none, 0, SALLY_NOW, &ticket, &error));

  sally_signer_free(signer);
  sally_client_free(signing);
  sally_client_free(client);
  return 0;
}
