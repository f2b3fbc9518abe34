/* Batches: columns in, columns out, and what fails a row or the call. */
#include "check.h"

#include <stdint.h>

static const uint8_t data[] = "skippedhttps://b.s3.eu-west-1.amazonaws.com/anot a URLhttps://iam.amazonaws.com/";
static const int32_t offsets[] = {0, 7, 45, 45, 54, 80};
static const uint8_t validity[] = {0x1b}; /* rows 0, 1, 3, 4: row 2 is null */

static sally_column urls(void) { return (sally_column){validity, offsets, data, 4, 1}; }

static sally_request common(void) {
  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("GET");
  request.time = 1440938160;
  return request;
}

static bool has_value(const sally_column *column, int row) {
  return column->validity == NULL || (column->validity[row / 8] >> (row % 8) & 1);
}

/* The batch says row by row what single calls say. */
static void check_rows(sally_signer *signer, sally_batch *batch) {
  sally_column url, messages;
  const int32_t *codes;
  int64_t length = 0;
  OK(sally_batch_column(batch, text("url"), &url, &error));
  OK(sally_batch_column(batch, text("error"), &messages, &error));
  OK(sally_batch_codes(batch, &codes, &length, &error));
  CHECK(length == 4 && url.length == 4 && url.offset == 0 && messages.length == 4 && url.offsets[0] == 0);
  CHECK(codes[0] == SALLY_OK && codes[1] == SALLY_OK && codes[2] == SALLY_E_INVALID_URL && codes[3] == SALLY_OK);
  for (int i = 0; i < 4; i++) {
    sally_request request = common();
    sally_signed out;
    char buf[4096];
    size_t len;
    CHECK(has_value(&url, i) == (i == 0 || i == 3) && has_value(&messages, i) == (i == 2));
    if (!has_value(&url, i)) {
      CHECK(url.offsets[i] == url.offsets[i + 1]);
      continue;
    }
    request.url = (sally_str){(const char *)data + offsets[i + 1], (size_t)(offsets[i + 2] - offsets[i + 1])};
    OK(sally_signer_presign(signer, &request, buf, sizeof buf, &len, &out, &error));
    CHECK((int32_t)out.url.len == url.offsets[i + 1] - url.offsets[i]);
    CHECK(memcmp(url.data + url.offsets[i], out.url.data, out.url.len) == 0);
  }
  CHECK(messages.offsets[3] - messages.offsets[2] > 10);
}

static void check_null(sally_signer *signer, sally_batch *batch) {
  sally_request request = common();
  sally_column column = urls(), out = {.length = 77};
  sally_batch *made = (void *)77;
  const int32_t *codes;
  int64_t length;
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(NULL, &request, &column, &made, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(signer, NULL, &column, &made, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(signer, &request, NULL, &made, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(signer, &request, &column, NULL, NULL));
  column.offsets = NULL;
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(signer, &request, &column, &made, &error));
  column = urls();
  column.data = NULL;
  EXPECT(SALLY_E_NULL_POINTER, sally_signer_presign_batch(signer, &request, &column, &made, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_column(NULL, text("url"), &out, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_column(batch, (sally_str){NULL, 0}, &out, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_column(batch, text("url"), NULL, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_batch_column(batch, text("URL"), &out, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_codes(NULL, &codes, &length, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_codes(batch, NULL, &length, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_batch_codes(batch, &codes, NULL, &error));
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_batch_codes((sally_batch *)signer, &codes, &length, &error));
  CHECK(made == (void *)77 && out.length == 77);
  sally_batch_free(NULL);
}

static void check_bad_columns(sally_signer *signer) {
  static const int32_t falling[] = {0, 7, 3, 9, 9, 9}, negative[] = {-1, 0, 1, 2, 3, 4};
  const struct {
    const int32_t *offsets;
    int64_t length, offset;
  } bad[] = {{offsets, -1, 0}, {offsets, 1, -1}, {offsets, INT64_MAX, 1}, {offsets, 1, INT64_MAX}, {falling, 4, 1}, {negative, 4, 0}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    sally_request request = common();
    sally_column column = {NULL, bad[i].offsets, data, bad[i].length, bad[i].offset};
    sally_batch *made = (void *)77;
    EXPECT(SALLY_E_INVALID_ARGUMENT, sally_signer_presign_batch(signer, &request, &column, &made, &error));
    CHECK(made == (void *)77);
  }
  sally_request request = common();
  sally_column column = urls();
  sally_batch *made;
  request.expires = 0;
  EXPECT(SALLY_E_EXPIRES_OUT_OF_RANGE, sally_signer_presign_batch(signer, &request, &column, &made, &error));
  request = common();
  request.url = text("https://iam.amazonaws.com/");
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_signer_presign_batch(signer, &request, &column, &made, &error));
}

static void check_empty(sally_signer *signer) {
  sally_request request = common();
  sally_column none = {NULL, NULL, NULL, 0, 0}, url;
  sally_batch *batch;
  const int32_t *codes;
  int64_t length = 77;
  OK(sally_signer_presign_batch(signer, &request, &none, &batch, &error));
  OK(sally_batch_codes(batch, &codes, &length, &error));
  OK(sally_batch_column(batch, text("url"), &url, &error));
  CHECK(length == 0 && url.length == 0 && url.offsets[0] == 0);
  sally_batch_free(batch);
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_batch_codes(batch, &codes, &length, &error));
}

/* Two rows of which neither verifies; the second lacks its audience. */
static void check_verify(void) {
  static const uint8_t some[] = "MIIBMIIB";
  static const int32_t both[] = {0, 4, 8};
  static const uint8_t first[] = {1};
  sally_options *options = OPTIONS("identity.provider", "alibaba");
  sally_verifier *verifier;
  OK(sally_verifier_new(options, &verifier, &error));
  sally_options_free(options);
  sally_column signatures = {NULL, both, some, 2, 0}, audiences = {first, both, some, 2, 0}, one = {NULL, both, some, 1, 0};
  sally_column raw;
  sally_batch *batch = (void *)77;
  const int32_t *codes;
  int64_t length;
  EXPECT(SALLY_E_NULL_POINTER, sally_verifier_verify_batch(NULL, &signatures, NULL, NULL, 0, &batch, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_verifier_verify_batch(verifier, NULL, NULL, NULL, 0, &batch, &error));
  EXPECT(SALLY_E_NULL_POINTER, sally_verifier_verify_batch(verifier, &signatures, NULL, NULL, 0, NULL, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_verifier_verify_batch(verifier, &signatures, &one, NULL, 0, &batch, &error));
  EXPECT(SALLY_E_INVALID_ARGUMENT, sally_verifier_verify_batch(verifier, &signatures, NULL, &one, 0, &batch, &error));
  CHECK(batch == (void *)77);
  OK(sally_verifier_verify_batch(verifier, &signatures, NULL, &audiences, SALLY_NOW, &batch, &error));
  sally_verifier_free(verifier); /* the batch is not tied to it */
  OK(sally_batch_codes(batch, &codes, &length, &error));
  CHECK(length == 2 && codes[0] != SALLY_OK && codes[1] == SALLY_E_INVALID_ARGUMENT);
  static const char *const names[] = {"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id",
                                      "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience",
                                      "digest_algorithm", "signer_fingerprint"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    OK(sally_batch_column(batch, text(names[i]), &raw, &error));
    CHECK(!has_value(&raw, 0) && !has_value(&raw, 1));
  }
  sally_batch_free(batch);
}

int main(void) {
  sally_signer *signer = new_signer();
  sally_request request = common();
  sally_column column = urls();
  sally_batch *batch;
  OK(sally_signer_presign_batch(signer, &request, &column, &batch, &error));
  check_rows(signer, batch);
  check_null(signer, batch);
  check_bad_columns(signer);
  check_empty(signer);
  check_verify();
  IN_CHILD({
    const int32_t *codes;
    int64_t length;
    sally_column url;
    EXPECT(SALLY_E_FORKED, sally_batch_codes(batch, &codes, &length, &error));
    EXPECT(SALLY_E_FORKED, sally_batch_column(batch, text("url"), &url, &error));
    sally_batch_free(batch);
    OK(sally_signer_presign_batch(signer, &request, &column, &batch, &error));
    check_rows(signer, batch);
  });
  check_rows(signer, batch);
  sally_batch_free(batch);
  sally_batch_free(batch); /* what is not in use is left alone */
  sally_signer_free(signer);
  EXPECT(SALLY_E_HANDLE_CLOSED, sally_signer_presign_batch(signer, &request, &column, &batch, &error));
  return 0;
}
