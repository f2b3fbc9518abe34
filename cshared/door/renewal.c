/*
 * renewal.c - credentials that have an end, tokens made with some, messages of event streams.
 */
#include "typed.h"

SALLY_API int32_t sally_signer_refresh(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_renewal *out,
                                       sally_error *err) {
  sally_call call = CALL(SIGNER_REFRESH, signer);
  return fill(&call, buf, cap, len, out, SALLY_LIST_RENEWAL_COUNT, err);
}

SALLY_API int32_t sally_signer_refresh_start(sally_signer *signer, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(SIGNER_REFRESH, signer);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_publisher_refresh(sally_publisher *publisher, char *buf, size_t cap, size_t *len,
                                          sally_renewal *out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_REFRESH, publisher);
  return fill(&call, buf, cap, len, out, SALLY_LIST_RENEWAL_COUNT, err);
}

SALLY_API int32_t sally_publisher_refresh_start(sally_publisher *publisher, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_REFRESH, publisher);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_signer_prepare_session(sally_signer *signer, int64_t time, char *buf, size_t cap, size_t *len,
                                               sally_challenge *out, sally_error *err) {
  sally_call call = CALL(SIGNER_PREPARE_SESSION, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_PREPARE_SESSION_TIME] = time};
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_CHALLENGE_COUNT, err);
}

SALLY_API int32_t sally_signer_create_session(sally_signer *signer, sally_str signature, int64_t time, char *buf,
                                              size_t cap, size_t *len, sally_issued *out, sally_error *err) {
  sally_call call = CALL(SIGNER_CREATE_SESSION, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_CREATE_SESSION_TIME] = time};
  call.texts = &signature;
  call.text_count = SALLY_TEXT_SIGNER_CREATE_SESSION_COUNT;
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_ISSUED_COUNT, err);
}

SALLY_API int32_t sally_signer_create_session_start(sally_signer *signer, sally_str signature, int64_t time,
                                                    sally_ticket **out, sally_error *err) {
  sally_call call = CALL(SIGNER_CREATE_SESSION, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_CREATE_SESSION_TIME] = time};
  call.texts = &signature;
  call.text_count = SALLY_TEXT_SIGNER_CREATE_SESSION_COUNT;
  NUMBERS(call, numbers);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_signer_log(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_str *out,
                                   sally_error *err) {
  sally_call call = CALL(SIGNER_LOG, signer);
  return fill(&call, buf, cap, len, out, SALLY_LIST_LOG_COUNT, err);
}

SALLY_API int32_t sally_signer_mfa_device(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_device *out,
                                          sally_error *err) {
  sally_call call = CALL(SIGNER_MFA_DEVICE, signer);
  return fill(&call, buf, cap, len, out, SALLY_LIST_DEVICE_COUNT, err);
}

SALLY_API int32_t sally_signer_assume_role(sally_signer *signer, sally_str code, char *buf, size_t cap, size_t *len,
                                           sally_issued *out, sally_error *err) {
  sally_call call = CALL(SIGNER_ASSUME_ROLE, signer);
  call.texts = &code;
  call.text_count = SALLY_TEXT_SIGNER_ASSUME_ROLE_COUNT;
  return fill(&call, buf, cap, len, out, SALLY_LIST_ISSUED_COUNT, err);
}

SALLY_API int32_t sally_signer_assume_role_start(sally_signer *signer, sally_str code, sally_ticket **out,
                                                 sally_error *err) {
  sally_call call = CALL(SIGNER_ASSUME_ROLE, signer);
  call.texts = &code;
  call.text_count = SALLY_TEXT_SIGNER_ASSUME_ROLE_COUNT;
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_signer_token(sally_signer *signer, const_sally_token *token, char *buf, size_t cap, size_t *len,
                                     sally_str *out, sally_error *err) {
  if (token == NULL) {
    return door_null(err, "token");
  }
  if (token->size < sizeof *token) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "token.size is %zu; set it with SALLY_TOKEN_INIT", token->size);
  }
  sally_call call = CALL(SIGNER_TOKEN, signer);
  sally_str texts[] = {
      [SALLY_TEXT_SIGNER_TOKEN_KIND] = token->kind,     [SALLY_TEXT_SIGNER_TOKEN_NAME] = token->name,
      [SALLY_TEXT_SIGNER_TOKEN_USER] = token->user,     [SALLY_TEXT_SIGNER_TOKEN_REGION] = token->region,
      [SALLY_TEXT_SIGNER_TOKEN_ROLE] = token->role,     [SALLY_TEXT_SIGNER_TOKEN_SERVER] = token->server,
  };
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_TOKEN_PORT] = token->port,
                       [SALLY_NUMBER_SIGNER_TOKEN_ADMIN] = token->admin,
                       [SALLY_NUMBER_SIGNER_TOKEN_CACHE] = token->cache,
                       [SALLY_NUMBER_SIGNER_TOKEN_TIME] = token->time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_TOKEN_COUNT, err);
}

SALLY_API int32_t sally_event_encode(sally_str headers, sally_str payload, char *buf, size_t cap, size_t *len,
                                     sally_str *out, sally_error *err) {
  sally_call call = CALL(EVENT_ENCODE, NULL);
  sally_str texts[] = {[SALLY_TEXT_EVENT_ENCODE_HEADERS] = headers, [SALLY_TEXT_EVENT_ENCODE_PAYLOAD] = payload};
  TEXTS(call, texts);
  return fill(&call, buf, cap, len, out, SALLY_LIST_ENCODED_COUNT, err);
}

SALLY_API int32_t sally_event_decode(sally_str data, char *buf, size_t cap, size_t *len, sally_event *out,
                                     sally_error *err) {
  sally_call call = CALL(EVENT_DECODE, NULL);
  call.texts = &data;
  call.text_count = SALLY_TEXT_EVENT_DECODE_COUNT;
  return fill(&call, buf, cap, len, out, SALLY_LIST_EVENT_COUNT, err);
}
