/* Measures calls through libsallyport.so: prints "name nanoseconds" lines, the
 * best of several rounds. Used by bench.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sallyport.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static sally_str str(const char *s) { return (sally_str){s, strlen(s)}; }

static void check(int32_t code, sally_error *err) {
  if (code != SALLY_OK) {
    fprintf(stderr, "%s: %s\n", sally_error_name(code), err->message);
    exit(1);
  }
}

static void set(sally_options *o, const char *key, const char *value) {
  sally_error err;
  check(sally_options_set(o, str(key), str(value), &err), &err);
}

/* A function of the core that does nothing but return: the least that a call of Go costs. */
static const char *(*find_empty(void))(void) {
  Dl_info door;
  char path[4096];
  if (dladdr((void *)sally_version, &door) == 0) return NULL;
  int folder = (int)(strrchr(door.dli_fname, '/') - door.dli_fname);
  snprintf(path, sizeof path, "%.*s/libsallyport-core.so", folder, door.dli_fname);
  void *core = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  return core == NULL ? NULL : (const char *(*)(void))dlsym(core, "sally_core_version");
}

static double lower(double best, double of_200) { return of_200 / 200 < best ? of_200 / 200 : best; }

int main(void) {
  sally_error err;
  sally_options *options;
  sally_signer *signer;
  char token[301] = "";
  while (strlen(token) < 300) strncat(token, "IQoJb3JpZ2luX2Vj", 300 - strlen(token));

  check(sally_options_new(&options, &err), &err);
  set(options, "credentials.access_key_id", "AKIDEXAMPLE");
  set(options, "credentials.secret_access_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  set(options, "credentials.session_token", token);
  set(options, "sign.region", "ap-northeast-1");
  set(options, "sign.service", "autoscaling-plans");
  double start = now();
  check(sally_signer_new(options, &signer, &err), &err);
  printf("first_call %.0f\n", now() - start);
  sally_options_free(options);

  sally_request request = SALLY_REQUEST_INIT;
  request.method = str("POST");
  request.url = str("https://autoscaling.ap-northeast-1.amazonaws.com/");
  request.headers = str("Content-Type: application/x-amz-json-1.1\n"
                        "X-Amz-Target: AnyScaleScalingPlannerFrontendService.DescribeScalingPlans\n");
  request.body = str("{\"MaxResults\":50}");
  request.time = 1767323045;
  char buf[8192];
  size_t len;
  sally_signed out;
  /* Who reads the second of a signature: the core, or the caller, from the clock that
   * costs least, as the door once did; each against the same with a time that is given. */
  sally_request dated = request, coarse = request;
  dated.time = SALLY_NOW;
  const char *(*empty)(void) = find_empty();
  if (empty == NULL) return 1;
  double floor = 1e18, best = 1e18, coarse_clock = 1e18, core_clock = 1e18;
  for (int round = 0; round < 2000; round++) {
    start = now();
    for (int i = 0; i < 200; i++) check(sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, &err), &err);
    best = lower(best, now() - start);
    start = now();
    for (int i = 0; i < 200; i++) check(sally_signer_sign(signer, &dated, buf, sizeof buf, &len, &out, &err), &err);
    core_clock = lower(core_clock, now() - start);
    start = now();
    for (int i = 0; i < 200; i++) {
      struct timespec t;
      clock_gettime(CLOCK_REALTIME_COARSE, &t);
      coarse.time = t.tv_sec;
      check(sally_signer_sign(signer, &coarse, buf, sizeof buf, &len, &out, &err), &err);
    }
    coarse_clock = lower(coarse_clock, now() - start);
    start = now();
    for (int i = 0; i < 200; i++) empty();
    floor = lower(floor, now() - start);
  }
  printf("empty %.1f\nsign %.1f\ncoarse_clock %.1f\ncore_clock %.1f\n", floor, best,
         coarse_clock > best ? coarse_clock - best : 0, core_clock - best);
  sally_signer_free(signer);
  return 0;
}
