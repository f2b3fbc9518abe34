/* check.h - what the C tests share. */
#ifndef CHECK_H
#define CHECK_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sallyport.h"

/* Ends the program unless a condition holds. */
#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      fflush(stdout);                                                 \
      _exit(1);                                                       \
    }                                                                 \
  } while (0)

/* Ends the program unless a call gives a code. */
#define EXPECT(want, call) expect((want), (call), #call, __FILE__, __LINE__)
#define OK(call) EXPECT(SALLY_OK, call)

static sally_error error; /* for the last parameter of calls */

static inline void expect(int32_t want, int32_t got, const char *call, const char *file, int line) {
  if (want != got) {
    printf("%s:%d: %s gave %s, not %s: %s\n", file, line, call, sally_error_name(got), sally_error_name(want),
           got == SALLY_OK ? "" : error.message);
    fflush(stdout);
    _exit(1);
  }
}

static inline sally_str text(const char *s) { return (sally_str){s, strlen(s)}; }

/* Options from "key", "value", ..., NULL. */
static inline sally_options *options_of(const char *const *keys_and_values) {
  sally_options *options;
  OK(sally_options_new(&options, &error));
  for (; *keys_and_values != NULL; keys_and_values += 2) {
    OK(sally_options_set(options, text(keys_and_values[0]), text(keys_and_values[1]), &error));
  }
  return options;
}
#define OPTIONS(...) options_of((const char *const[]){__VA_ARGS__, NULL})

#define CREDENTIALS \
  "credentials.access_key_id", "AKIDEXAMPLE", "credentials.secret_access_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

static inline sally_signer *new_signer(void) {
  sally_options *options = OPTIONS(CREDENTIALS);
  sally_signer *signer;
  OK(sally_signer_new(options, &signer, &error));
  sally_options_free(options);
  return signer;
}

/* A request with a known signature (the example of the AWS documentation). */
static inline sally_request known_request(void) {
  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("GET");
  request.url = text("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
  request.headers = text("Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n");
  request.time = 1440938160;
  return request;
}

/* Signs the known request; true if the signature is right. */
static inline int32_t sign(sally_signer *signer, sally_error *err) {
  static const char known[] = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
  sally_request request = known_request();
  sally_signed out;
  char buf[4096];
  size_t len;
  int32_t code = sally_signer_sign(signer, &request, buf, sizeof buf, &len, &out, err);
  if (code == SALLY_OK) {
    CHECK(out.signature.len == 64 && memcmp(out.signature.data, known, 64) == 0);
  }
  return code;
}

/* How many cores are mapped. */
static inline int cores(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  int n = 0;
  while (fgets(line, sizeof line, maps) != NULL) n += strstr(line, "sallyport-core") && strstr(line, " r-xp ");
  fclose(maps);
  return n;
}

/* How many entries a directory has, the names with a dot left out. */
static inline int entries(const char *directory) {
  DIR *all = opendir(directory);
  CHECK(all != NULL);
  int n = 0;
  for (struct dirent *e; (e = readdir(all)) != NULL;) n += e->d_name[0] != '.';
  closedir(all);
  return n;
}

/* Whether no more descriptors than before are left. It waits for other threads: the core
 * closes connections in its own, and a new one has a file of the C library open for a
 * moment, which reads there how many processors there are. */
static inline bool descriptors_end_at(int before) {
  for (int i = 0; i < 500 && entries("/proc/self/fd") > before; i++) usleep(10000);
  return entries("/proc/self/fd") <= before;
}

/* Runs body in a child and checks that it ends well within a minute. */
#define IN_CHILD(body)                                                             \
  do {                                                                             \
    fflush(stdout);                                                                \
    pid_t child = fork();                                                          \
    CHECK(child >= 0);                                                             \
    if (child == 0) {                                                              \
      alarm(60);                                                                   \
      body;                                                                        \
      fflush(stdout);                                                              \
      _exit(0);                                                                    \
    }                                                                              \
    ended_well(child, __FILE__, __LINE__);                                         \
  } while (0)

static inline void ended_well(pid_t child, const char *file, int line) {
  int status;
  while (waitpid(child, &status, 0) < 0) {
  }
  if (status != 0) {
    printf("%s:%d: the child ended with %s %d\n", file, line, WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    fflush(stdout);
    _exit(1);
  }
}

#endif
