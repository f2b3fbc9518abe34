/*
 * jni_door.h - the parts of the JNI skin that see each other.
 *
 *   jni.c         JNI_OnLoad, arrays, errors, handles
 *   jni_sign.c    sign and presign, the hot path
 *   jni_batch.c   many rows: presigning by URL alone, columns
 *   jni_calls.c   reach, publish, verify, metadata
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

#include "sallyport.h"

/* Calls Natives.fail(code, detail, message), which throws. */
void jni_fail(JNIEnv *env, jclass natives, const sally_error *err);
void jni_no_memory(JNIEnv *env, jclass natives);

/* The bytes of an array for the time of a call; null has data NULL. False: an
 * exception is pending. */
bool jni_borrow(JNIEnv *env, jbyteArray array, sally_str *out);
/* Ends what jni_borrow began, or does nothing. */
void jni_return(JNIEnv *env, jbyteArray array, sally_str span);

/* NULL: an exception is pending. */
jbyteArray jni_bytes(JNIEnv *env, sally_str span);
/* Arrays of byte[], from spans. NULL: an exception is pending. */
jobjectArray jni_array(JNIEnv *env, jsize count);
bool jni_array_set(JNIEnv *env, jobjectArray array, jsize at, sally_str span);
jobjectArray jni_spans(JNIEnv *env, const sally_str *spans, jsize count);

/* What a Java handle, a long, stands for: a door handle. */
static inline void *jni_handle(jlong handle) { return (void *)(uintptr_t)handle; }

/* jni_sign.c */
jint JNICALL jni_sign(JNIEnv *env, jclass natives, jlong signer, jboolean presign, jbyteArray packed, jint method,
                      jint url, jint headers, jint payload_hash, jint body, jbyteArray long_body, jlong time,
                      jlong expires, jbyteArray result, jint capacity);

/* jni_batch.c */
jbyteArray JNICALL jni_presign_url(JNIEnv *env, jclass natives, jlong signer, jlong common, jint method, jint headers,
                                   jint payload_hash, jlong time, jlong expires, jbyteArray url, jint from,
                                   jint length, jbyteArray expected, jint expected_length, jobject kept);
jlong JNICALL jni_presign_batch(JNIEnv *env, jclass natives, jlong signer, jlong common, jint method, jint headers,
                                jint payload_hash, jlong time, jlong expires, jlongArray urls, jobject kept);
jlong JNICALL jni_verify_batch(JNIEnv *env, jclass natives, jlong verifier, jlongArray signatures,
                               jlongArray documents, jlongArray audiences, jlong now, jobject kept);
void JNICALL jni_batch_column(JNIEnv *env, jclass natives, jlong batch, jbyteArray name, jlongArray out);
jintArray JNICALL jni_batch_codes(JNIEnv *env, jclass natives, jlong batch);
void JNICALL jni_batch_free(JNIEnv *env, jclass natives, jlong batch);
jlong JNICALL jni_address(JNIEnv *env, jclass natives, jobject buffer);
jobject JNICALL jni_memory(JNIEnv *env, jclass natives, jlong address, jlong size);

/* jni_calls.c */
jobjectArray JNICALL jni_request(JNIEnv *env, jclass natives, jlong client, jbyteArray method, jbyteArray url,
                                 jbyteArray headers, jbyteArray body, jbyteArray payload_hash, jlong timeout_ms,
                                 jobjectArray facts);
jobjectArray JNICALL jni_publish(JNIEnv *env, jclass natives, jlong publisher, jbyteArray topic, jbyteArray payload,
                                 jint qos, jboolean retain, jbyteArray content_type, jbyteArray response_topic,
                                 jbyteArray correlation_data, jbyteArray payload_format, jbyteArray user_properties,
                                 jlong message_expiry, jlong timeout_ms, jobjectArray facts);
jobjectArray JNICALL jni_verify(JNIEnv *env, jclass natives, jlong verifier, jbyteArray signature, jbyteArray document,
                                jbyteArray audience, jlong now);
jbyteArray JNICALL jni_audience(JNIEnv *env, jclass natives);
jobjectArray JNICALL jni_identity(JNIEnv *env, jclass natives, jlong metadata, jbyteArray audience);
jbyteArray JNICALL jni_get(JNIEnv *env, jclass natives, jlong metadata, jbyteArray path);

#endif
