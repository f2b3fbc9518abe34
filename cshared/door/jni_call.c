/*
 * jni_call.c - the one call behind every operation of core/op/ops.tsv: arrays
 * of Java in, spans out as an array of byte[].
 */
#include "jni_door.h"

#define RESULT 8192           /* results up to this size need no malloc */
#define MOST SALLY_MOST_SPANS /* no operation has more of anything */

_Static_assert(sizeof(jlong) == sizeof(int64_t), "numbers go through as they are");

/* A call with what it borrows from Java. */
struct arguments {
  sally_call call;
  sally_str texts[MOST];
  jbyteArray arrays[MOST];
  jlong numbers[MOST];
  sally_column columns[MOST];
  const sally_column *given[MOST];
};

static jsize length_of(JNIEnv *env, jarray array) { return array == NULL ? 0 : (*env)->GetArrayLength(env, array); }

static void return_texts(struct arguments *a) {
  for (uint32_t i = 0; i < a->call.text_count; i++) {
    jni_return(a->texts[i]);
  }
}

/* The counts are what Java's copy of the table says; the core compares them with
 * its own. False: an exception is pending, and nothing is borrowed. */
static bool borrow(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers,
                   struct arguments *a) {
  const jsize text_count = length_of(env, texts), number_count = length_of(env, numbers);
  const struct door_operation *operation = door_operation((uint32_t)op);
  if (text_count > MOST || number_count > MOST) {
    sally_error err;
    door_fail(&err, SALLY_E_INVALID_ARGUMENT, "operation %d has no %d texts and %d numbers", (int)op, (int)text_count,
              (int)number_count);
    jni_fail(env, natives, &err);
    return false;
  }
  a->call = (sally_call){.op = (uint32_t)op,
                         .number_count = (uint32_t)number_count,
                         .span_count = operation == NULL ? 0 : (uint32_t)operation->spans,
                         .object = jni_handle(object),
                         .texts = a->texts,
                         .numbers = (const int64_t *)a->numbers};
  if (number_count > 0) {
    (*env)->GetLongArrayRegion(env, numbers, 0, number_count, a->numbers);
  }
  for (jsize i = 0; i < text_count; i++) {
    a->arrays[i] = (*env)->GetObjectArrayElement(env, texts, i);
    if (!jni_borrow(env, a->arrays[i], &a->texts[i])) {
      return_texts(a);
      return false;
    }
    a->call.text_count++;
  }
  return true;
}

/* The spans of a call that has ended, as byte[]; its block is freed. */
static jobjectArray results(JNIEnv *env, jclass natives, const sally_call *call, int32_t code, const sally_error *err) {
  if (code != SALLY_OK) {
    jni_fail(env, natives, err);
    return NULL;
  }
  jobjectArray out = jni_spans(env, call->spans, (jsize)call->span_count);
  if (call->block == NULL) {
    door_wipe(call->buf, call->len); /* may hold a token */
  }
  sally_block_free(call->block);
  return out;
}

jobjectArray JNICALL jni_call(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts,
                              jlongArray numbers) {
  struct arguments a;
  char buf[RESULT];
  sally_str spans[MOST];
  sally_error err;
  const struct door_operation *operation = door_operation((uint32_t)op);
  if (operation != NULL && operation->gives == GIVES_BATCH) {
    door_fail(&err, SALLY_E_INVALID_ARGUMENT, "%s gives a batch", operation->name);
    jni_fail(env, natives, &err);
    return NULL;
  }
  if (!borrow(env, natives, op, object, texts, numbers, &a)) {
    return NULL;
  }
  a.call.buf = buf;
  a.call.cap = sizeof buf;
  a.call.spans = spans;
  int32_t code = sally_call_run(&a.call, &err);
  return_texts(&a);
  return results(env, natives, &a.call, code, &err);
}

/* ---- An object out ----------------------------------------------------------------- */

jlong JNICALL jni_open(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers) {
  struct arguments a;
  sally_error err;
  const struct door_operation *operation = door_operation((uint32_t)op);
  if (operation != NULL && operation->gives != GIVES_OBJECT) {
    door_fail(&err, SALLY_E_INVALID_ARGUMENT, "%s gives no object", operation->name);
    jni_fail(env, natives, &err);
    return 0;
  }
  if (!borrow(env, natives, op, object, texts, numbers, &a)) {
    return 0;
  }
  int32_t code = sally_call_run(&a.call, &err);
  return_texts(&a);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  return (jlong)(uintptr_t)a.call.made;
}

/* ---- Columns in, a batch out ------------------------------------------------------ */

/* validity, offsets, data, length, offset; false for null, which stands for no column. */
static bool column_of(JNIEnv *env, jobjectArray columns, jsize at, sally_column *out) {
  jlong n[5];
  jlongArray numbers = (*env)->GetObjectArrayElement(env, columns, at);
  if (numbers == NULL) {
    return false;
  }
  (*env)->GetLongArrayRegion(env, numbers, 0, 5, n);
  (*env)->DeleteLocalRef(env, numbers);
  *out = (sally_column){(const uint8_t *)(uintptr_t)n[0], (const int32_t *)(uintptr_t)n[1],
                        (const uint8_t *)(uintptr_t)n[2], n[3], n[4]};
  return true;
}

jlong JNICALL jni_batch(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers,
                        jobjectArray columns, jobject kept) {
  struct arguments a;
  sally_error err;
  const jsize count = length_of(env, columns);
  const struct door_operation *operation = door_operation((uint32_t)op);
  (void)kept;
  if (count > MOST || (operation != NULL && operation->gives != GIVES_BATCH)) {
    door_fail(&err, SALLY_E_INVALID_ARGUMENT, "operation %d gives no batch, or has no %d columns", (int)op, (int)count);
    jni_fail(env, natives, &err);
    return 0;
  }
  if (!borrow(env, natives, op, object, texts, numbers, &a)) {
    return 0;
  }
  for (jsize i = 0; i < count; i++) {
    a.given[i] = column_of(env, columns, i, &a.columns[i]) ? &a.columns[i] : NULL;
  }
  a.call.columns = a.given;
  a.call.column_count = (uint32_t)count;
  int32_t code = sally_call_run(&a.call, &err);
  return_texts(&a);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  return (jlong)(uintptr_t)a.call.made;
}

/* ---- What waits for the network ---------------------------------------------------- */

jlong JNICALL jni_start(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers,
                        jboolean leave) {
  struct arguments a;
  sally_ticket *ticket = NULL;
  sally_error err;
  if (!borrow(env, natives, op, object, texts, numbers, &a)) {
    return 0;
  }
  a.call.flags = leave ? SALLY_CALL_LEAVE : 0;
  int32_t code = sally_call_start(&a.call, &ticket, &err);
  return_texts(&a);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  return (jlong)(uintptr_t)ticket;
}

/* null without an exception: not done yet. */
jobjectArray JNICALL jni_finish(JNIEnv *env, jclass natives, jint op, jlong ticket, jlong ms, jlongArray left) {
  char buf[RESULT];
  sally_str spans[MOST];
  sally_error err;
  int32_t done = 0;
  const struct door_operation *operation = door_operation((uint32_t)op);
  sally_call call = {.op = (uint32_t)op,
                     .span_count = operation == NULL ? 0 : (uint32_t)operation->spans,
                     .buf = buf,
                     .cap = sizeof buf,
                     .spans = spans};
  int32_t code = sally_call_finish(jni_handle(ticket), ms, &call, &done, &err);
  if (code == SALLY_OK && !done) {
    return NULL;
  }
  jobjectArray out = results(env, natives, &call, code, &err);
  if (out != NULL && left != NULL) {
    const jlong stream = (jlong)(uintptr_t)call.made;
    (*env)->SetLongArrayRegion(env, left, 0, 1, &stream);
  } else {
    sally_free(SALLY_OP_CLIENT_OPEN, call.made);
  }
  return out;
}

jint JNICALL jni_finish_into(JNIEnv *env, jclass natives, jint op, jlong ticket, jlong ms, jbyteArray into, jint at) {
  sally_str span = {NULL, 0};
  sally_error err;
  int32_t done = 0;
  sally_call call = {.op = (uint32_t)op, .span_count = 1, .spans = &span};
  int32_t code = sally_call_finish(jni_handle(ticket), ms, &call, &done, &err);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  if (done) { /* what does not fit throws */
    (*env)->SetByteArrayRegion(env, into, at, (jsize)span.len, (const jbyte *)span.data);
  }
  sally_block_free(call.block);
  return done ? (jint)span.len : -1;
}

void JNICALL jni_cancel(JNIEnv *env, jclass natives, jlong ticket) {
  sally_error err;
  if (sally_call_cancel(jni_handle(ticket), &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
}

void JNICALL jni_free_ticket(JNIEnv *env, jclass natives, jlong ticket) {
  (void)env;
  (void)natives;
  sally_call_free(jni_handle(ticket));
}
