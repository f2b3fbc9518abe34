/*
 * jni_door.h - the parts of the JNI skin that see each other.
 *
 *   jni.c         JNI_OnLoad, arrays, errors, handles
 *   jni_call.c    the one call of every operation; those that wait
 *   jni_sign.c    sign and presign, the hot path
 *   jni_batch.c   columns of results, and memory
 *   jni_wait.c    one thread that waits for many calls
 *
 * All natives belong to one Java class, io.sallyport.Natives, which is their
 * specification. Text crosses as UTF-8 in byte[]. JNI functions are found
 * through JNIEnv, so nothing of a JVM is needed to link or load. Without a JDK
 * at build time these files are left out.
 */
#ifndef SALLYPORT_JNI_DOOR_H
#define SALLYPORT_JNI_DOOR_H

#include <jni.h>
#include <stdbool.h>

#include "door.h"

/* Calls Natives.fail(code, detail, message), which throws. */
void jni_fail(JNIEnv *env, jclass natives, const sally_error *err);
void jni_no_memory(JNIEnv *env, jclass natives);

/* A copy of the bytes of an array for the time of a call, as a JVM would make one
 * too but not wipe; null has data NULL. False: an exception is pending. */
bool jni_borrow(JNIEnv *env, jbyteArray array, sally_str *out);
/* Wipes and frees what jni_borrow made. */
void jni_return(sally_str span);

/* NULL: an exception is pending. */
jbyteArray jni_bytes(JNIEnv *env, sally_str span);
jobjectArray jni_spans(JNIEnv *env, const sally_str *spans, jsize count);

/* What a Java handle, a long, stands for: a door handle. */
static inline void *jni_handle(jlong handle) { return (void *)(uintptr_t)handle; }

/* jni_call.c */
jobjectArray JNICALL jni_call(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts,
                              jlongArray numbers);
jlong JNICALL jni_open(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers);
jlong JNICALL jni_batch(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers,
                        jobjectArray columns, jobject kept);
jlong JNICALL jni_start(JNIEnv *env, jclass natives, jint op, jlong object, jobjectArray texts, jlongArray numbers,
                        jboolean leave);
jobjectArray JNICALL jni_finish(JNIEnv *env, jclass natives, jint op, jlong ticket, jlong ms, jlongArray left);
jint JNICALL jni_finish_into(JNIEnv *env, jclass natives, jint op, jlong ticket, jlong ms, jbyteArray into, jint at);
void JNICALL jni_cancel(JNIEnv *env, jclass natives, jlong ticket);
void JNICALL jni_free_ticket(JNIEnv *env, jclass natives, jlong ticket);

/* jni_sign.c */
jint JNICALL jni_sign(JNIEnv *env, jclass natives, jlong signer, jboolean presign, jbyteArray packed, jint method,
                      jint url, jint headers, jint payload_hash, jint body, jbyteArray long_body, jlong time,
                      jlong expires, jbyteArray result, jint capacity);

/* jni_batch.c */
void JNICALL jni_batch_column(JNIEnv *env, jclass natives, jlong batch, jbyteArray name, jlongArray out);
jintArray JNICALL jni_batch_codes(JNIEnv *env, jclass natives, jlong batch);
void JNICALL jni_batch_free(JNIEnv *env, jclass natives, jlong batch);
jlong JNICALL jni_address(JNIEnv *env, jclass natives, jobject buffer);
jobject JNICALL jni_memory(JNIEnv *env, jclass natives, jlong address, jlong size);

/* jni_wait.c */
void JNICALL jni_waiter_add(JNIEnv *env, jclass natives, jlong ticket);
jint JNICALL jni_waiter_next(JNIEnv *env, jclass natives, jint ms, jlongArray tickets);

#endif
