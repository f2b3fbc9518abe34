/* Why a signature was refused, and what a signed request holds. */
#include "explain.h"

#include <string.h>

#include "batch.h"
#include "call.h"
#include "signers.h"
#include "wire.h"

static void answer_explanation(int32_t code, const sally_explanation *out, const sally_error *err) {
  if (code != SALLY_OK) {
    failed(code, err);
    return;
  }
  answer_begin("ok", 4);
  field("cause", out->cause);
  field("summary", out->summary);
  field("evidence", out->evidence);
  field("fix", out->fix);
}

void run_explain(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_signed signature;
  sally_explanation out;
  sally_refusal refusal = SALLY_REFUSAL_INIT;
  sally_request request = request_of(call);
  size_t len, more;
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK) code = sally_signer_sign(signer, &request, buffer, sizeof buffer, &len, &signature, &err);
  if (code == SALLY_OK) {
    refusal.method = request.method;
    refusal.url = signature.url;
    refusal.canonical_request = signature.canonical_request;
    refusal.string_to_sign = signature.string_to_sign;
    refusal.response_headers = lines_of(call, "answer_header");
    refusal.response_body = span(call, "answer_body");
    refusal.status = integer(call, "status", 0);
    code = sally_signer_explain(null(call, "handle") ? NULL : signer, null(call, "refusal") ? NULL : &refusal,
                                buffer + len, sizeof buffer - len, &more, &out, &err);
  }
  answer_explanation(code, &out, &err);
}

void run_explain_request(const frame *call, const sally_options *options) {
  sally_error err;
  sally_explanation out;
  sally_pasted pasted = SALLY_PASTED_INIT;
  size_t len;
  (void)options;
  pasted.method = span(call, "method");
  pasted.url = span(call, "url");
  pasted.headers = lines_of(call, "header");
  pasted.body = span(call, "body");
  pasted.response_headers = lines_of(call, "answer_header");
  pasted.response_body = span(call, "answer_body");
  pasted.status = integer(call, "status", 0);
  int32_t code = sally_request_explain(null(call, "pasted") ? NULL : &pasted, buffer, sizeof buffer, &len, &out, &err);
  answer_explanation(code, &out, &err);
}

void run_diagnose_error(const frame *call, const sally_options *options) {
  sally_error err, of;
  sally_diagnosis out;
  sally_str message = span(call, "message"), cause = span(call, "cause");
  size_t len;
  (void)options;
  memset(&of, 0, sizeof of);
  of.code = (int32_t)integer(call, "code", 0);
  memcpy(of.message, message.data, message.len);
  memcpy(of.message + message.len + 1, cause.data, cause.len);
  int32_t code = sally_error_diagnose(&of, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  answer_begin("ok", 2);
  field("cause", out.cause);
  field("stage", out.stage);
}

void run_inspect(const frame *call, const sally_options *options) {
  sally_error err;
  sally_inspection out;
  size_t len;
  (void)options;
  int32_t code = sally_request_inspect(span(call, "url"), lines_of(call, "header"), integer(call, "now", SALLY_NOW),
                                       buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  answer_begin("ok", 11);
  field("scheme", out.scheme);
  field("carrier", out.carrier);
  field("access_key_id", out.access_key_id);
  field("scope", out.scope);
  field("region", out.region);
  field("service", out.service);
  field("signed_headers", out.signed_headers);
  field("signed_at", out.signed_at);
  field("expires_at", out.expires_at);
  field("expires", out.expires);
  field("findings", out.findings);
}
