/* A core of another version: all functions, none of which is ever called. */
#ifndef FUNCTION
#define FUNCTION(name) \
  void sally_##name(void) {}
#endif
FUNCTION(signer_new) FUNCTION(signer_sign) FUNCTION(signer_presign)
FUNCTION(signer_presign_batch) FUNCTION(signer_free)
FUNCTION(client_new) FUNCTION(client_do) FUNCTION(client_free)
FUNCTION(publisher_new) FUNCTION(publisher_publish) FUNCTION(publisher_free)
FUNCTION(verifier_new) FUNCTION(verifier_verify) FUNCTION(verifier_verify_batch) FUNCTION(verifier_free) FUNCTION(audience_new)
FUNCTION(metadata_new) FUNCTION(metadata_identity) FUNCTION(metadata_get) FUNCTION(metadata_free)
const char *sally_core_version(void) { return "9.9.9"; }
