/*
 * jni_wait.c - one thread of Java that waits for many calls. What it gets are
 * tickets; one may have been freed by then, and its number is no other's.
 */
#include "jni_door.h"

#define AT_ONCE 64

void JNICALL jni_waiter_add(JNIEnv *env, jclass natives, jlong ticket) {
  sally_error err;
  if (door_call_watch(jni_handle(ticket), &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
  }
}

jint JNICALL jni_waiter_next(JNIEnv *env, jclass natives, jint ms, jlongArray tickets) {
  uint64_t done[AT_ONCE];
  jsize room = (*env)->GetArrayLength(env, tickets);
  sally_error err;
  int32_t count = 0;
  if (door_call_ended(ms, done, room < AT_ONCE ? (size_t)room : AT_ONCE, &count, &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
    return 0;
  }
  (*env)->SetLongArrayRegion(env, tickets, 0, count, (const jlong *)done);
  return count;
}
