/*
 * jni_sign.c - signing, the hot path of the JNI skin.
 *
 * One Java array carries a call's arguments in and its results out: two JNI
 * functions, no object made in C.
 */
#include "jni_door.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH 4096 /* arrays up to this size need no malloc */

/* The result's head: where each span begins, and its length, in little endian. */
#define HEAD 40

static void put_span(unsigned char *at, const char *base, sally_str span) {
  uint32_t numbers[2] = {span.len == 0 ? 0 : (uint32_t)(span.data - base), (uint32_t)span.len};
  for (int i = 0; i < 8; i++) {
    at[i] = (unsigned char)(numbers[i / 4] >> (8 * (i % 4)));
  }
}

static void put_head(char *base, const sally_signed *out) {
  unsigned char *at = (unsigned char *)base;
  put_span(at, base, out->url);
  put_span(at + 8, base, out->headers);
  put_span(at + 16, base, out->signature);
  put_span(at + 24, base, out->canonical_request);
  put_span(at + 32, base, out->string_to_sign);
}

static sally_str take(const char **at, jint len) {
  sally_str span = {*at, (size_t)len};
  *at += len;
  return span;
}

jint JNICALL jni_sign(JNIEnv *env, jclass natives, jlong signer, jboolean presign, jbyteArray buffer, jint method,
                      jint url, jint headers, jint payload_hash, jint body, jbyteArray long_body, jlong time,
                      jlong expires) {
  char fixed[2 * SCRATCH], *memory = fixed;
  size_t cap = (size_t)(*env)->GetArrayLength(env, buffer), len = 0;
  jint used = method + url + headers + payload_hash + body, result = 0;
  if (cap > SCRATCH && (memory = malloc(2 * cap)) == NULL) {
    jni_no_memory(env, natives);
    return 0;
  }
  (*env)->GetByteArrayRegion(env, buffer, 0, used, (jbyte *)memory);

  const char *at = memory;
  char *out = memory + cap;
  sally_request request = SALLY_REQUEST_INIT;
  sally_signed spans;
  sally_error err;
  request.method = take(&at, method);
  request.url = take(&at, url);
  request.headers = take(&at, headers);
  request.payload_hash = take(&at, payload_hash);
  request.body = take(&at, body);
  request.time = time;
  request.expires = expires;
  if (long_body != NULL && !jni_borrow(env, long_body, &request.body)) {
    goto done;
  }
  int32_t code = (presign ? sally_signer_presign : sally_signer_sign)(jni_handle(signer), &request, out + HEAD,
                                                                      cap - HEAD, &len, &spans, &err);
  jni_return(env, long_body, long_body == NULL ? (sally_str){NULL, 0} : request.body);
  if (code == SALLY_OK) {
    put_head(out, &spans);
    result = (jint)(len + HEAD);
    (*env)->SetByteArrayRegion(env, buffer, 0, result, (const jbyte *)out);
  } else if (code == SALLY_E_BUFFER_TOO_SMALL && len < INT32_MAX / 4) {
    result = -(jint)(len + HEAD);
  } else {
    jni_fail(env, natives, &err);
  }
done:
  if (memory != fixed) {
    free(memory);
  }
  return result;
}
