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
