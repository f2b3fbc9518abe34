/* jni.c - registration of the natives of io.sallyport.Natives, and what they share. */
#include "jni_door.h"

#include <stdlib.h>
#include <string.h>

/* Natives, by the name that Loader gave, and its fail; the class lives as long
 * as its natives can be called. */
static char natives_name[512];
static jmethodID fail_method;

/* ---- Arrays and errors --------------------------------------------------- */

jbyteArray jni_bytes(JNIEnv *env, sally_str span) {
  if (span.len > INT32_MAX) {
    (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/OutOfMemoryError"), "over 2 GiB");
    return NULL;
  }
  jbyteArray array = (*env)->NewByteArray(env, (jsize)span.len);
  if (array != NULL && span.len > 0) {
    (*env)->SetByteArrayRegion(env, array, 0, (jsize)span.len, (const jbyte *)span.data);
  }
  return array;
}

jobjectArray jni_spans(JNIEnv *env, const sally_str *spans, jsize count) {
  jclass type = (*env)->FindClass(env, "[B");
  jobjectArray array = type == NULL ? NULL : (*env)->NewObjectArray(env, count, type, NULL);
  (*env)->DeleteLocalRef(env, type);
  for (jsize i = 0; array != NULL && i < count; i++) {
    jbyteArray bytes = jni_bytes(env, spans[i]);
    if (bytes == NULL) {
      return NULL;
    }
    (*env)->SetObjectArrayElement(env, array, i, bytes);
    (*env)->DeleteLocalRef(env, bytes);
  }
  return array;
}

bool jni_borrow(JNIEnv *env, jbyteArray array, sally_str *out) {
  *out = (sally_str){NULL, 0};
  if (array == NULL) {
    return true;
  }
  jsize len = (*env)->GetArrayLength(env, array);
  char *bytes = malloc((size_t)len + 1);
  if (bytes == NULL) {
    jni_no_memory(env, (*env)->FindClass(env, natives_name));
    return false;
  }
  (*env)->GetByteArrayRegion(env, array, 0, len, (jbyte *)bytes);
  *out = (sally_str){bytes, (size_t)len};
  return true;
}

void jni_return(sally_str span) {
  if (span.data != NULL) {
    door_wipe((char *)span.data, span.len);
    free((char *)span.data);
  }
}

void jni_fail(JNIEnv *env, jclass natives, const sally_error *err) {
  const char *why = sally_error_cause(err);
  jbyteArray message = jni_bytes(env, (sally_str){err->message, strlen(err->message)});
  jbyteArray cause = message == NULL ? NULL : jni_bytes(env, (sally_str){why, strlen(why)});
  if (cause != NULL) {
    (*env)->CallStaticVoidMethod(env, natives, fail_method, (jint)err->code, (jint)err->detail, message, cause);
  }
}

void jni_no_memory(JNIEnv *env, jclass natives) {
  sally_error err;
  door_fail(&err, SALLY_E_OUT_OF_MEMORY, "no memory for the arguments or the result of a call");
  jni_fail(env, natives, &err);
}

/* ---- Handles --------------------------------------------------------------- */

static jbyteArray JNICALL version(JNIEnv *env, jclass natives) {
  (void)natives;
  return jni_bytes(env, (sally_str){sally_version(), strlen(sally_version())});
}

/* What cannot start now says so in the call that needs it. */
static void JNICALL start_core(JNIEnv *env, jclass natives) {
  (void)env;
  (void)natives;
  door_core_load(NULL);
}

static void JNICALL runtime_set(JNIEnv *env, jclass natives, jbyteArray key, jbyteArray value) {
  sally_str key_span, value_span;
  sally_error err;
  if (!jni_borrow(env, key, &key_span)) {
    return;
  }
  if (jni_borrow(env, value, &value_span)) {
    if (sally_runtime_set(key_span, value_span, &err) != SALLY_OK) {
      jni_fail(env, natives, &err);
    }
    jni_return(value_span);
  }
  jni_return(key_span);
}

static bool set_option(JNIEnv *env, jclass natives, sally_options *options, jobjectArray pairs, jsize at) {
  jbyteArray key = (*env)->GetObjectArrayElement(env, pairs, at);
  jbyteArray value = (*env)->GetObjectArrayElement(env, pairs, at + 1);
  sally_str key_span = {NULL, 0}, value_span = {NULL, 0};
  bool done = jni_borrow(env, key, &key_span) && jni_borrow(env, value, &value_span);
  sally_error err;
  int32_t code = done ? sally_options_set(options, key_span, value_span, &err) : SALLY_OK;
  jni_return(key_span);
  jni_return(value_span);
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
  (*env)->DeleteLocalRef(env, key);
  (*env)->DeleteLocalRef(env, value);
  return done && code == SALLY_OK;
}

static jlong JNICALL create(JNIEnv *env, jclass natives, jint kind, jobjectArray pairs) {
  sally_options *options = NULL;
  sally_error err;
  void *handle = NULL;
  int32_t code = sally_options_new(&options, &err);
  if (code == SALLY_OK) {
    jsize count = (*env)->GetArrayLength(env, pairs);
    for (jsize i = 0; i + 1 < count; i += 2) {
      if (!set_option(env, natives, options, pairs, i)) {
        sally_options_free(options);
        return 0;
      }
    }
    code = sally_new((uint32_t)kind, options, &handle, &err);
    sally_options_free(options);
  }
  if (code != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  return (jlong)(uintptr_t)handle;
}

static void JNICALL release(JNIEnv *env, jclass natives, jint kind, jlong handle) {
  (void)env;
  (void)natives;
  sally_free((uint32_t)kind, jni_handle(handle));
}

/* ---- Registration ------------------------------------------------------------ */

#define BYTES "[B"
#define ARRAY "[[B"
#define NUMBERS "[J"
#define NATIVE(name, signature, function) {(char *)name, (char *)signature, (void *)function}

static const JNINativeMethod methods[] = {
    NATIVE("version", "()" BYTES, version),
    NATIVE("startCore", "()V", start_core),
    NATIVE("runtimeSet", "(" BYTES BYTES ")V", runtime_set),
    NATIVE("create", "(I" ARRAY ")J", create),
    NATIVE("free", "(IJ)V", release),
    NATIVE("call", "(IJ" ARRAY NUMBERS ")" ARRAY, jni_call),
    NATIVE("open", "(IJ" ARRAY NUMBERS ")J", jni_open),
    NATIVE("batch", "(IJ" ARRAY NUMBERS "[" NUMBERS "Ljava/lang/Object;)J", jni_batch),
    NATIVE("start", "(IJ" ARRAY NUMBERS "Z)J", jni_start),
    NATIVE("finish", "(IJJ" NUMBERS ")" ARRAY, jni_finish),
    NATIVE("finishInto", "(IJJ[BI)I", jni_finish_into),
    NATIVE("cancel", "(J)V", jni_cancel),
    NATIVE("freeTicket", "(J)V", jni_free_ticket),
    NATIVE("sign", "(JZ" BYTES "IIIII" BYTES "JJ" BYTES "I)I", jni_sign),
    NATIVE("batchColumn", "(J" BYTES NUMBERS ")V", jni_batch_column),
    NATIVE("batchCodes", "(J)[I", jni_batch_codes),
    NATIVE("batchFree", "(J)V", jni_batch_free),
    NATIVE("address", "(Ljava/nio/ByteBuffer;)J", jni_address),
    NATIVE("memory", "(JJ)Ljava/nio/ByteBuffer;", jni_memory),
    NATIVE("waiterAdd", "(J)V", jni_waiter_add),
    NATIVE("waiterNext", "(I" NUMBERS ")I", jni_waiter_next),
};

/*
 * The class that wants the natives, as io.sallyport.Loader says by a system
 * property while it loads this file. Build tools that put libraries into one jar
 * rename classes. Without the property nobody asked: a JVM calls JNI_OnLoad also
 * for a library of somebody else that links this one.
 */
static bool class_name(JNIEnv *env) {
  jclass system = (*env)->FindClass(env, "java/lang/System");
  jmethodID property = system == NULL ? NULL
                                      : (*env)->GetStaticMethodID(env, system, "getProperty",
                                                                  "(Ljava/lang/String;)Ljava/lang/String;");
  jstring key = property == NULL ? NULL : (*env)->NewStringUTF(env, "sallyport.natives");
  jstring value = key == NULL ? NULL : (*env)->CallStaticObjectMethod(env, system, property, key);
  if ((*env)->ExceptionCheck(env) || value == NULL) {
    return false;
  }
  const char *text = (*env)->GetStringUTFChars(env, value, NULL);
  size_t len = text == NULL ? sizeof natives_name : strlen(text);
  for (size_t i = 0; i <= len && len < sizeof natives_name; i++) {
    natives_name[i] = text[i] == '.' ? '/' : text[i];
  }
  if (text != NULL) {
    (*env)->ReleaseStringUTFChars(env, value, text);
  }
  return len < sizeof natives_name;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  JNIEnv *env;
  (void)reserved;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_6) != JNI_OK) {
    return JNI_ERR;
  }
  if (!class_name(env)) {
    return JNI_VERSION_1_6;
  }
  jclass natives = (*env)->FindClass(env, natives_name);
  if (natives == NULL || (*env)->RegisterNatives(env, natives, methods, sizeof methods / sizeof *methods) != JNI_OK) {
    return JNI_ERR; /* the exception says why */
  }
  fail_method = (*env)->GetStaticMethodID(env, natives, "fail", "(II[B[B)V");
  return fail_method == NULL ? JNI_ERR : JNI_VERSION_1_6;
}
