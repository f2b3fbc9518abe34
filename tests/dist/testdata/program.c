/* Signs with an installed library, and prints the signature. */
#include <sallyport.h>
#include <stdio.h>
#include <string.h>

static sally_str text(const char *s) { return (sally_str){s, strlen(s)}; }

int main(void) {
  static char buffer[4096];
  sally_error err;
  sally_options *options = NULL;
  sally_signer *signer = NULL;
  sally_request request = SALLY_REQUEST_INIT;
  sally_signed out;
  size_t len;
  int32_t code = sally_options_new(&options, &err);
  if (code == SALLY_OK) code = sally_options_set(options, text("credentials.access_key_id"), text("AKIDEXAMPLE"), &err);
  if (code == SALLY_OK) code = sally_options_set(options, text("credentials.secret_access_key"), text("secret"), &err);
  if (code == SALLY_OK) code = sally_options_set(options, text("sign.region"), text("eu-west-1"), &err);
  if (code == SALLY_OK) code = sally_signer_new(options, &signer, &err);
  request.method = text("GET");
  request.url = text("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity");
  request.time = 1440938160;
  if (code == SALLY_OK) code = sally_signer_sign(signer, &request, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    fprintf(stderr, "%d: %s\n", code, err.message);
    return 1;
  }
  printf("%.*s", (int)out.signature.len, out.signature.data);
  sally_signer_free(signer);
  sally_options_free(options);
  return 0;
}
