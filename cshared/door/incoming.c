/*
 * incoming.c - the typed functions of requests that came in; see door.c for the
 * others.
 */
#include "typed.h"

_Static_assert((int)SALLY_TEXT_REQUEST_VERIFIER_READ_METHOD == (int)SALLY_LIST_REQUEST_METHOD &&
                   (int)SALLY_TEXT_REQUEST_VERIFIER_READ_HEADERS == (int)SALLY_LIST_REQUEST_HEADERS,
               "what is read of a request stands as in the list of requests");

SALLY_API int32_t sally_request_verifier_read(sally_request_verifier *verifier, const_sally_request *request, char *buf,
                                              size_t cap, size_t *len, sally_claimed *out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(REQUEST_VERIFIER_READ, verifier);
  call.texts = &request->method;
  call.text_count = SALLY_TEXT_REQUEST_VERIFIER_READ_COUNT;
  return fill(&call, buf, cap, len, out, SALLY_LIST_CLAIMED_COUNT, err);
}

SALLY_API int32_t sally_request_verifier_verify(sally_request_verifier *verifier, const_sally_request *request,
                                                sally_str secret_access_key, sally_str session_token, char *buf,
                                                size_t cap, size_t *len, sally_verified *out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(REQUEST_VERIFIER_VERIFY, verifier);
  sally_str texts[] = {[SALLY_TEXT_REQUEST_VERIFIER_VERIFY_METHOD] = request->method,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_URL] = request->url,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_HEADERS] = request->headers,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_BODY] = request->body,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_SECRET_ACCESS_KEY] = secret_access_key,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_SESSION_TOKEN] = session_token};
  int64_t numbers[] = {[SALLY_NUMBER_REQUEST_VERIFIER_VERIFY_TIME] = request->time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_VERIFIED_COUNT, err);
}

SALLY_API int32_t sally_request_verifier_verify_post(sally_request_verifier *verifier, sally_str bucket,
                                                     sally_str fields, sally_str filename, int64_t size,
                                                     sally_str secret_access_key, sally_str session_token,
                                                     int64_t time, char *buf, size_t cap, size_t *len,
                                                     sally_posted *out, sally_error *err) {
  sally_call call = CALL(REQUEST_VERIFIER_VERIFY_POST, verifier);
  sally_str texts[] = {[SALLY_TEXT_REQUEST_VERIFIER_VERIFY_POST_BUCKET] = bucket,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_POST_FIELDS] = fields,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_POST_FILENAME] = filename,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_POST_SECRET_ACCESS_KEY] = secret_access_key,
                       [SALLY_TEXT_REQUEST_VERIFIER_VERIFY_POST_SESSION_TOKEN] = session_token};
  int64_t numbers[] = {[SALLY_NUMBER_REQUEST_VERIFIER_VERIFY_POST_SIZE] = size,
                       [SALLY_NUMBER_REQUEST_VERIFIER_VERIFY_POST_TIME] = time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_POSTED_COUNT, err);
}

SALLY_API int32_t sally_request_verifier_next_chunk(sally_request_verifier *verifier, sally_str state, sally_str data,
                                                    sally_str secret_access_key, int32_t ended, int64_t time,
                                                    char *buf, size_t cap, size_t *len, sally_piece *out,
                                                    sally_error *err) {
  sally_call call = CALL(REQUEST_VERIFIER_NEXT_CHUNK, verifier);
  sally_str texts[] = {[SALLY_TEXT_REQUEST_VERIFIER_NEXT_CHUNK_STATE] = state,
                       [SALLY_TEXT_REQUEST_VERIFIER_NEXT_CHUNK_DATA] = data,
                       [SALLY_TEXT_REQUEST_VERIFIER_NEXT_CHUNK_SECRET_ACCESS_KEY] = secret_access_key};
  int64_t numbers[] = {[SALLY_NUMBER_REQUEST_VERIFIER_NEXT_CHUNK_ENDED] = ended,
                       [SALLY_NUMBER_REQUEST_VERIFIER_NEXT_CHUNK_TIME] = time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_PIECE_COUNT, err);
}

SALLY_API int32_t sally_signer_resign(sally_signer *signer, const_sally_request *request, sally_str origin, char *buf,
                                      size_t cap, size_t *len, sally_signed *out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(SIGNER_RESIGN, signer);
  sally_str texts[] = {[SALLY_TEXT_SIGNER_RESIGN_METHOD] = request->method,
                       [SALLY_TEXT_SIGNER_RESIGN_URL] = request->url,
                       [SALLY_TEXT_SIGNER_RESIGN_HEADERS] = request->headers,
                       [SALLY_TEXT_SIGNER_RESIGN_BODY] = request->body,
                       [SALLY_TEXT_SIGNER_RESIGN_ORIGIN] = origin};
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_RESIGN_TIME] = request->time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_SIGNED_COUNT, err);
}

SALLY_API int32_t sally_signer_resign_chunks(sally_signer *signer, const_sally_request *request, sally_str origin,
                                             int64_t chunk_size, char *buf, size_t cap, size_t *len,
                                             sally_chunked *out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(SIGNER_RESIGN_CHUNKS, signer);
  sally_str texts[] = {[SALLY_TEXT_SIGNER_RESIGN_CHUNKS_METHOD] = request->method,
                       [SALLY_TEXT_SIGNER_RESIGN_CHUNKS_URL] = request->url,
                       [SALLY_TEXT_SIGNER_RESIGN_CHUNKS_HEADERS] = request->headers,
                       [SALLY_TEXT_SIGNER_RESIGN_CHUNKS_ORIGIN] = origin};
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_RESIGN_CHUNKS_TIME] = request->time,
                       [SALLY_NUMBER_SIGNER_RESIGN_CHUNKS_CHUNK_SIZE] = chunk_size};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_CHUNKED_COUNT, err);
}

/* The layout of a request that was presented to be sent to STS. */
#define CALLER_CALL(call, client, request, require, hosts)                          \
  sally_call call = CALL(CLIENT_VERIFY_CALLER, client);                             \
  sally_str texts[] = {[SALLY_TEXT_CLIENT_VERIFY_CALLER_METHOD] = request->method,  \
                       [SALLY_TEXT_CLIENT_VERIFY_CALLER_URL] = request->url,        \
                       [SALLY_TEXT_CLIENT_VERIFY_CALLER_HEADERS] = request->headers, \
                       [SALLY_TEXT_CLIENT_VERIFY_CALLER_BODY] = request->body,      \
                       [SALLY_TEXT_CLIENT_VERIFY_CALLER_REQUIRE] = require,         \
                       [SALLY_TEXT_CLIENT_VERIFY_CALLER_HOSTS] = hosts};            \
  int64_t numbers[] = {[SALLY_NUMBER_CLIENT_VERIFY_CALLER_TIMEOUT_MS] = request->timeout_ms, \
                       [SALLY_NUMBER_CLIENT_VERIFY_CALLER_TIME] = request->time};   \
  TEXTS(call, texts);                                                               \
  NUMBERS(call, numbers)

SALLY_API int32_t sally_client_verify_caller(sally_client *client, const_sally_request *request, sally_str require,
                                             sally_str hosts, char *buf, size_t cap, size_t *len, sally_caller *out,
                                             sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  CALLER_CALL(call, client, request, require, hosts);
  return fill(&call, buf, cap, len, out, SALLY_LIST_CALLER_COUNT, err);
}

SALLY_API int32_t sally_client_verify_caller_start(sally_client *client, const_sally_request *request,
                                                   sally_str require, sally_str hosts, sally_ticket **out,
                                                   sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  CALLER_CALL(call, client, request, require, hosts);
  return sally_call_start(&call, out, err);
}

#define TOKEN_CALL(call, client, kind, token, name, hosts, timeout_ms, time)                  \
  sally_call call = CALL(CLIENT_VERIFY_TOKEN, client);                                        \
  sally_str texts[] = {[SALLY_TEXT_CLIENT_VERIFY_TOKEN_KIND] = kind,                          \
                       [SALLY_TEXT_CLIENT_VERIFY_TOKEN_TOKEN] = token,                        \
                       [SALLY_TEXT_CLIENT_VERIFY_TOKEN_NAME] = name,                          \
                       [SALLY_TEXT_CLIENT_VERIFY_TOKEN_HOSTS] = hosts};                       \
  int64_t numbers[] = {[SALLY_NUMBER_CLIENT_VERIFY_TOKEN_TIMEOUT_MS] = timeout_ms,            \
                       [SALLY_NUMBER_CLIENT_VERIFY_TOKEN_TIME] = time};                       \
  TEXTS(call, texts);                                                                         \
  NUMBERS(call, numbers)

SALLY_API int32_t sally_client_verify_token(sally_client *client, sally_str kind, sally_str token, sally_str name,
                                            sally_str hosts, int64_t timeout_ms, int64_t time, char *buf, size_t cap,
                                            size_t *len, sally_caller *out, sally_error *err) {
  TOKEN_CALL(call, client, kind, token, name, hosts, timeout_ms, time);
  return fill(&call, buf, cap, len, out, SALLY_LIST_CALLER_COUNT, err);
}

SALLY_API int32_t sally_client_verify_token_start(sally_client *client, sally_str kind, sally_str token,
                                                  sally_str name, sally_str hosts, int64_t timeout_ms, int64_t time,
                                                  sally_ticket **out, sally_error *err) {
  TOKEN_CALL(call, client, kind, token, name, hosts, timeout_ms, time);
  return sally_call_start(&call, out, err);
}
