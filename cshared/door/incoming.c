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
