#include "chunks.h"

#include <string.h>

#include "signers.h"
#include "batch.h"
#include "tickets.h"

static char body_on_wire[1 << 22];

static size_t put(size_t at, sally_str piece) {
  if (piece.len) memcpy(body_on_wire + at, piece.data, piece.len);
  return at + piece.len;
}

/* Chunk by chunk; the state of one is in the memory that the next but one writes to. */
static int32_t send_chunks(sally_signer *signer, sally_str state, sally_str body, size_t size, size_t *len,
                           sally_error *err) {
  char memory[2][2048];
  int32_t code = SALLY_OK;
  size_t at = 0, used, turn = 0;
  do {
    sally_str data = {body.data + at, body.len - at < size ? body.len - at : size};
    sally_frame frame;
    code = sally_signer_next_chunk(signer, state, data, SALLY_NOW, memory[turn], sizeof memory[turn], &used, &frame, err);
    if (code != SALLY_OK) return code;
    *len = put(put(put(*len, frame.head), data), frame.tail);
    state = frame.state;
    turn = 1 - turn;
    at += data.len;
    if (data.len == 0) return SALLY_OK;
  } while (1);
}

void run_sign_chunks(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_chunked out;
  size_t len, wire = 0;
  sally_request request = request_of(call);
  sally_str body = request.body;
  int64_t size = integer(call, "chunk_size", 0);
  request.body = (sally_str){NULL, 0};
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK)
    code = sally_signer_sign_chunks(null(call, "handle") ? NULL : signer, null(call, "request") ? NULL : &request,
                                    (int64_t)body.len, size, buffer, sizeof buffer, &len, &out, &err);
  if (code == SALLY_OK) code = send_chunks(signer, out.state, body, size ? (size_t)size : 65536, &wire, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 6);
    field("url", out.url);
    field("headers", out.headers);
    field("signature", out.signature);
    field("canonical_request", out.canonical_request);
    field("string_to_sign", out.string_to_sign);
    field("body", (sally_str){body_on_wire, wire});
  }
}

void run_resign_chunks(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_chunked out;
  size_t len, wire = 0;
  sally_request request = request_of(call);
  sally_str body = request.body;
  int64_t size = integer(call, "chunk_size", 0);
  request.body = (sally_str){NULL, 0};
  int32_t code = signer_of(call, options, &signer, &err);
  if (code == SALLY_OK)
    code = sally_signer_resign_chunks(signer, &request, span(call, "origin"), size, buffer, sizeof buffer, &len, &out, &err);
  if (code == SALLY_OK) code = send_chunks(signer, out.state, body, (size_t)size, &wire, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 3);
    field("url", out.url);
    field("signature", out.signature);
    field("body", (sally_str){body_on_wire, wire});
  }
}
