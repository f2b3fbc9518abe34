/* What the header promises about buffers, errors, options and handles. */
#include "check.h"

static void check_buffers(void) {
  sally_signer *signer = new_signer();
  sally_request request = known_request();
  sally_signed out, again;
  char buf[4096], exact[4096];
  size_t len = 0, needed = 0;
  OK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  EXPECT(SALLY_E_BUFFER_TOO_SMALL, sally_signer_sign(signer, &request, NULL, 0, &needed, &again, &error));
  CHECK(needed == len);
  memset(exact, '#', sizeof exact);
  EXPECT(SALLY_E_BUFFER_TOO_SMALL, sally_signer_sign(signer, &request, exact, len - 1, &needed, &again, &error));
  CHECK(needed == len);
  for (size_t i = len - 1; i < sizeof exact; i++) CHECK(exact[i] == '#'); /* nothing behind the end */
  OK(sally_signer_sign(signer, &request, exact, len, &needed, &again, &error));
  CHECK(needed == len && memcmp(buf, exact, len) == 0);
  CHECK(again.url.data >= exact && again.url.data + again.url.len <= exact + len);
  CHECK(again.string_to_sign.data >= exact && again.string_to_sign.data + again.string_to_sign.len <= exact + len);
  request.expires = 604801;
  needed = 77;
  EXPECT(SALLY_E_EXPIRES_OUT_OF_RANGE, sally_signer_presign(signer, &request, buf, sizeof buf, &needed, &out, &error));
  CHECK(needed == 77);
  OK(sally_audience_generate(buf, 64, &len, &error)); /* "at most 64 bytes" */
  EXPECT(SALLY_E_BUFFER_TOO_SMALL, sally_audience_generate(buf, 3, &len, &error));
  CHECK(len > 3 && len <= 64);
  sally_signer_free(signer);
}

static void check_structs(void) {
  sally_signer *signer = new_signer();
  sally_request request = known_request();
  sally_signed out;
  char buf[4096];
  size_t len;
  request.size = sizeof request - 8;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  request.size = sizeof request + 8; /* of a later version */
  OK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  request.flags = 1u << 31;
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  request = known_request();
  request.headers.len = (size_t)1 << 40;
  EXPECT(SALLY_E_INPUT_TOO_LARGE, sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  sally_signer_free(signer);
}

static void check_errors(void) {
  CHECK(strcmp(sally_error_name(SALLY_OK), "OK") == 0);
  CHECK(strcmp(sally_error_name(SALLY_E_CERTIFICATE_EXPIRED), "CERTIFICATE_EXPIRED") == 0);
  CHECK(strcmp(sally_error_category(SALLY_E_CERTIFICATE_EXPIRED), "certificate") == 0);
  CHECK(strstr(sally_error_hint(SALLY_E_DNS_FAILED), "resolve=") != NULL);
  CHECK(sally_error_retryable(SALLY_E_DNS_FAILED) == 1 && sally_error_retryable(SALLY_E_INVALID_URL) == 0);
  CHECK(strcmp(sally_error_name(7), "UNKNOWN") == 0 && *sally_error_hint(7) == '\0' && *sally_error_category(7) == '\0');
  CHECK(sizeof(sally_error) == 512);

  /* A long message is cut at a character boundary and ends with NUL. */
  sally_signer *signer = new_signer();
  sally_request request = known_request();
  char url[2000] = "https://xn--", buf[64];
  for (size_t at = strlen(url); at < sizeof url - 4; at += 3) memcpy(url + at, "\xe2\x82\xac", 4);
  request.url = text(url);
  request.method = text(url); /* whichever is refused first */
  sally_signed out;
  size_t len;
  memset(&error, '#', sizeof error);
  CHECK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error) == error.code);
  size_t end = strnlen(error.message, sizeof error.message);
  CHECK(end > 0 && end < sizeof error.message);
  CHECK(((unsigned char)error.message[end - 1] & 0xc0) != 0xc0); /* no lonely first byte */
  sally_signer_free(signer);
}

static void check_options(void) {
  sally_options *options = OPTIONS(CREDENTIALS, "sign.region", "eu-west-1", "sign.region", "eu-north-1");
  const char *bad[] = {"", "tls verify", "TLS.verify", "tls.verify=", "env.", "env.A=B", "env.A B"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    EXPECT(SALLY_E_UNKNOWN_OPTION, sally_options_set(options, text(bad[i]), text("true"), &error));
  }
  EXPECT(SALLY_E_INPUT_TOO_LARGE,
         sally_options_set(options, text("tls.ca_bytes"), (sally_str){"", ((size_t)16 << 20) + 1}, &error));
  OK(sally_options_set(options, text("env.ProgramFiles(x86)"), text("x"), &error));
  sally_signer *signer;
  OK(sally_signer_new(options, &signer, &error));

  /* The last of two values counts, and the signer has its own copy. */
  OK(sally_options_set(options, text("sign.region"), text("changed"), &error));
  sally_request request = known_request();
  sally_signed out;
  char buf[4096];
  size_t len;
  OK(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &error));
  CHECK(memmem(out.headers.data, out.headers.len, "/eu-north-1/iam/", 16) != NULL);
  sally_signer_free(signer);

  OK(sally_options_set(options, text("tls.verfy"), text("true"), &error)); /* said by _new */
  EXPECT(SALLY_E_UNKNOWN_OPTION, sally_signer_new(options, &signer, &error));
  CHECK(strstr(error.message, "tls.verify") != NULL);
  sally_options_free(options);
  options = OPTIONS(CREDENTIALS, "sign.double_encode", "perhaps");
  EXPECT(SALLY_E_INVALID_OPTION, sally_signer_new(options, &signer, &error));
  sally_options_free(options);
}

static void check_handles(void) {
  sally_signer *signer = new_signer();
  EXPECT(SALLY_E_HANDLE_CLOSED, sign((sally_signer *)((char *)signer + 1), &error));
  EXPECT(SALLY_E_HANDLE_CLOSED, sign((sally_signer *)&error, &error));
  int32_t status;
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_response_status((sally_response *)signer, &status, &error));
  sally_signer_free(signer);
  EXPECT(SALLY_E_HANDLE_CLOSED, sign(signer, &error));
  sally_signer_free(signer); /* a mistake, but no harm */
  sally_signer *next = new_signer();
  EXPECT(SALLY_E_HANDLE_CLOSED, sign(signer, &error)); /* even though next has its place */
  OK(sign(next, &error));
  sally_signer_free(next);
}

static void check_exhaustion(void) {
  sally_options *some = NULL;
  int32_t code;
  int count = 0;
  while ((code = sally_options_new(&some, &error)) == SALLY_OK) {
    CHECK(++count < 5000000);
  }
  EXPECT(SALLY_E_OUT_OF_MEMORY, code);
  sally_options_free(some);
  OK(sally_options_new(&some, &error));
}

int main(void) {
  CHECK(strchr(sally_version(), '.') != NULL);
  check_buffers();
  check_structs();
  check_errors();
  check_options();
  check_handles();
  check_exhaustion();
  return 0;
}
