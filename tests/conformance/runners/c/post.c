#include "post.h"

#include "batch.h"
#include "signers.h"

void run_presign_post(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_presigned_post out;
  size_t len;
  sally_post post = SALLY_POST_INIT;
  post.url = span(call, "url");
  post.bucket = span(call, "bucket");
  post.key = span(call, "key");
  post.fields = span(call, "fields");
  post.conditions = span(call, "conditions");
  post.time = integer(call, "time", SALLY_NOW);
  post.expires = integer(call, "expires", 3600);
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK) code = sally_signer_presign_post(signer, &post, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 2);
    field("url", out.url);
    field("fields", out.fields);
  }
}

void run_token(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_str out;
  size_t len;
  sally_token token = SALLY_TOKEN_INIT;
  token.kind = span(call, "kind");
  token.name = span(call, "name");
  token.user = span(call, "user");
  token.region = span(call, "region");
  token.role = span(call, "role");
  token.server = span(call, "server");
  token.port = integer(call, "port", 0);
  token.admin = integer(call, "admin", 0);
  token.cache = integer(call, "cache", 0);
  token.time = integer(call, "time", SALLY_NOW);
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK) code = sally_signer_token(signer, &token, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 1);
    field("token", out);
  }
}

void run_event_encode(const frame *call, const sally_options *options) {
  sally_error err;
  sally_str out;
  size_t len;
  (void)options;
  int32_t code = sally_event_encode(span(call, "headers"), span(call, "payload"), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 1);
    field("message", out);
  }
}

void run_event_decode(const frame *call, const sally_options *options) {
  sally_error err;
  sally_event out;
  size_t len;
  (void)options;
  int32_t code = sally_event_decode(span(call, "data"), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 2);
    field("headers", out.headers);
    field("payload", out.payload);
  }
}
