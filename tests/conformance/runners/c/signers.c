#include "signers.h"

#include <stdlib.h>
#include <string.h>

typedef struct kept {
  struct kept *next;
  sally_signer *signer;
  size_t len;
  char options[];
} kept;

static kept *signers;

static int is_option(text key) {
  return (key.len >= 7 && memcmp(key.data, "option:", 7) == 0) || (key.len >= 4 && memcmp(key.data, "key:", 4) == 0);
}

/* The options of a call in one piece, each text behind its length; how long that is. */
static size_t write_options(const frame *call, char *out) {
  size_t len = 0;
  for (uint32_t i = 1; i + 1 < call->count; i += 2) {
    if (!is_option(call->strings[i])) continue;
    for (uint32_t k = i; k <= i + 1; k++) {
      text t = call->strings[k];
      if (out) memcpy(out + len, &t.len, sizeof t.len);
      len += sizeof t.len;
      if (out && t.len) memcpy(out + len, t.data, t.len);
      len += t.len;
    }
  }
  return len;
}

int32_t signer_of(const frame *call, const sally_options *options, sally_signer **out, sally_error *err) {
  if (!options) return sally_signer_new(options, out, err);
  size_t len = write_options(call, NULL);
  kept *wanted = malloc(sizeof *wanted + len);
  if (!wanted) abort();
  wanted->len = len;
  write_options(call, wanted->options);
  int32_t code = SALLY_OK;
  kept *found = signers;
  while (found && (found->len != len || memcmp(found->options, wanted->options, len) != 0)) found = found->next;
  if (!found && (code = sally_signer_new(options, &wanted->signer, err)) == SALLY_OK) {
    wanted->next = signers;
    signers = found = wanted;
  }
  if (found) *out = found->signer;
  if (found != wanted) free(wanted);
  return code;
}

void signers_free(void) {
  while (signers) {
    kept *next = signers->next;
    sally_signer_free(signers->signer);
    free(signers);
    signers = next;
  }
}
