/*
 * jni_batch.c - many rows: presigning one after the other with the common part
 * packed once, and columns by their addresses.
 */
#include "jni_door.h"

#include <stdlib.h>
#include <string.h>

#define SMALL 2048  /* URLs up to this size need no malloc */
#define RESULT 8192 /* nor do results, a long session token included */

static sally_str take(const char **at, jint len) {
  sally_str span = {*at, (size_t)len};
  *at += len;
  return span;
}

/* What a packed common part says: method, field lines, payload hash. */
static sally_request common_request(const char *common, const jint lengths[3], jlong time, jlong expires) {
  sally_request request = SALLY_REQUEST_INIT;
  request.method = take(&common, lengths[0]);
  request.headers = take(&common, lengths[1]);
  request.payload_hash = take(&common, lengths[2]);
  request.time = time;
  request.expires = expires;
  return request;
}

/* The result is `expected` where its length fits, which spares a call to make an array. */
static jbyteArray url_array(JNIEnv *env, sally_str url, jbyteArray expected, jint expected_length) {
  if (url.len != (size_t)expected_length) {
    return jni_bytes(env, url);
  }
  (*env)->SetByteArrayRegion(env, expected, 0, expected_length, (const jbyte *)url.data);
  return expected;
}

jbyteArray JNICALL jni_presign_url(JNIEnv *env, jclass natives, jlong signer, jlong common, jint method, jint headers,
                                   jint payload_hash, jlong time, jlong expires, jbyteArray url, jint from,
                                   jint length, jbyteArray expected, jint expected_length, jobject kept) {
  char small[SMALL], fixed[RESULT], *in = small, *out = fixed;
  const jint lengths[3] = {method, headers, payload_hash};
  size_t cap = sizeof fixed, len = 0;
  (void)kept;
  if ((size_t)length > sizeof small && (in = malloc((size_t)length)) == NULL) {
    jni_no_memory(env, natives);
    return NULL;
  }
  (*env)->GetByteArrayRegion(env, url, from, length, (jbyte *)in);
  sally_request request = common_request((const char *)(uintptr_t)common, lengths, time, expires);
  request.url = (sally_str){in, (size_t)length};
  sally_signed spans;
  sally_error err;
  int32_t code;
  while ((code = sally_signer_presign(jni_handle(signer), &request, out, cap, &len, &spans, &err)) ==
         SALLY_E_BUFFER_TOO_SMALL) {
    char *grown = realloc(out == fixed ? NULL : out, len);
    if (grown == NULL) {
      break;
    }
    out = grown;
    cap = len;
  }
  jbyteArray result = NULL;
  if (code == SALLY_OK) {
    result = url_array(env, spans.url, expected, expected_length);
  } else if (code == SALLY_E_BUFFER_TOO_SMALL) {
    jni_no_memory(env, natives);
  } else {
    jni_fail(env, natives, &err);
  }
  if (in != small) {
    free(in);
  }
  if (out != fixed) {
    free(out);
  }
  return result;
}

/* ---- Columns ------------------------------------------------------------------- */

/* validity, offsets, data, length, offset; false for null, which stands for no column. */
static bool column_of(JNIEnv *env, jlongArray numbers, sally_column *out) {
  jlong n[5];
  if (numbers == NULL) {
    return false;
  }
  (*env)->GetLongArrayRegion(env, numbers, 0, 5, n);
  *out = (sally_column){(const uint8_t *)(uintptr_t)n[0], (const int32_t *)(uintptr_t)n[1],
                        (const uint8_t *)(uintptr_t)n[2], n[3], n[4]};
  return true;
}

jlong JNICALL jni_presign_batch(JNIEnv *env, jclass natives, jlong signer, jlong common, jint method, jint headers,
                                jint payload_hash, jlong time, jlong expires, jlongArray urls, jobject kept) {
  const jint lengths[3] = {method, headers, payload_hash};
  (void)kept;
  sally_column column;
  sally_batch *batch = NULL;
  sally_error err;
  sally_request request = common_request((const char *)(uintptr_t)common, lengths, time, expires);
  int32_t code = sally_signer_presign_batch(jni_handle(signer), &request, column_of(env, urls, &column) ? &column : NULL,
                                            &batch, &err);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
  return (jlong)(uintptr_t)batch;
}

jlong JNICALL jni_verify_batch(JNIEnv *env, jclass natives, jlong verifier, jlongArray signatures,
                               jlongArray documents, jlongArray audiences, jlong now, jobject kept) {
  (void)kept;
  sally_column s, d, a;
  sally_batch *batch = NULL;
  sally_error err;
  int32_t code = sally_verifier_verify_batch(
      jni_handle(verifier), column_of(env, signatures, &s) ? &s : NULL, column_of(env, documents, &d) ? &d : NULL,
      column_of(env, audiences, &a) ? &a : NULL, now, &batch, &err);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
  return (jlong)(uintptr_t)batch;
}

/* out: the addresses of validity (or 0), offsets and data. */
void JNICALL jni_batch_column(JNIEnv *env, jclass natives, jlong batch, jbyteArray name, jlongArray out) {
  sally_str text;
  sally_column column;
  sally_error err;
  if (!jni_borrow(env, name, &text)) {
    return;
  }
  int32_t code = sally_batch_column(jni_handle(batch), text, &column, &err);
  jni_return(env, name, text);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return;
  }
  const jlong numbers[3] = {(jlong)(uintptr_t)column.validity, (jlong)(uintptr_t)column.offsets,
                            (jlong)(uintptr_t)column.data};
  (*env)->SetLongArrayRegion(env, out, 0, 3, numbers);
}

jintArray JNICALL jni_batch_codes(JNIEnv *env, jclass natives, jlong batch) {
  const int32_t *codes;
  int64_t length;
  sally_error err;
  if (sally_batch_codes(jni_handle(batch), &codes, &length, &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
    return NULL;
  }
  jintArray out = (*env)->NewIntArray(env, (jsize)length);
  if (out != NULL) {
    (*env)->SetIntArrayRegion(env, out, 0, (jsize)length, (const jint *)codes);
  }
  return out;
}

void JNICALL jni_batch_free(JNIEnv *env, jclass natives, jlong batch) {
  (void)env;
  (void)natives;
  sally_batch_free(jni_handle(batch));
}

/* ---- Memory -------------------------------------------------------------------- */

jlong JNICALL jni_address(JNIEnv *env, jclass natives, jobject buffer) {
  (void)natives;
  return (jlong)(uintptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

jobject JNICALL jni_memory(JNIEnv *env, jclass natives, jlong address, jlong size) {
  (void)natives;
  return (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)address, size);
}
