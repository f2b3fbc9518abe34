/*
 * stream.c - the typed functions of exchanges whose bodies pass in pieces; see
 * door.c for the others.
 */
#include "typed.h"

SALLY_API int32_t sally_client_open(sally_client *client, const_sally_request *request, int32_t upload,
                                    int64_t content_length, sally_stream **out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_call call = CALL(CLIENT_OPEN, client);
  int64_t numbers[] = {
      [SALLY_NUMBER_CLIENT_OPEN_TIMEOUT_MS] = request->timeout_ms,
      [SALLY_NUMBER_CLIENT_OPEN_DUPLICATES_ALLOWED] = (request->flags & SALLY_REQUEST_DUPLICATES_ALLOWED) != 0,
      [SALLY_NUMBER_CLIENT_OPEN_MAX_REDIRECTS] = -1, /* the client's */
      [SALLY_NUMBER_CLIENT_OPEN_UPLOAD] = upload,
      [SALLY_NUMBER_CLIENT_OPEN_CONTENT_LENGTH] = content_length,
      [SALLY_NUMBER_CLIENT_OPEN_READ_MS] = 0};
  put_request(&call, request);
  NUMBERS(call, numbers);
  int32_t code = sally_call_run(&call, err);
  if (code == SALLY_OK) {
    *out = call.made;
  }
  return code;
}

SALLY_API int32_t sally_stream_response(sally_stream *stream, sally_response **out, sally_error *err) {
  sally_call call = CALL(STREAM_RESPONSE, stream);
  return respond(&call, SALLY_LIST_RESPONSE_COUNT, out, err);
}

SALLY_API int32_t sally_stream_response_start(sally_stream *stream, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(STREAM_RESPONSE, stream);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_stream_read(sally_stream *stream, char *buf, size_t cap, size_t *len, sally_error *err) {
  sally_call call = CALL(STREAM_READ, stream);
  int64_t numbers[] = {[SALLY_NUMBER_STREAM_READ_SIZE] = cap > INT32_MAX ? INT32_MAX : (int64_t)cap};
  sally_str data;
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, &data, 1, err);
}

SALLY_API int32_t sally_stream_read_start(sally_stream *stream, size_t size, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(STREAM_READ, stream);
  int64_t numbers[] = {[SALLY_NUMBER_STREAM_READ_SIZE] = size > INT32_MAX ? INT32_MAX : (int64_t)size};
  NUMBERS(call, numbers);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_stream_write(sally_stream *stream, sally_str data, size_t *written, sally_error *err) {
  sally_call call = CALL(STREAM_WRITE, stream);
  sally_str texts[] = {[SALLY_TEXT_STREAM_WRITE_DATA] = data}, count;
  char buf[32];
  size_t len = 0, sum = 0;
  if (written == NULL) {
    return door_null(err, "written");
  }
  TEXTS(call, texts);
  int32_t code = fill(&call, buf, sizeof buf, &len, &count, 1, err);
  if (code == SALLY_OK) {
    for (size_t i = 0; i < count.len; i++) {
      sum = sum * 10 + (size_t)(count.data[i] - '0');
    }
    *written = sum;
  }
  return code;
}

SALLY_API int32_t sally_stream_write_start(sally_stream *stream, sally_str data, sally_ticket **out,
                                           sally_error *err) {
  sally_call call = CALL(STREAM_WRITE, stream);
  sally_str texts[] = {[SALLY_TEXT_STREAM_WRITE_DATA] = data};
  TEXTS(call, texts);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_stream_end(sally_stream *stream, sally_error *err) {
  sally_call call = CALL(STREAM_END, stream);
  sally_str total;
  char buf[32];
  size_t len = 0;
  return fill(&call, buf, sizeof buf, &len, &total, 1, err);
}

SALLY_API void sally_stream_free(sally_stream *stream) { sally_free(SALLY_OP_CLIENT_OPEN, stream); }
