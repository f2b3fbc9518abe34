/* door.c - the functions of sallyport.h that end in the core: find the core's
 * handle, then call the function of the same name. */
#include <time.h>

#include "door.h"

/* The core closed its handle after a panic; here it must not come back to life
 * by being built again in the child of a fork. */
static inline int32_t leave(int32_t code, const void *handle, enum door_kind kind) {
  if (UNLIKELY(code == SALLY_E_PANIC)) {
    door_close(handle, kind);
  }
  return code;
}

/* Signing needs the second. The kernel's coarse clock knows it, a tick late, and
 * is read in a tenth of the time that the core's clock takes. */
static inline const_sally_request *dated(const_sally_request *request, sally_request *own) {
  struct timespec now;
  if (request == NULL || request->size < sizeof *own || request->time != SALLY_NOW ||
      clock_gettime(CLOCK_REALTIME_COARSE, &now) != 0) {
    return request;
  }
  *own = *request;
  own->size = sizeof *own;
  own->time = now.tv_sec;
  return own;
}

/* ---- Signer ---- */

SALLY_API int32_t sally_signer_new(const_sally_options *options, sally_signer **out, sally_error *err) {
  return door_build(KIND_SIGNER, options, (void **)out, err);
}

SALLY_API int32_t sally_signer_sign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap,
                                    size_t *len, sally_signed *out, sally_error *err) {
  void *core;
  sally_request own;
  int32_t code = door_enter(signer, KIND_SIGNER, &core, err);
  return code != SALLY_OK ? code
                          : leave(door_core.signer_sign(core, dated(request, &own), buf, cap, len, out, err), signer,
                                  KIND_SIGNER);
}

SALLY_API int32_t sally_signer_presign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap,
                                       size_t *len, sally_signed *out, sally_error *err) {
  void *core;
  sally_request own;
  int32_t code = door_enter(signer, KIND_SIGNER, &core, err);
  return code != SALLY_OK ? code
                          : leave(door_core.signer_presign(core, dated(request, &own), buf, cap, len, out, err), signer,
                                  KIND_SIGNER);
}

SALLY_API int32_t sally_signer_presign_batch(sally_signer *signer, const_sally_request *request,
                                             const_sally_column *urls, sally_batch **out, sally_error *err) {
  void *core;
  int32_t code = door_enter(signer, KIND_SIGNER, &core, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_batch *batch;
  code = leave(door_core.signer_presign_batch(core, request, urls, &batch, err), signer, KIND_SIGNER);
  return code != SALLY_OK ? code : door_batch_wrap(batch, out, err);
}

SALLY_API void sally_signer_free(sally_signer *signer) { door_free(KIND_SIGNER, signer); }

/* ---- Client ---- */

SALLY_API int32_t sally_client_new(const_sally_options *options, sally_client **out, sally_error *err) {
  return door_build(KIND_CLIENT, options, (void **)out, err);
}

SALLY_API int32_t sally_client_do(sally_client *client, const_sally_request *request, sally_response **out,
                                  sally_error *err) {
  void *core;
  int32_t code = door_enter(client, KIND_CLIENT, &core, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_response *response;
  code = leave(door_core.client_do(core, request, &response, err), client, KIND_CLIENT);
  return code != SALLY_OK ? code : door_response_wrap(response, out, err);
}

SALLY_API void sally_client_free(sally_client *client) { door_free(KIND_CLIENT, client); }

/* ---- Publisher ---- */

SALLY_API int32_t sally_publisher_new(const_sally_options *options, sally_publisher **out, sally_error *err) {
  return door_build(KIND_PUBLISHER, options, (void **)out, err);
}

SALLY_API int32_t sally_publisher_publish(sally_publisher *publisher, const_sally_message *message,
                                          sally_response **out, sally_error *err) {
  void *core;
  int32_t code = door_enter(publisher, KIND_PUBLISHER, &core, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_response *response;
  code = leave(door_core.publisher_publish(core, message, &response, err), publisher, KIND_PUBLISHER);
  return code != SALLY_OK ? code : door_response_wrap(response, out, err);
}

SALLY_API void sally_publisher_free(sally_publisher *publisher) { door_free(KIND_PUBLISHER, publisher); }

/* ---- Verifier ---- */

SALLY_API int32_t sally_verifier_new(const_sally_options *options, sally_verifier **out, sally_error *err) {
  return door_build(KIND_VERIFIER, options, (void **)out, err);
}

SALLY_API int32_t sally_verifier_verify(sally_verifier *verifier, sally_str signature, sally_str document,
                                        sally_str audience, int64_t now, char *buf, size_t cap, size_t *len,
                                        sally_identity *out, sally_error *err) {
  void *core;
  int32_t code = door_enter(verifier, KIND_VERIFIER, &core, err);
  return code != SALLY_OK ? code
                          : leave(door_core.verifier_verify(core, signature, document, audience, now, buf, cap, len,
                                                            out, err),
                                  verifier, KIND_VERIFIER);
}

SALLY_API int32_t sally_verifier_verify_batch(sally_verifier *verifier, const_sally_column *signatures,
                                              const_sally_column *documents, const_sally_column *audiences,
                                              int64_t now, sally_batch **out, sally_error *err) {
  void *core;
  int32_t code = door_enter(verifier, KIND_VERIFIER, &core, err);
  if (code != SALLY_OK) {
    return code;
  }
  if (out == NULL) {
    return door_null(err, "out");
  }
  sally_batch *batch;
  code = leave(door_core.verifier_verify_batch(core, signatures, documents, audiences, now, &batch, err), verifier,
               KIND_VERIFIER);
  return code != SALLY_OK ? code : door_batch_wrap(batch, out, err);
}

SALLY_API void sally_verifier_free(sally_verifier *verifier) { door_free(KIND_VERIFIER, verifier); }

SALLY_API int32_t sally_audience_new(char *buf, size_t cap, size_t *len, sally_error *err) {
  int32_t code = door_core_load(err);
  return code != SALLY_OK ? code : door_core.audience_new(buf, cap, len, err);
}

/* ---- Metadata ---- */

SALLY_API int32_t sally_metadata_new(const_sally_options *options, sally_metadata **out, sally_error *err) {
  return door_build(KIND_METADATA, options, (void **)out, err);
}

SALLY_API int32_t sally_metadata_identity(sally_metadata *metadata, sally_str audience, char *buf, size_t cap,
                                          size_t *len, sally_str *document, sally_str *signature, sally_error *err) {
  void *core;
  int32_t code = door_enter(metadata, KIND_METADATA, &core, err);
  return code != SALLY_OK
             ? code
             : leave(door_core.metadata_identity(core, audience, buf, cap, len, document, signature, err), metadata,
                     KIND_METADATA);
}

SALLY_API int32_t sally_metadata_get(sally_metadata *metadata, sally_str path, char *buf, size_t cap, size_t *len,
                                     sally_str *out, sally_error *err) {
  void *core;
  int32_t code = door_enter(metadata, KIND_METADATA, &core, err);
  return code != SALLY_OK
             ? code
             : leave(door_core.metadata_get(core, path, buf, cap, len, out, err), metadata, KIND_METADATA);
}

SALLY_API void sally_metadata_free(sally_metadata *metadata) { door_free(KIND_METADATA, metadata); }
