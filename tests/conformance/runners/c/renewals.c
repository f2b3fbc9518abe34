#include "renewals.h"

#include "batch.h"
#include "tickets.h"

void run_refresh(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_renewal out;
  size_t len;
  int32_t code = sally_signer_new(options, &signer, &err);
  if (code == SALLY_OK && started(call)) {
    code = sally_signer_refresh_start(signer, &ticket, &err);
    code = finish(code, ticket, &response, &err);
    if (code == SALLY_OK)
      out = (sally_renewal){info(response, "access_key_id"), info(response, "expires"), info(response, "source")};
  } else if (code == SALLY_OK)
    code = sally_signer_refresh(signer, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    static char said[1 << 14], untimed[1 << 14];
    sally_str lines = {said, 0};
    size_t at = 0;
    if (sally_signer_log(signer, said, sizeof said, &len, &lines, &err) != SALLY_OK) lines.len = 0;
    for (size_t i = 0, text = 0; i < lines.len; i++) {
      if (text) untimed[at++] = lines.data[i];
      text = lines.data[i] == '\n' ? 0 : text || lines.data[i] == ' ';
    }
    answer_begin("ok", 4);
    field("access_key_id", out.access_key_id);
    field("expires", out.expires);
    field("source", out.source);
    field("log", (sally_str){untimed, at});
  }
  sally_response_free(response);
  sally_signer_free(signer);
}

void run_session(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_challenge challenge;
  sally_issued out;
  size_t len;
  int64_t time = integer(call, "time", 0);
  int32_t code = sally_signer_new(options, &signer, &err);
  if (code == SALLY_OK)
    code = sally_signer_prepare_session(signer, time, buffer, sizeof buffer, &len, &challenge, &err);
  if (code == SALLY_OK && started(call)) {
    code = sally_signer_create_session_start(signer, span(call, "signature"), time, &ticket, &err);
    code = finish(code, ticket, &response, &err);
    if (code == SALLY_OK) out.access_key_id = info(response, "access_key_id");
  } else if (code == SALLY_OK)
    code = sally_signer_create_session(signer, span(call, "signature"), time, buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 1);
    field("access_key_id", out.access_key_id);
  }
  sally_response_free(response);
  sally_signer_free(signer);
}

void run_role(const frame *call, const sally_options *options) {
  sally_error err;
  sally_signer *signer = NULL;
  sally_response *response = NULL;
  sally_ticket *ticket = NULL;
  sally_device device;
  sally_issued out;
  size_t len;
  static char asked[1024];
  int32_t code = sally_signer_new(options, &signer, &err);
  if (code == SALLY_OK) code = sally_signer_mfa_device(signer, asked, sizeof asked, &len, &device, &err);
  if (code == SALLY_OK && started(call)) {
    code = sally_signer_assume_role_start(signer, span(call, "code"), &ticket, &err);
    code = finish(code, ticket, &response, &err);
    if (code == SALLY_OK) out.access_key_id = info(response, "access_key_id");
  } else if (code == SALLY_OK)
    code = sally_signer_assume_role(signer, span(call, "code"), buffer, sizeof buffer, &len, &out, &err);
  if (code != SALLY_OK) {
    failed(code, &err);
  } else {
    answer_begin("ok", 3);
    field("access_key_id", out.access_key_id);
    field("serial", device.serial);
    field("region", device.region);
  }
  sally_response_free(response);
  sally_signer_free(signer);
}
