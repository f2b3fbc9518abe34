/* jni_calls.c - what takes long enough for objects to be made in C: reach, publish, verify, metadata. */
#include "jni_door.h"

#include <stdio.h>
#include <stdlib.h>

#define BUFFER 8192                 /* first attempt at an output, on the stack */
#define METADATA_BUFFER (64 * 1024) /* a second attempt would ask the service again */

/* ---- Reach and publish ------------------------------------------------------- */

/* Fills the answer from the third element on with the facts whose keys are given. */
static bool put_facts(JNIEnv *env, jclass natives, sally_response *response, jobjectArray keys, jobjectArray answer) {
  jsize count = (*env)->GetArrayLength(env, keys);
  for (jsize i = 0; i < count; i++) {
    jbyteArray key = (*env)->GetObjectArrayElement(env, keys, i);
    sally_str name, value;
    sally_error err;
    if (!jni_borrow(env, key, &name)) {
      return false;
    }
    int32_t code = sally_response_info(response, name, &value, &err);
    jni_return(env, key, name);
    (*env)->DeleteLocalRef(env, key);
    if (code != SALLY_OK) {
      jni_fail(env, natives, &err);
      return false;
    }
    if (!jni_array_set(env, answer, i + 3, value)) {
      return false;
    }
  }
  return true;
}

/* [status, field lines, body, facts...]; the response is freed. */
static jobjectArray answer_of(JNIEnv *env, jclass natives, sally_response *response, jobjectArray keys) {
  sally_error err;
  sally_str headers, body;
  int32_t status;
  jobjectArray answer = NULL;
  if (sally_response_status(response, &status, &err) != SALLY_OK ||
      sally_response_headers(response, &headers, &err) != SALLY_OK ||
      sally_response_body(response, &body, &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
  } else {
    char digits[12];
    int len = snprintf(digits, sizeof digits, "%d", (int)status);
    answer = jni_array(env, (*env)->GetArrayLength(env, keys) + 3);
    if (answer != NULL &&
        !(jni_array_set(env, answer, 0, (sally_str){digits, (size_t)len}) && jni_array_set(env, answer, 1, headers) &&
          jni_array_set(env, answer, 2, body) && put_facts(env, natives, response, keys, answer))) {
      answer = NULL;
    }
  }
  sally_response_free(response);
  return answer;
}

jobjectArray JNICALL jni_request(JNIEnv *env, jclass natives, jlong client, jbyteArray method, jbyteArray url,
                                 jbyteArray headers, jbyteArray body, jbyteArray payload_hash, jlong timeout_ms,
                                 jobjectArray facts) {
  sally_request request = SALLY_REQUEST_INIT;
  sally_response *response = NULL;
  sally_error err;
  bool done = jni_borrow(env, method, &request.method) && jni_borrow(env, url, &request.url) &&
              jni_borrow(env, headers, &request.headers) && jni_borrow(env, body, &request.body) &&
              jni_borrow(env, payload_hash, &request.payload_hash);
  request.timeout_ms = timeout_ms;
  int32_t code = done ? sally_client_do(jni_handle(client), &request, &response, &err) : SALLY_OK;
  jni_return(env, method, request.method);
  jni_return(env, url, request.url);
  jni_return(env, headers, request.headers);
  jni_return(env, body, request.body);
  jni_return(env, payload_hash, request.payload_hash);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
  return done && code == SALLY_OK ? answer_of(env, natives, response, facts) : NULL;
}

jobjectArray JNICALL jni_publish(JNIEnv *env, jclass natives, jlong publisher, jbyteArray topic, jbyteArray payload,
                                 jint qos, jboolean retain, jbyteArray content_type, jbyteArray response_topic,
                                 jbyteArray correlation_data, jbyteArray payload_format, jbyteArray user_properties,
                                 jlong message_expiry, jlong timeout_ms, jobjectArray facts) {
  sally_message message = SALLY_MESSAGE_INIT;
  sally_response *response = NULL;
  sally_error err;
  const struct {
    jbyteArray array;
    sally_str *span;
  } texts[] = {
      {topic, &message.topic},
      {payload, &message.payload},
      {content_type, &message.content_type},
      {response_topic, &message.response_topic},
      {correlation_data, &message.correlation_data},
      {payload_format, &message.payload_format},
      {user_properties, &message.user_properties},
  };
  const size_t count = sizeof texts / sizeof *texts;
  bool done = true;
  for (size_t i = 0; done && i < count; i++) {
    done = jni_borrow(env, texts[i].array, texts[i].span);
  }
  message.qos = qos;
  message.retain = retain ? 1 : 0;
  message.message_expiry = message_expiry;
  message.timeout_ms = timeout_ms;
  int32_t code = done ? sally_publisher_publish(jni_handle(publisher), &message, &response, &err) : SALLY_OK;
  for (size_t i = 0; i < count; i++) {
    jni_return(env, texts[i].array, *texts[i].span);
  }
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
  return done && code == SALLY_OK ? answer_of(env, natives, response, facts) : NULL;
}

/* ---- Verify -------------------------------------------------------------------- */

jobjectArray JNICALL jni_verify(JNIEnv *env, jclass natives, jlong verifier, jbyteArray signature, jbyteArray document,
                                jbyteArray audience, jlong now) {
  sally_str signature_span = {NULL, 0}, document_span = {NULL, 0}, audience_span = {NULL, 0};
  sally_identity out;
  sally_error err;
  char fixed[BUFFER], *buf = fixed;
  size_t len = 0, cap = sizeof fixed;
  int32_t code = SALLY_OK;
  bool done = jni_borrow(env, signature, &signature_span) && jni_borrow(env, document, &document_span) &&
              jni_borrow(env, audience, &audience_span);
  while (done && (code = sally_verifier_verify(jni_handle(verifier), signature_span, document_span, audience_span, now,
                                               buf, cap, &len, &out, &err)) == SALLY_E_BUFFER_TOO_SMALL) {
    char *grown = realloc(buf == fixed ? NULL : buf, len);
    if (grown == NULL) {
      break;
    }
    buf = grown;
    cap = len;
  }
  jni_return(env, signature, signature_span);
  jni_return(env, document, document_span);
  jni_return(env, audience, audience_span);
  jobjectArray spans = NULL;
  if (code == SALLY_E_BUFFER_TOO_SMALL) {
    jni_no_memory(env, natives);
  } else if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  } else if (done) { /* sally_identity is fifteen spans, nothing else */
    spans = jni_spans(env, &out.raw, (jsize)(sizeof out / sizeof(sally_str)));
  }
  if (buf != fixed) {
    free(buf);
  }
  return spans;
}

jbyteArray JNICALL jni_audience(JNIEnv *env, jclass natives) {
  char buf[64];
  size_t len = 0;
  sally_error err;
  if (sally_audience_generate(buf, sizeof buf, &len, &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
    return NULL;
  }
  return jni_bytes(env, (sally_str){buf, len});
}

/* ---- Metadata ------------------------------------------------------------------ */

/* Asks the service: with get, out[0] is the answer, else out is document and
 * signature. The caller frees what is returned; NULL: an exception is pending. */
static char *ask(JNIEnv *env, jclass natives, sally_metadata *metadata, bool get, jbyteArray question,
                 sally_str out[2]) {
  sally_str text;
  sally_error err;
  size_t len = METADATA_BUFFER, cap = 0;
  char *buf = NULL, *grown;
  int32_t code = SALLY_E_BUFFER_TOO_SMALL;
  if (!jni_borrow(env, question, &text)) {
    return NULL;
  }
  while (code == SALLY_E_BUFFER_TOO_SMALL && (grown = realloc(buf, len)) != NULL) {
    buf = grown;
    cap = len;
    code = get ? sally_metadata_get(metadata, text, buf, cap, &len, &out[0], &err)
               : sally_metadata_identity(metadata, text, buf, cap, &len, &out[0], &out[1], &err);
  }
  jni_return(env, question, text);
  if (code == SALLY_OK) {
    return buf;
  }
  free(buf);
  if (code == SALLY_E_BUFFER_TOO_SMALL) {
    jni_no_memory(env, natives);
  } else {
    jni_fail(env, natives, &err);
  }
  return NULL;
}

jobjectArray JNICALL jni_identity(JNIEnv *env, jclass natives, jlong metadata, jbyteArray audience) {
  sally_str out[2];
  char *buf = ask(env, natives, jni_handle(metadata), false, audience, out);
  jobjectArray answer = buf == NULL ? NULL : jni_spans(env, out, 2);
  free(buf);
  return answer;
}

jbyteArray JNICALL jni_get(JNIEnv *env, jclass natives, jlong metadata, jbyteArray path) {
  sally_str out[2];
  char *buf = ask(env, natives, jni_handle(metadata), true, path, out);
  jbyteArray answer = buf == NULL ? NULL : jni_bytes(env, out[0]);
  free(buf);
  return answer;
}
