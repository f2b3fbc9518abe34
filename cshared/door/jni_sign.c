/*
 * jni_sign.c - signing, the hot path of the JNI skin.
 *
 * One Java array carries the texts in, another the results out; what is small
 * goes through the stack. No object is made in C.
 */
#include "jni_door.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 4096  /* arguments up to this size need no malloc */
#define RESULT 4096 /* nor do results */

/* The result's head: of each span where it begins and its length, in little
 * endian, in the order of the list "signed". */
#define HEAD (8 * SALLY_LIST_SIGNED_COUNT)

static void put_span(char *base, int which, sally_str span) {
  uint32_t numbers[2] = {htole32(span.len == 0 ? 0 : (uint32_t)(span.data - base)), htole32((uint32_t)span.len)};
  memcpy(base + 8 * which, numbers, sizeof numbers);
}

static void put_head(char *base, const sally_signed *out) {
  put_span(base, SALLY_LIST_SIGNED_URL, out->url);
  put_span(base, SALLY_LIST_SIGNED_HEADERS, out->headers);
  put_span(base, SALLY_LIST_SIGNED_SIGNATURE, out->signature);
  put_span(base, SALLY_LIST_SIGNED_CANONICAL_REQUEST, out->canonical_request);
  put_span(base, SALLY_LIST_SIGNED_STRING_TO_SIGN, out->string_to_sign);
}

static sally_str take(const char **at, jint len) {
  sally_str span = {*at, (size_t)len};
  *at += len;
  return span;
}

typedef int32_t (*sign_function)(sally_signer *, const_sally_request *, char *, size_t, size_t *, sally_signed *,
                                 sally_error *);

jint JNICALL jni_sign(JNIEnv *env, jclass natives, jlong signer, jboolean presign, jbyteArray packed, jint method,
                      jint url, jint headers, jint payload_hash, jint body, jbyteArray long_body, jlong time,
                      jlong expires, jbyteArray result, jint capacity) {
  char small[SMALL], fixed[RESULT], *memory = NULL, *in = small, *out = fixed;
  size_t used = (size_t)(method + url + headers + payload_hash + body), cap = (size_t)capacity, len = 0;
  if (used > SMALL || cap > RESULT) {
    if ((memory = malloc(used + cap)) == NULL) {
      jni_no_memory(env, natives);
      return 0;
    }
    in = memory;
    out = memory + used;
  }
  (*env)->GetByteArrayRegion(env, packed, 0, (jsize)used, (jbyte *)in);

  const char *at = in;
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
    free(memory);
    return 0;
  }
  sign_function sign = presign ? sally_signer_presign : sally_signer_sign;
  int32_t code = sign(jni_handle(signer), &request, out + HEAD, cap - HEAD, &len, &spans, &err);
  if (long_body != NULL) {
    jni_return(request.body);
  }
  jint length = 0;
  if (code == SALLY_OK) {
    put_head(out, &spans);
    length = (jint)(len + HEAD);
    (*env)->SetByteArrayRegion(env, result, 0, length, (const jbyte *)out);
  } else if (code == SALLY_E_BUFFER_TOO_SMALL && len < INT32_MAX - HEAD) {
    length = -(jint)(len + HEAD);
  } else {
    jni_fail(env, natives, &err);
  }
  door_wipe(in, used); /* fields that the caller gave, and the token in what was signed */
  door_wipe(out, code == SALLY_OK ? len + HEAD : cap);
  free(memory);
  return length;
}
