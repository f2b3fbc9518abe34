#include "incoming.h"

#include <string.h>

#include "batch.h"
#include "call.h"
#include "signers.h"

void run_verify_request(const frame *call, const sally_options *options) {
  static char more[1 << 16];
  sally_error err;
  sally_request_verifier *verifier = NULL;
  sally_claimed claimed;
  sally_verified out;
  size_t len;
  sally_request request = request_of(call);
  const sally_request *given = null(call, "request") ? NULL : &request;
  int32_t code = sally_request_verifier_new(options, &verifier, &err);
  if (code == SALLY_OK)
    code = sally_request_verifier_read(null(call, "handle") ? NULL : verifier, given, more, sizeof more, &len, &claimed, &err);
  if (code == SALLY_OK) {
    sally_str id = span(call, "known_id"), secret = {NULL, 0};
    if (id.len == claimed.access_key_id.len && memcmp(id.data, claimed.access_key_id.data, id.len) == 0)
      secret = span(call, "known_secret");
    code = sally_request_verifier_verify(verifier, given, secret, span(call, "known_token"), buffer, sizeof buffer,
                                         &len, &out, &err);
  }
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 12);
    field("scheme", out.scheme);
    field("carrier", out.carrier);
    field("access_key_id", out.access_key_id);
    field("date", out.date);
    field("region", out.region);
    field("service", out.service);
    field("signed_headers", out.signed_headers);
    field("signed_at", out.signed_at);
    field("expires_at", out.expires_at);
    field("payload", out.payload);
    field("payload_hash", out.payload_hash);
    field("fingerprint", out.fingerprint);
  }
  sally_request_verifier_free(verifier);
}

void run_resign(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_signed out;
  size_t len;
  sally_request request = request_of(call);
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK)
    code = sally_signer_resign(null(call, "handle") ? NULL : signer, null(call, "request") ? NULL : &request,
                               span(call, "origin"), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  answer_begin("ok", 2);
  field("url", out.url);
  field("signature", out.signature);
}
