/* Runs the conformance suite's calls on libsallyport.so, through sallyport.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "call.h"
#include "chunks.h"
#include "explain.h"
#include "incoming.h"
#include "post.h"
#include "renewals.h"
#include "signers.h"
#include "stream.h"
#include "tickets.h"
#include "wire.h"

static void unsupported(const char *reason) {
  answer_begin("unsupported", 1);
  field_text("reason", reason);
}

typedef int32_t signing(sally_signer *, const_sally_request *, char *, size_t, size_t *, sally_signed *, sally_error *);

static void run_signing(const frame *call, const sally_options *options, signing *function) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_signed out;
  size_t len;
  sally_request request = request_of(call);
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK)
    code = function(null(call, "handle") ? NULL : signer, null(call, "request") ? NULL : &request, buffer,
                    sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 5);
    field("url", out.url);
    field("headers", out.headers);
    field("signature", out.signature);
    field("canonical_request", out.canonical_request);
    field("string_to_sign", out.string_to_sign);
  }
}

static void run_sign(const frame *call, const sally_options *options) { run_signing(call, options, sally_signer_sign); }
static void run_presign(const frame *call, const sally_options *options) {
  run_signing(call, options, sally_signer_presign);
}

static void run_verify(const frame *call, const sally_options *options) {
  sally_error err;
  sally_verifier *verifier = NULL;
  sally_identity id;
  size_t len;
  int32_t code = sally_verifier_new(options, &verifier, &err);
  if (code == SALLY_OK)
    code = sally_verifier_verify(null(call, "handle") ? NULL : verifier, span(call, "signature"),
                                 span(call, "document"), span(call, "audience"), integer(call, "now", SALLY_NOW),
                                 buffer, sizeof buffer, &len, &id, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 15);
    field("raw", id.raw);
    field("provider", id.provider);
    field("instance_id", id.instance_id);
    field("account_id", id.account_id);
    field("region_id", id.region_id);
    field("zone_id", id.zone_id);
    field("image_id", id.image_id);
    field("instance_type", id.instance_type);
    field("private_ipv4", id.private_ipv4);
    field("mac", id.mac);
    field("serial_number", id.serial_number);
    field("create_time", id.create_time);
    field("audience", id.audience);
    field("digest_algorithm", id.digest_algorithm);
    field("signer_fingerprint", id.signer_fingerprint);
  }
  sally_verifier_free(verifier);
}

static void run_presign_batch(const frame *call, const sally_options *options) {
  static const char *const names[] = {"url"};
  sally_error err;
  sally_signer *signer = NULL;
  sally_batch *batch = NULL;
  sally_column *urls = column_of(call, "url");
  sally_request request = request_of(call);
  request.url = (sally_str){NULL, 0};
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK)
    code = sally_signer_presign_batch(null(call, "handle") ? NULL : signer, null(call, "request") ? NULL : &request,
                                      null(call, "urls") ? NULL : urls, &batch, &err);
  column_free(urls); /* before the rows are read: results are not tied to it */
  if (code != SALLY_OK)
    failed(code, &err);
  else
    answer_rows(batch, names, 1);
  sally_batch_free(batch);
}

static void run_verify_batch(const frame *call, const sally_options *options) {
  static const char *const names[] = {"raw",       "provider",      "instance_id",  "account_id", "region_id",
                                      "zone_id",   "image_id",      "instance_type", "private_ipv4", "mac",
                                      "serial_number", "create_time", "audience",    "digest_algorithm", "signer_fingerprint"};
  sally_error err;
  sally_verifier *verifier = NULL;
  sally_batch *batch = NULL;
  sally_column *signatures = column_of(call, "signature"), *documents = column_of(call, "document"),
               *audiences = column_of(call, "audience");
  int32_t code = sally_verifier_new(options, &verifier, &err);
  if (code == SALLY_OK)
    code = sally_verifier_verify_batch(null(call, "handle") ? NULL : verifier,
                                       null(call, "signatures") ? NULL : signatures, documents, audiences,
                                       integer(call, "now", SALLY_NOW), &batch, &err);
  column_free(signatures);
  column_free(documents);
  column_free(audiences);
  if (code != SALLY_OK)
    failed(code, &err);
  else
    answer_rows(batch, names, sizeof names / sizeof *names);
  sally_batch_free(batch);
  sally_verifier_free(verifier);
}

static void run_audience(const frame *call, const sally_options *options) {
  sally_error err;
  size_t len;
  (void)call, (void)options;
  int32_t code = sally_audience_generate(buffer, sizeof buffer, &len, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  answer_begin("ok", 1);
  answer_field("audience", buffer, len);
}

static sally_message message_of(const frame *call) {
  sally_message m = SALLY_MESSAGE_INIT;
  m.topic = span(call, "topic");
  m.payload = span(call, "payload");
  m.qos = (int32_t)integer(call, "qos", 0);
  m.retain = truth(call, "retain");
  m.content_type = span(call, "content_type");
  m.response_topic = span(call, "response_topic");
  m.correlation_data = span(call, "correlation_data");
  m.payload_format = span(call, "payload_format");
  m.user_properties = lines_of(call, "user_property");
  m.message_expiry = integer(call, "message_expiry", -1);
  return m;
}

static void run_publish(const frame *call, const sally_options *options) {
  sally_error err;
  sally_publisher *publisher = NULL, *used;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_message m = message_of(call);
  const sally_message *given = null(call, "message") ? NULL : &m;
  int32_t code = sally_publisher_new(options, &publisher, &err);
  used = null(call, "handle") ? NULL : publisher;
  if (code == SALLY_OK && started(call)) {
    code = sally_publisher_publish_start(used, given, &ticket, &err);
    code = finish(code, ticket, &response, &err);
  } else if (code == SALLY_OK) {
    code = sally_publisher_publish(used, given, &response, &err);
  }
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 2);
    field("request_id", info(response, "iot.request_id"));
    field("trace_id", info(response, "iot.trace_id"));
  }
  sally_response_free(response);
  sally_publisher_free(publisher);
}

static void run_prepare(const frame *call, const sally_options *options) {
  sally_error err;
  sally_publisher *publisher = NULL;
  sally_prepared out;
  size_t len;
  sally_message m = message_of(call);
  int32_t code = sally_publisher_new(options, &publisher, &err);
  if (code == SALLY_OK)
    code = sally_publisher_prepare(null(call, "handle") ? NULL : publisher, null(call, "message") ? NULL : &m,
                                   integer(call, "time", SALLY_NOW), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 4);
    field("method", out.method);
    field("url", out.url);
    field("headers", out.headers);
    field("body", m.payload);
  }
  sally_publisher_free(publisher);
}

static void run_endpoint(const frame *call, const sally_options *options) {
  sally_error err;
  sally_scope out;
  size_t len;
  (void)options;
  int32_t code = sally_endpoint_lookup(span(call, "host"), span(call, "target"), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
    return;
  }
  answer_begin("ok", 2);
  field("service", out.service);
  field("region", out.region);
}

static void run_request(const frame *call, const sally_options *options) {
  sally_error err;
  sally_client *client = NULL, *used;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_request request = request_of(call);
  const sally_request *given = null(call, "request") ? NULL : &request;
  int32_t status;
  sally_str headers, body;
  int32_t code = sally_client_new(options, &client, &err);
  used = null(call, "handle") ? NULL : client;
  if (code == SALLY_OK && started(call)) {
    code = sally_client_do_start(used, given, &ticket, &err);
    code = finish(code, ticket, &response, &err);
  } else if (code == SALLY_OK) {
    code = sally_client_do(used, given, &response, &err);
  }
  if (code == SALLY_OK) code = sally_response_status(response, &status, &err);
  if (code == SALLY_OK) code = sally_response_headers(response, &headers, &err);
  if (code == SALLY_OK) code = sally_response_body(response, &body, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    char digits[16];
    snprintf(digits, sizeof digits, "%" PRId32, status);
    answer_begin("ok", 5);
    field_text("status", digits);
    field("headers", headers);
    field("body", body);
    field("alpn", info(response, "tls.alpn"));
    field("tls_version", info(response, "tls.version"));
  }
  sally_response_free(response);
  sally_client_free(client);
}

/* The five facts of a diagnosis, from the caller's buffer or from a ticket. */
static void run_diagnose(const frame *call, const sally_options *options) {
  sally_error err;
  sally_client *client = NULL, *used;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_diagnosis out;
  size_t len;
  int64_t limit = integer(call, "timeout_ms", 0);
  int32_t code = sally_client_new(options, &client, &err);
  used = null(call, "handle") ? NULL : client;
  if (code == SALLY_OK && started(call)) {
    code = sally_client_diagnose_start(used, span(call, "url"), limit, &ticket, &err);
    code = finish(code, ticket, &response, &err);
    if (code == SALLY_OK) {
      out.cause = info(response, "cause");
      out.stage = info(response, "stage");
      out.summary = info(response, "summary");
      out.evidence = info(response, "evidence");
      out.fix = info(response, "fix");
    }
  } else if (code == SALLY_OK) {
    code = sally_client_diagnose(used, span(call, "url"), limit, buffer, sizeof buffer, &len, &out, &err);
  }
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 5);
    field("cause", out.cause);
    field("stage", out.stage);
    field("summary", out.summary);
    field("evidence", out.evidence);
    field("fix", out.fix);
  }
  sally_response_free(response);
  sally_client_free(client);
}

static void run_trust_report(const frame *call, const sally_options *options) {
  sally_error err;
  sally_client *client = NULL;
  sally_trust out;
  size_t len, kept = 0;
  int32_t code = sally_client_new(options, &client, &err);
  if (code == SALLY_OK)
    code = sally_client_trust_report(null(call, "handle") ? NULL : client, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    char *roots = (char *)out.roots.data;
    for (size_t i = 0; i < out.roots.len; i++) /* the suite's lines end in LF alone */
      if (roots[i] != '\r') roots[kept++] = roots[i];
    answer_begin("ok", 3);
    field("source", out.source);
    field("roots", (sally_str){roots, kept});
    field("unusable", out.unusable);
  }
  sally_client_free(client);
}

static void run_metadata(const frame *call, const sally_options *options, int get) {
  sally_error err;
  sally_metadata *metadata = NULL, *used;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_str first, signature;
  size_t len;
  int32_t code = sally_metadata_new(options, &metadata, &err);
  used = null(call, "handle") ? NULL : metadata;
  if (code == SALLY_OK && started(call)) {
    code = get ? sally_metadata_get_start(used, span(call, "path"), &ticket, &err)
               : sally_metadata_identity_start(used, span(call, "audience"), &ticket, &err);
    code = finish(code, ticket, &response, &err);
    if (code == SALLY_OK) first = info(response, get ? "answer" : "document");
    if (code == SALLY_OK) signature = info(response, "signature");
  } else if (code == SALLY_OK && get)
    code = sally_metadata_get(used, span(call, "path"), buffer, sizeof buffer, &len, &first, &err);
  else if (code == SALLY_OK)
    code = sally_metadata_identity(used, span(call, "audience"), buffer, sizeof buffer, &len, &first, &signature, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else if (get) {
    answer_begin("ok", 1);
    field("answer", first);
  } else {
    answer_begin("ok", 2);
    field("document", first);
    field("signature", signature);
  }
  sally_response_free(response);
  sally_metadata_free(metadata);
}

static void run_metadata_get(const frame *call, const sally_options *options) { run_metadata(call, options, 1); }
static void run_metadata_identity(const frame *call, const sally_options *options) { run_metadata(call, options, 0); }

static void run_error(const frame *call, const sally_options *options) {
  int32_t code = (int32_t)integer(call, "code", 0);
  (void)options;
  answer_begin("ok", 4);
  field_text("name", sally_error_name(code));
  field_text("hint", sally_error_hint(code));
  field_text("category", sally_error_category(code));
  field_text("retryable", sally_error_retryable(code) ? "true" : "false");
}

static const struct {
  const char *name;
  void (*run)(const frame *, const sally_options *);
} entries[] = {
    {"sign", run_sign},       {"presign", run_presign}, {"verify", run_verify}, {"audience", run_audience},
    {"publish", run_publish}, {"request", run_request}, {"error", run_error},
    {"presign_batch", run_presign_batch}, {"verify_batch", run_verify_batch},
    {"refresh", run_refresh}, {"session", run_session}, {"role", run_role}, {"token", run_token}, {"event_encode", run_event_encode}, {"event_decode", run_event_decode}, {"metadata_get", run_metadata_get}, {"metadata_identity", run_metadata_identity},
    {"prepare", run_prepare}, {"endpoint", run_endpoint}, {"explain", run_explain},
    {"diagnose", run_diagnose}, {"stream", run_stream}, {"sign_chunks", run_sign_chunks}, {"presign_post", run_presign_post}, {"trust_report", run_trust_report},
    {"explain_request", run_explain_request}, {"inspect", run_inspect}, {"verify_request", run_verify_request}, {"verify_chunks", run_verify_chunks}, {"verify_post", run_verify_post}, {"resign", run_resign}, {"resign_chunks", run_resign_chunks}, {"diagnose_error", run_diagnose_error},
};

/* What C's types, or the shape of a function, do not let a caller say. */
static int expressible_null(const frame *call) {
  static const char *const known[] = {"header_name", "handle", "options", "request", "message", "urls", "signatures", "refusal"};
  if (!frame_get(call, "null")) return 1;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (null(call, known[i])) return 1;
  return 0;
}

static void answer(const frame *call) {
  call_begin();
  if (!expressible(call)) {
    unsupported("not a field line");
    return;
  }
  if (truth(call, "closed")) {
    unsupported("a freed handle must not be used");
    return;
  }
  if (!expressible_null(call)) {
    unsupported("no pointer stands for this");
    return;
  }
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    if (begins(call->strings[i], "type:")) {
      unsupported("the compiler refuses it");
      return;
    }
  }
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    if (call->strings[0].len != strlen(entries[i].name)) continue;
    if (memcmp(call->strings[0].data, entries[i].name, call->strings[0].len) != 0) continue;
    sally_error err;
    sally_options *options = NULL;
    int32_t code = options_of(call, &options, &err);
    if (code == SALLY_OK)
      entries[i].run(call, null(call, "options") ? NULL : options);
    else
      failed(code, &err);
    sally_options_free(options);
    return;
  }
  unsupported("not in C");
}

int main(void) {
  frame call;
  while (frame_read(&call)) {
    answer(&call);
    answer_end();
    frame_free(&call);
  }
  signers_free();
  return 0;
}
