/*
 * jni_wait.c - one thread of Java that waits for many calls: an epoll of the
 * descriptors of tickets. A ticket is taken out before it is freed, so that its
 * number is not another's by then.
 */
#include "jni_door.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define AT_ONCE 64

static void fail(JNIEnv *env, jclass natives, const char *what) {
  sally_error err;
  int number = errno;
  door_fail(&err, SALLY_E_INTERNAL, "%s: %s", what, strerror(number));
  err.detail = number;
  jni_fail(env, natives, &err);
}

jint JNICALL jni_waiter_open(JNIEnv *env, jclass natives) {
  int waiter = epoll_create1(EPOLL_CLOEXEC);
  if (waiter < 0) {
    fail(env, natives, "epoll_create1");
  }
  return waiter;
}

jint JNICALL jni_waiter_add(JNIEnv *env, jclass natives, jint waiter, jlong ticket) {
  sally_error err;
  int32_t descriptor;
  if (sally_call_fd(jni_handle(ticket), &descriptor, &err) != SALLY_OK) {
    jni_fail(env, natives, &err);
    return -1;
  }
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)ticket};
  if (epoll_ctl(waiter, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    fail(env, natives, "epoll_ctl");
  }
  return descriptor;
}

void JNICALL jni_waiter_remove(JNIEnv *env, jclass natives, jint waiter, jint descriptor) {
  (void)env;
  (void)natives;
  epoll_ctl(waiter, EPOLL_CTL_DEL, descriptor, NULL);
}

jint JNICALL jni_waiter_next(JNIEnv *env, jclass natives, jint waiter, jint ms, jlongArray tickets) {
  struct epoll_event events[AT_ONCE];
  jlong done[AT_ONCE];
  jsize room = (*env)->GetArrayLength(env, tickets);
  int count = epoll_wait(waiter, events, room < AT_ONCE ? room : AT_ONCE, ms);
  if (count < 0) {
    if (errno != EINTR) {
      fail(env, natives, "epoll_wait");
    }
    return 0;
  }
  for (int i = 0; i < count; i++) {
    done[i] = (jlong)events[i].data.u64;
  }
  (*env)->SetLongArrayRegion(env, tickets, 0, count, done);
  return count;
}

void JNICALL jni_waiter_close(JNIEnv *env, jclass natives, jint waiter) {
  (void)env;
  (void)natives;
  close(waiter);
}
