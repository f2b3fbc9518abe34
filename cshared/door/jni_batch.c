/* jni_batch.c - columns of results, by their addresses, and memory as Java sees it. */
#include "jni_door.h"

/* out: the addresses of validity (or 0), offsets and data. */
void JNICALL jni_batch_column(JNIEnv *env, jclass natives, jlong batch, jbyteArray name, jlongArray out) {
  sally_str text;
  sally_column column;
  sally_error err;
  if (!jni_borrow(env, name, &text)) {
    return;
  }
  int32_t code = sally_batch_column(jni_handle(batch), text, &column, &err);
  jni_return(text);
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
