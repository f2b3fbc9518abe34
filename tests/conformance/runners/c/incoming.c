#include "incoming.h"

#include <string.h>
#include <strings.h>

#include "batch.h"
#include "call.h"
#include "signers.h"

static char more[1 << 16];

/* The secret that the server knows, if it is of that key id. */
static sally_str secret_of(const frame *call, sally_str claimed) {
  sally_str id = span(call, "known_id"), none = {NULL, 0};
  return id.len == claimed.len && memcmp(id.data, claimed.data, id.len) == 0 ? span(call, "known_secret") : none;
}

static int32_t verify_head(const frame *call, const sally_options *options, const sally_request *given,
                           sally_request_verifier **verifier, sally_verified *out, sally_error *err) {
  sally_claimed claimed;
  size_t len;
  int32_t code = sally_request_verifier_new(options, verifier, err);
  if (code == SALLY_OK)
    code = sally_request_verifier_read(null(call, "handle") ? NULL : *verifier, given, more, sizeof more, &len, &claimed, err);
  if (code == SALLY_OK)
    code = sally_request_verifier_verify(*verifier, given, secret_of(call, claimed.access_key_id),
                                         span(call, "known_token"), buffer, sizeof buffer, &len, out, err);
  return code;
}

static void proven(const sally_verified *out, uint32_t further) {
  answer_begin("ok", 12 + further);
  field("scheme", out->scheme);
  field("carrier", out->carrier);
  field("access_key_id", out->access_key_id);
  field("date", out->date);
  field("region", out->region);
  field("service", out->service);
  field("signed_headers", out->signed_headers);
  field("signed_at", out->signed_at);
  field("expires_at", out->expires_at);
  field("payload", out->payload);
  field("payload_hash", out->payload_hash);
  field("fingerprint", out->fingerprint);
}

void run_verify_request(const frame *call, const sally_options *options) {
  sally_error err;
  sally_request_verifier *verifier = NULL;
  sally_verified out;
  sally_request request = request_of(call);
  int32_t code = verify_head(call, options, null(call, "request") ? NULL : &request, &verifier, &out, &err);
  if (code != SALLY_OK)
    failed(code, &err);
  else
    proven(&out, 0);
  sally_request_verifier_free(verifier);
}

static size_t number_of(sally_str digits) {
  size_t n = 0;
  for (size_t i = 0; i < digits.len; i++) n = 10 * n + (size_t)(digits.data[i] - '0');
  return n;
}

/* Takes the body apart, in pieces of 1000 bytes and what is wanted. */
static int32_t take_chunks(sally_request_verifier *verifier, sally_str state, sally_str wire, sally_str secret, int64_t time,
                           char *body, size_t *length, sally_error *err) {
  static char memory[2][4096];
  size_t at = 0, have = 0, len, turn = 0;
  for (;;) {
    sally_piece piece;
    if (have == 0 && at < wire.len) have = wire.len - at < 1000 ? wire.len - at : 1000;
    sally_str data = {wire.data + at, have};
    int32_t ended = at + have == wire.len;
    int32_t code = sally_request_verifier_next_chunk(verifier, state, data, secret, ended, time, memory[turn],
                                                     sizeof memory[turn], &len, &piece, err);
    if (code != SALLY_OK) return code;
    size_t used = number_of(piece.used), start = number_of(piece.start), end = number_of(piece.end);
    if (end > start) memcpy(body + *length, data.data + start, end - start);
    *length += end - start;
    at += used;
    have -= used;
    if (used == 0) {
      if (ended) return SALLY_OK;
      have = number_of(piece.wants) < wire.len - at ? number_of(piece.wants) : wire.len - at;
    }
    state = piece.state;
    turn = 1 - turn;
  }
}

void run_verify_chunks(const frame *call, const sally_options *options) {
  static char body[1 << 20];
  sally_error err;
  sally_request_verifier *verifier = NULL;
  sally_verified out;
  size_t length = 0;
  sally_request request = request_of(call);
  sally_str wire = request.body;
  request.body = (sally_str){NULL, 0};
  int32_t code = verify_head(call, options, &request, &verifier, &out, &err);
  if (code == SALLY_OK)
    code = take_chunks(verifier, out.state, wire, span(call, "known_secret"), request.time, body, &length, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    proven(&out, 1);
    field("body", (sally_str){body, length});
  }
  sally_request_verifier_free(verifier);
}

/* The key id of x-amz-credential, the first field of that name: all but the last four parts. */
static sally_str form_key_id(const frame *call) {
  static const char name[] = "x-amz-credential: ";
  sally_str none = {NULL, 0};
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    text key = call->strings[i], value = call->strings[i + 1];
    if (key.len != 5 || memcmp(key.data, "field", 5) != 0 || value.len < sizeof name - 1 ||
        strncasecmp(value.data, name, sizeof name - 1) != 0)
      continue;
    sally_str id = {value.data + sizeof name - 1, value.len - (sizeof name - 1)};
    for (int parts = 0; parts < 4; parts++) {
      while (id.len > 0 && id.data[id.len - 1] != '/') id.len--;
      if (id.len > 0) id.len--;
    }
    return id;
  }
  return none;
}

void run_verify_post(const frame *call, const sally_options *options) {
  sally_error err;
  sally_request_verifier *verifier = NULL;
  sally_posted out;
  size_t len;
  int32_t code = sally_request_verifier_new(options, &verifier, &err);
  if (code == SALLY_OK)
    code = sally_request_verifier_verify_post(verifier, span(call, "bucket"), span(call, "fields"), span(call, "filename"),
                                              integer(call, "size", -1), secret_of(call, form_key_id(call)),
                                              span(call, "known_token"), integer(call, "time", SALLY_NOW), buffer,
                                              sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 8);
    field("access_key_id", out.access_key_id);
    field("region", out.region);
    field("service", out.service);
    field("signed_at", out.signed_at);
    field("expires_at", out.expires_at);
    field("key", out.key);
    field("min_size", out.min_size);
    field("max_size", out.max_size);
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
