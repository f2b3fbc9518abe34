/* Forms: what a policy allows is verified, and what it does not is refused. */
#include "check.h"

#define NOON 1767355200

static char form[4096];

/* The form's fields as JSON: key and what the signer made, whose values need no escapes. */
static sally_str object_of(const char *key, sally_str lines) {
  int n = snprintf(form, sizeof form, "{\"key\":\"%s\"", key);
  for (const char *at = lines.data, *end = at + lines.len; at < end;) {
    const char *colon = memchr(at, ':', (size_t)(end - at)), *stop = memchr(at, '\r', (size_t)(end - at));
    n += snprintf(form + n, sizeof form - (size_t)n, ",\"%.*s\":\"%.*s\"", (int)(colon - at), at, (int)(stop - colon - 2),
                  colon + 2);
    at = stop + 2;
  }
  snprintf(form + n, sizeof form - (size_t)n, "}");
  return text(form);
}

int main(void) {
  const char *settings[] = {"credentials.access_key_id", "AKIDEXAMPLE", "credentials.secret_access_key", "secret", NULL};
  const char *none[] = {NULL};
  char made[4096], buf[2048];
  size_t len;
  sally_signer *signer;
  sally_request_verifier *verifier;
  sally_presigned_post signed_post;
  sally_posted out;
  sally_options *options = options_of(settings), *empty = options_of(none);
  OK(sally_signer_new(options, &signer, &error));
  OK(sally_request_verifier_new(empty, &verifier, &error));
  sally_post post = SALLY_POST_INIT;
  post.url = text("https://b.s3.eu-west-1.amazonaws.com/");
  post.bucket = text("b");
  post.key = text("up/${filename}");
  post.conditions = text("[[\"content-length-range\", 1, 9]]");
  post.time = NOON;
  OK(sally_signer_presign_post(signer, &post, made, sizeof made, &len, &signed_post, &error));
  const struct {
    const char *key, *secret, *token;
    int64_t size, time;
    int32_t code;
  } tests[] = {
      {"up/${filename}", "secret", "", 9, NOON, SALLY_OK},
      {"up/${filename}", "", "", 9, NOON, SALLY_E_REQUEST_KEY_UNKNOWN},
  };
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
    sally_str fields = object_of(tests[i].key, signed_post.fields);
    EXPECT(tests[i].code,
           sally_request_verifier_verify_post(verifier, text("b"), fields, text("f.txt"), tests[i].size,
                                              text(tests[i].secret), text(tests[i].token), tests[i].time, buf, sizeof buf,
                                              &len, &out, &error));
    if (tests[i].code == SALLY_OK) {
      CHECK(out.key.len == 8 && memcmp(out.key.data, "up/f.txt", 8) == 0);
      CHECK(out.max_size.len == 1 && *out.max_size.data == '9' && *out.min_size.data == '1');
    }
  }
  EXPECT(SALLY_E_INVALID_ARGUMENT,
         sally_request_verifier_verify_post(verifier, text("b"), text("[]"), text(""), 1, text("s"), text(""), NOON, buf,
                                            sizeof buf, &len, &out, &error));
  sally_request_verifier_free(verifier);
  sally_signer_free(signer);
  sally_options_free(options);
  sally_options_free(empty);
  return 0;
}
