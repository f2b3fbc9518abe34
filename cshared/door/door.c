/*
 * door.c - the typed functions of sallyport.h: each lays its arguments out as the
 * row of its operation in ops.tsv says, and calls.
 */
#include "typed.h"

static int32_t batch(sally_call *call, sally_batch **out, sally_error *err) {
  if (out == NULL) {
    return door_null(err, "out");
  }
  int32_t code = sally_call_run(call, err);
  if (code == SALLY_OK) {
    *out = call->made;
  }
  return code;
}

/* For each kind of object: its _new and _free. */
#define OBJECT(name, kind)                                                                              \
  SALLY_API int32_t sally_##name##_new(const_sally_options *options, sally_##name **out, sally_error *err) { \
    return sally_new(SALLY_OP_##kind##_NEW, options, (void **)out, err);                                \
  }                                                                                                     \
  SALLY_API void sally_##name##_free(sally_##name *name) { sally_free(SALLY_OP_##kind##_NEW, name); }

OBJECT(signer, SIGNER)
OBJECT(client, CLIENT)
OBJECT(publisher, PUBLISHER)
OBJECT(verifier, VERIFIER)
OBJECT(metadata, METADATA)
OBJECT(request_verifier, REQUEST_VERIFIER)

/* ---- Messages ---- */

/* The texts and numbers of a message. */
struct message {
  sally_str texts[SALLY_LIST_MESSAGE_COUNT];
  int64_t numbers[SALLY_NUMBER_PUBLISHER_PUBLISH_COUNT]; /* of which publisher_prepare has the first, and its own */
};

static int32_t put_message(sally_call *call, const_sally_message *from, struct message *to, sally_error *err) {
  if (from == NULL) {
    return door_null(err, "message");
  }
  if (from->size < sizeof *from) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "message.size is %zu; set it with SALLY_MESSAGE_INIT", from->size);
  }
  *to = (struct message){
      .texts = {[SALLY_LIST_MESSAGE_TOPIC] = from->topic,
                [SALLY_LIST_MESSAGE_PAYLOAD] = from->payload,
                [SALLY_LIST_MESSAGE_CONTENT_TYPE] = from->content_type,
                [SALLY_LIST_MESSAGE_RESPONSE_TOPIC] = from->response_topic,
                [SALLY_LIST_MESSAGE_CORRELATION_DATA] = from->correlation_data,
                [SALLY_LIST_MESSAGE_PAYLOAD_FORMAT] = from->payload_format,
                [SALLY_LIST_MESSAGE_USER_PROPERTIES] = from->user_properties},
      .numbers = {[SALLY_NUMBER_PUBLISHER_PUBLISH_QOS] = from->qos,
                  [SALLY_NUMBER_PUBLISHER_PUBLISH_RETAIN] = from->retain,
                  [SALLY_NUMBER_PUBLISHER_PUBLISH_MESSAGE_EXPIRY] = from->message_expiry,
                  [SALLY_NUMBER_PUBLISHER_PUBLISH_TIMEOUT_MS] = from->timeout_ms},
  };
  TEXTS(*call, to->texts);
  call->numbers = to->numbers;
  call->number_count = SALLY_NUMBER_PUBLISHER_PUBLISH_COUNT;
  return SALLY_OK;
}

/* ---- Sign ---- */

/* fill, without the table and all in one piece: signing is what hosts do a million times. */
static ALWAYS_INLINE int32_t sign(uint32_t op, sally_signer *signer, const_sally_request *request,
                                  const int64_t *numbers, uint32_t number_count, char *buf, size_t cap, size_t *len,
                                  sally_signed *out, sally_error *err) {
  sally_str spans[SALLY_LIST_SIGNED_COUNT];
  if (UNLIKELY(out == NULL || len == NULL || (buf == NULL && cap != 0))) {
    return no_room(out, len, err);
  }
  sally_call call; /* field by field: to clear it whole takes longer than to set it */
  call.op = op;
  call.flags = SALLY_CALL_NO_BLOCK;
  call.text_count = SALLY_LIST_REQUEST_COUNT;
  call.number_count = number_count;
  call.column_count = 0;
  call.span_count = SALLY_LIST_SIGNED_COUNT;
  call.object = signer;
  call.texts = &request->method;
  call.numbers = numbers;
  call.columns = NULL;
  call.buf = buf;
  call.cap = cap;
  call.spans = spans;
  call.len = 0;
  call.made = NULL;
  return deliver(door_run(SALLY_OP_SIGNER_NEW, &call, err), &call, len, out, SALLY_LIST_SIGNED_COUNT);
}

SALLY_API int32_t sally_signer_sign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap,
                                    size_t *len, sally_signed *out, sally_error *err) {
  if (UNLIKELY(!is_request(request))) {
    return no_request(request, err);
  }
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_SIGN_TIME] = request->time};
  return sign(SALLY_OP_SIGNER_SIGN, signer, request, numbers, SALLY_NUMBER_SIGNER_SIGN_COUNT, buf, cap, len, out, err);
}

SALLY_API int32_t sally_signer_presign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap,
                                       size_t *len, sally_signed *out, sally_error *err) {
  if (UNLIKELY(!is_request(request))) {
    return no_request(request, err);
  }
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_PRESIGN_TIME] = request->time,
                       [SALLY_NUMBER_SIGNER_PRESIGN_EXPIRES] = request->expires};
  return sign(SALLY_OP_SIGNER_PRESIGN, signer, request, numbers, SALLY_NUMBER_SIGNER_PRESIGN_COUNT, buf, cap, len, out,
              err);
}

SALLY_API int32_t sally_signer_sign_chunks(sally_signer *signer, const_sally_request *request, int64_t content_length,
                                           int64_t chunk_size, char *buf, size_t cap, size_t *len, sally_chunked *out,
                                           sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(SIGNER_SIGN_CHUNKS, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_SIGN_CHUNKS_TIME] = request->time,
                       [SALLY_NUMBER_SIGNER_SIGN_CHUNKS_CONTENT_LENGTH] = content_length,
                       [SALLY_NUMBER_SIGNER_SIGN_CHUNKS_CHUNK_SIZE] = chunk_size};
  put_request(&call, request);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_CHUNKED_COUNT, err);
}

SALLY_API int32_t sally_signer_next_chunk(sally_signer *signer, sally_str state, sally_str data, int64_t time,
                                          char *buf, size_t cap, size_t *len, sally_frame *out, sally_error *err) {
  sally_call call = CALL(SIGNER_NEXT_CHUNK, signer);
  sally_str texts[] = {[SALLY_TEXT_SIGNER_NEXT_CHUNK_STATE] = state, [SALLY_TEXT_SIGNER_NEXT_CHUNK_DATA] = data};
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_NEXT_CHUNK_TIME] = time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_FRAME_COUNT, err);
}

SALLY_API int32_t sally_signer_presign_post(sally_signer *signer, const_sally_post *post, char *buf, size_t cap,
                                            size_t *len, sally_presigned_post *out, sally_error *err) {
  if (post == NULL) {
    return door_null(err, "post");
  }
  if (post->size < sizeof *post) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "post.size is %zu; set it with SALLY_POST_INIT", post->size);
  }
  sally_call call = CALL(SIGNER_PRESIGN_POST, signer);
  sally_str texts[] = {[SALLY_TEXT_SIGNER_PRESIGN_POST_URL] = post->url,
                       [SALLY_TEXT_SIGNER_PRESIGN_POST_BUCKET] = post->bucket,
                       [SALLY_TEXT_SIGNER_PRESIGN_POST_KEY] = post->key,
                       [SALLY_TEXT_SIGNER_PRESIGN_POST_FIELDS] = post->fields,
                       [SALLY_TEXT_SIGNER_PRESIGN_POST_CONDITIONS] = post->conditions};
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_PRESIGN_POST_TIME] = post->time,
                       [SALLY_NUMBER_SIGNER_PRESIGN_POST_EXPIRES] = post->expires};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_POST_COUNT, err);
}

SALLY_API int32_t sally_signer_presign_batch(sally_signer *signer, const_sally_request *request,
                                             const_sally_column *urls, sally_batch **out, sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(SIGNER_PRESIGN_BATCH, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_PRESIGN_BATCH_TIME] = request->time,
                       [SALLY_NUMBER_SIGNER_PRESIGN_BATCH_EXPIRES] = request->expires};
  const sally_column *columns[] = {[SALLY_COLUMN_SIGNER_PRESIGN_BATCH_URLS] = urls};
  put_request(&call, request);
  NUMBERS(call, numbers);
  COLUMNS(call, columns);
  return batch(&call, out, err);
}

_Static_assert(offsetof(sally_refusal, response_body) ==
                   offsetof(sally_refusal, method) + SALLY_LIST_REFUSAL_RESPONSE_BODY * sizeof(sally_str),
               "the texts of a refusal stand as in ops.tsv");

SALLY_API int32_t sally_signer_explain(sally_signer *signer, const_sally_refusal *refusal, char *buf, size_t cap,
                                       size_t *len, sally_explanation *out, sally_error *err) {
  if (refusal == NULL) {
    return door_null(err, "refusal");
  }
  if (refusal->size < sizeof *refusal) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "refusal.size is %zu; set it with SALLY_REFUSAL_INIT",
                     refusal->size);
  }
  sally_call call = CALL(SIGNER_EXPLAIN, signer);
  int64_t numbers[] = {[SALLY_NUMBER_SIGNER_EXPLAIN_STATUS] = refusal->status};
  call.texts = &refusal->method;
  call.text_count = SALLY_LIST_REFUSAL_COUNT;
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_EXPLANATION_COUNT, err);
}

/* ---- Requests of any signer ---- */

SALLY_API int32_t sally_request_inspect(sally_str url, sally_str headers, int64_t time, char *buf, size_t cap,
                                        size_t *len, sally_inspection *out, sally_error *err) {
  sally_call call = CALL(REQUEST_INSPECT, NULL);
  sally_str texts[] = {[SALLY_TEXT_REQUEST_INSPECT_URL] = url, [SALLY_TEXT_REQUEST_INSPECT_HEADERS] = headers};
  int64_t numbers[] = {[SALLY_NUMBER_REQUEST_INSPECT_TIME] = time};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_INSPECTION_COUNT, err);
}

_Static_assert(offsetof(sally_pasted, response_body) == offsetof(sally_pasted, method) + 5 * sizeof(sally_str) &&
                   SALLY_LIST_PASTED_RESPONSE_BODY == 5, "the texts of a pasted request stand as in ops.tsv");

SALLY_API int32_t sally_request_explain(const_sally_pasted *pasted, char *buf, size_t cap, size_t *len,
                                        sally_explanation *out, sally_error *err) {
  if (pasted == NULL) {
    return door_null(err, "pasted");
  }
  if (pasted->size < sizeof *pasted) {
    return door_fail(err, SALLY_E_INVALID_ARGUMENT, "pasted.size is %zu; set it with SALLY_PASTED_INIT", pasted->size);
  }
  sally_call call = CALL(REQUEST_EXPLAIN, NULL);
  int64_t numbers[] = {[SALLY_NUMBER_REQUEST_EXPLAIN_STATUS] = pasted->status};
  call.texts = &pasted->method;
  call.text_count = SALLY_LIST_PASTED_COUNT;
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_EXPLANATION_COUNT, err);
}

/* ---- Reach ---- */

#define CLIENT_NUMBERS(request)                                                \
  {[SALLY_NUMBER_CLIENT_DO_TIMEOUT_MS] = (request)->timeout_ms,                \
   [SALLY_NUMBER_CLIENT_DO_DUPLICATES_ALLOWED] = (int64_t)(request)->flags,    \
   [SALLY_NUMBER_CLIENT_DO_MAX_REDIRECTS] = -1,                                 \
   [SALLY_NUMBER_CLIENT_DO_READ_MS] = 0}

SALLY_API int32_t sally_client_do(sally_client *client, const_sally_request *request, sally_response **out,
                                  sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(CLIENT_DO, client);
  int64_t numbers[] = CLIENT_NUMBERS(request);
  put_request(&call, request);
  NUMBERS(call, numbers);
  return respond(&call, SALLY_LIST_RESPONSE_COUNT, out, err);
}

SALLY_API int32_t sally_client_do_start(sally_client *client, const_sally_request *request, sally_ticket **out,
                                        sally_error *err) {
  if (!is_request(request)) {
    return no_request(request, err);
  }
  sally_call call = CALL(CLIENT_DO, client);
  int64_t numbers[] = CLIENT_NUMBERS(request);
  put_request(&call, request);
  NUMBERS(call, numbers);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_client_diagnose(sally_client *client, sally_str url, int64_t timeout_ms, char *buf, size_t cap,
                                        size_t *len, sally_diagnosis *out, sally_error *err) {
  sally_call call = CALL(CLIENT_DIAGNOSE, client);
  int64_t numbers[] = {[SALLY_NUMBER_CLIENT_DIAGNOSE_TIMEOUT_MS] = timeout_ms};
  call.texts = &url;
  call.text_count = SALLY_TEXT_CLIENT_DIAGNOSE_COUNT;
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_DIAGNOSIS_COUNT, err);
}

SALLY_API int32_t sally_error_diagnose(const sally_error *of, char *buf, size_t cap, size_t *len, sally_diagnosis *out,
                                       sally_error *err) {
  if (of == NULL) {
    return door_null(err, "of");
  }
  const char *cause = sally_error_cause(of), *message = of->message;
  sally_call call = CALL(ERROR_DIAGNOSE, NULL);
  sally_str texts[] = {{cause, strlen(cause)}, {message, strlen(message)}}; /* as in ops.tsv */
  int64_t numbers[] = {[SALLY_NUMBER_ERROR_DIAGNOSE_CODE] = of->code};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_DIAGNOSIS_COUNT, err);
}

SALLY_API int32_t sally_client_trust_report(sally_client *client, char *buf, size_t cap, size_t *len, sally_trust *out,
                                            sally_error *err) {
  sally_call call = CALL(CLIENT_TRUST_REPORT, client);
  return fill(&call, buf, cap, len, out, SALLY_LIST_TRUST_COUNT, err);
}

SALLY_API int32_t sally_client_diagnose_start(sally_client *client, sally_str url, int64_t timeout_ms,
                                              sally_ticket **out, sally_error *err) {
  sally_call call = CALL(CLIENT_DIAGNOSE, client);
  int64_t numbers[] = {[SALLY_NUMBER_CLIENT_DIAGNOSE_TIMEOUT_MS] = timeout_ms};
  call.texts = &url;
  call.text_count = SALLY_TEXT_CLIENT_DIAGNOSE_COUNT;
  NUMBERS(call, numbers);
  return sally_call_start(&call, out, err);
}

/* ---- Publish ---- */

SALLY_API int32_t sally_publisher_publish(sally_publisher *publisher, const_sally_message *message,
                                          sally_response **out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_PUBLISH, publisher);
  struct message m;
  int32_t code = put_message(&call, message, &m, err);
  return code != SALLY_OK ? code : respond(&call, SALLY_LIST_RESPONSE_COUNT, out, err);
}

SALLY_API int32_t sally_publisher_publish_start(sally_publisher *publisher, const_sally_message *message,
                                                sally_ticket **out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_PUBLISH, publisher);
  struct message m;
  int32_t code = put_message(&call, message, &m, err);
  return code != SALLY_OK ? code : sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_publisher_prepare(sally_publisher *publisher, const_sally_message *message, int64_t time,
                                          char *buf, size_t cap, size_t *len, sally_prepared *out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_PREPARE, publisher);
  struct message m;
  int32_t code = put_message(&call, message, &m, err);
  m.numbers[SALLY_NUMBER_PUBLISHER_PREPARE_TIME] = time;
  call.number_count = SALLY_NUMBER_PUBLISHER_PREPARE_COUNT;
  return code != SALLY_OK ? code : fill(&call, buf, cap, len, out, SALLY_LIST_PREPARED_COUNT, err);
}

/* ---- Verify ---- */

SALLY_API int32_t sally_verifier_verify(sally_verifier *verifier, sally_str signature, sally_str document,
                                        sally_str audience, int64_t now, char *buf, size_t cap, size_t *len,
                                        sally_identity *out, sally_error *err) {
  sally_call call = CALL(VERIFIER_VERIFY, verifier);
  sally_str texts[] = {[SALLY_TEXT_VERIFIER_VERIFY_SIGNATURE] = signature,
                       [SALLY_TEXT_VERIFIER_VERIFY_DOCUMENT] = document,
                       [SALLY_TEXT_VERIFIER_VERIFY_AUDIENCE] = audience};
  int64_t numbers[] = {[SALLY_NUMBER_VERIFIER_VERIFY_TIME] = now};
  TEXTS(call, texts);
  NUMBERS(call, numbers);
  return fill(&call, buf, cap, len, out, SALLY_LIST_IDENTITY_COUNT, err);
}

SALLY_API int32_t sally_verifier_verify_batch(sally_verifier *verifier, const_sally_column *signatures,
                                              const_sally_column *documents, const_sally_column *audiences,
                                              int64_t now, sally_batch **out, sally_error *err) {
  sally_call call = CALL(VERIFIER_VERIFY_BATCH, verifier);
  int64_t numbers[] = {[SALLY_NUMBER_VERIFIER_VERIFY_BATCH_TIME] = now};
  const sally_column *columns[] = {[SALLY_COLUMN_VERIFIER_VERIFY_BATCH_SIGNATURES] = signatures,
                                   [SALLY_COLUMN_VERIFIER_VERIFY_BATCH_DOCUMENTS] = documents,
                                   [SALLY_COLUMN_VERIFIER_VERIFY_BATCH_AUDIENCES] = audiences};
  NUMBERS(call, numbers);
  COLUMNS(call, columns);
  return batch(&call, out, err);
}

SALLY_API int32_t sally_audience_generate(char *buf, size_t cap, size_t *len, sally_error *err) {
  sally_call call = CALL(AUDIENCE_GENERATE, NULL);
  sally_str audience;
  return fill(&call, buf, cap, len, &audience, 1, err);
}

/* ---- Metadata ---- */

SALLY_API int32_t sally_metadata_identity(sally_metadata *metadata, sally_str audience, char *buf, size_t cap,
                                          size_t *len, sally_str *document, sally_str *signature, sally_error *err) {
  sally_call call = CALL(METADATA_IDENTITY, metadata);
  sally_str out[SALLY_LIST_PROOF_COUNT];
  if (document == NULL || signature == NULL) {
    return door_null(err, "document or signature");
  }
  call.texts = &audience;
  call.text_count = SALLY_TEXT_METADATA_IDENTITY_COUNT;
  int32_t code = fill(&call, buf, cap, len, out, SALLY_LIST_PROOF_COUNT, err);
  if (code == SALLY_OK) {
    *document = out[SALLY_LIST_PROOF_DOCUMENT];
    *signature = out[SALLY_LIST_PROOF_SIGNATURE];
  }
  return code;
}

SALLY_API int32_t sally_metadata_identity_start(sally_metadata *metadata, sally_str audience, sally_ticket **out,
                                                sally_error *err) {
  sally_call call = CALL(METADATA_IDENTITY, metadata);
  call.texts = &audience;
  call.text_count = SALLY_TEXT_METADATA_IDENTITY_COUNT;
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_metadata_get(sally_metadata *metadata, sally_str path, char *buf, size_t cap, size_t *len,
                                     sally_str *out, sally_error *err) {
  sally_call call = CALL(METADATA_GET, metadata);
  sally_str results[SALLY_LIST_ANSWER_COUNT];
  if (out == NULL) {
    return door_null(err, "out");
  }
  call.texts = &path;
  call.text_count = SALLY_TEXT_METADATA_GET_COUNT;
  int32_t code = fill(&call, buf, cap, len, results, SALLY_LIST_ANSWER_COUNT, err);
  if (code == SALLY_OK) {
    *out = results[SALLY_LIST_ANSWER_ANSWER];
  }
  return code;
}

SALLY_API int32_t sally_metadata_get_start(sally_metadata *metadata, sally_str path, sally_ticket **out,
                                           sally_error *err) {
  sally_call call = CALL(METADATA_GET, metadata);
  call.texts = &path;
  call.text_count = SALLY_TEXT_METADATA_GET_COUNT;
  return sally_call_start(&call, out, err);
}

/* ---- Endpoints ---- */

SALLY_API int32_t sally_endpoint_lookup(sally_str host, sally_str target, char *buf, size_t cap, size_t *len,
                                        sally_scope *out, sally_error *err) {
  sally_call call = CALL(ENDPOINT_LOOKUP, NULL);
  sally_str texts[] = {[SALLY_TEXT_ENDPOINT_LOOKUP_HOST] = host, [SALLY_TEXT_ENDPOINT_LOOKUP_TARGET] = target};
  TEXTS(call, texts);
  return fill(&call, buf, cap, len, out, SALLY_LIST_SCOPE_COUNT, err);
}
