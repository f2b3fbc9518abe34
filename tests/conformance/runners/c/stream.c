#include "stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "tickets.h"

enum { WRITTEN = 3, READ = 5 }; /* bytes at a time */

static int32_t send_body(const frame *call, sally_stream *stream, sally_str body, sally_error *err) {
  int32_t code = SALLY_OK;
  size_t written = WRITTEN;
  for (size_t at = 0; code == SALLY_OK && at < body.len && written == WRITTEN; at += written) {
    sally_str piece = {body.data + at, body.len - at < WRITTEN ? body.len - at : WRITTEN};
    if (started(call)) {
      sally_ticket *ticket = NULL;
      sally_response *taken = NULL;
      code = sally_stream_write_start(stream, piece, &ticket, err);
      code = finish(code, ticket, &taken, err);
      if (code == SALLY_OK && info(taken, "written").len == 1) written = (size_t)(info(taken, "written").data[0] - '0');
      sally_response_free(taken);
    } else {
      code = sally_stream_write(stream, piece, &written, err);
    }
  }
  return code == SALLY_OK && body.len ? sally_stream_end(stream, err) : code;
}

/* Reads to the end, into the buffer. */
static int32_t read_body(const frame *call, sally_stream *stream, sally_str *body, sally_error *err) {
  int32_t code = SALLY_OK;
  size_t len = 1;
  *body = (sally_str){buffer, 0};
  while (code == SALLY_OK && len) {
    if (started(call)) {
      sally_ticket *ticket = NULL;
      sally_response *piece = NULL;
      code = sally_stream_read_start(stream, READ, &ticket, err);
      code = finish(code, ticket, &piece, err);
      if (code != SALLY_OK) break;
      len = info(piece, "data").len;
      if (len) memcpy(buffer + body->len, info(piece, "data").data, len);
      sally_response_free(piece);
    } else {
      code = sally_stream_read(stream, buffer + body->len, READ, &len, err);
    }
    if (code == SALLY_OK) body->len += len;
  }
  return code;
}

void run_stream(const frame *call, const sally_options *options) {
  sally_error err;
  sally_client *client = NULL;
  sally_stream *stream = NULL;
  sally_response *response = NULL;
  sally_request request = request_of(call);
  sally_str headers, body, sent = request.body;
  int32_t status;
  request.body = (sally_str){NULL, 0};
  int32_t code = sally_client_new(options, &client, &err);
  if (code == SALLY_OK)
    code = sally_client_open(client, &request, sent.len > 0, sent.len ? (int64_t)sent.len : -1, &stream, &err);
  if (code == SALLY_OK) code = send_body(call, stream, sent, &err);
  if (code == SALLY_OK && started(call)) {
    sally_ticket *ticket = NULL;
    code = sally_stream_response_start(stream, &ticket, &err);
    code = finish(code, ticket, &response, &err);
  } else if (code == SALLY_OK) {
    code = sally_stream_response(stream, &response, &err);
  }
  if (code == SALLY_OK) code = sally_response_status(response, &status, &err);
  if (code == SALLY_OK) code = sally_response_headers(response, &headers, &err);
  if (code == SALLY_OK) code = read_body(call, stream, &body, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    char digits[16];
    snprintf(digits, sizeof digits, "%" PRId32, status);
    answer_begin("ok", 3);
    field_text("status", digits);
    field("headers", headers);
    field("body", body);
  }
  sally_response_free(response);
  sally_stream_free(stream);
  sally_client_free(client);
}
