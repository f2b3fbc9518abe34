/*
 * refresh.c - the typed functions that wait for credentials which have an end; see
 * door.c for the others.
 */
#include "typed.h"

SALLY_API int32_t sally_signer_refresh(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_renewal *out,
                                       sally_error *err) {
  sally_call call = CALL(SIGNER_REFRESH, signer);
  return fill(&call, buf, cap, len, out, SALLY_LIST_RENEWAL_COUNT, err);
}

SALLY_API int32_t sally_signer_refresh_start(sally_signer *signer, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(SIGNER_REFRESH, signer);
  return sally_call_start(&call, out, err);
}

SALLY_API int32_t sally_publisher_refresh(sally_publisher *publisher, char *buf, size_t cap, size_t *len,
                                          sally_renewal *out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_REFRESH, publisher);
  return fill(&call, buf, cap, len, out, SALLY_LIST_RENEWAL_COUNT, err);
}

SALLY_API int32_t sally_publisher_refresh_start(sally_publisher *publisher, sally_ticket **out, sally_error *err) {
  sally_call call = CALL(PUBLISHER_REFRESH, publisher);
  return sally_call_start(&call, out, err);
}
