/* A body in chunks, as a client signs it, a server verifies it and a gateway signs it anew. */
#include "check.h"

enum { SIZE = 20000, CHUNK = 8192 };

static char body[SIZE], wire[SIZE + 4096];
static size_t on_wire, chunk = CHUNK;
static int64_t moment = SALLY_NOW;
static char head[8192], memory[2][2048];
static size_t len;

static void put(sally_str piece) {
  CHECK(on_wire + piece.len <= sizeof wire);
  memcpy(wire + on_wire, piece.data, piece.len);
  on_wire += piece.len;
}

/* Chunk by chunk, the last without data. */
static void send(sally_signer *signer, sally_str state) {
  on_wire = 0;
  for (size_t at = 0, turn = 0, more = 1; more; turn = 1 - turn) {
    sally_str data = {body + at, SIZE - at < chunk ? SIZE - at : chunk};
    sally_frame frame;
    OK(sally_signer_next_chunk(signer, state, data, SALLY_NOW, memory[turn], sizeof memory[turn], &len, &frame, &error));
    put(frame.head);
    if (data.len > 0) put(data);
    put(frame.tail);
    state = frame.state;
    at += data.len;
    more = data.len > 0;
  }
}

static size_t number(sally_str digits) { /* with no NUL behind it */
  size_t n = 0;
  for (size_t i = 0; i < digits.len; i++) n = n * 10 + (size_t)(digits.data[i] - '0');
  return n;
}

/* Takes what is on the wire apart, given in pieces of step bytes. */
static int32_t receive(sally_request_verifier *verifier, sally_str state, sally_str secret, size_t step) {
  size_t from = 0, to = 0, got = 0, turn = 0;
  for (;;) {
    sally_piece piece;
    int32_t code = sally_request_verifier_next_chunk(verifier, state, (sally_str){wire + from, to - from}, secret,
                                                     to == on_wire, moment, memory[turn], sizeof memory[turn], &len,
                                                     &piece, &error);
    if (code != SALLY_OK) return code;
    size_t used = number(piece.used), start = number(piece.start), end = number(piece.end);
    CHECK(used <= to - from && start <= end && end <= used && got + end - start <= SIZE);
    CHECK(memcmp(body + got, wire + from + start, end - start) == 0);
    got += end - start;
    from += used;
    state = piece.state;
    turn = 1 - turn;
    if (used > 0) continue;
    if (number(piece.wants) == 0) break;
    CHECK(to < on_wire); /* nothing is wanted that cannot come */
    to = on_wire - to < step ? on_wire : to + step;
  }
  CHECK(got == SIZE && from == on_wire);
  return SALLY_OK;
}

int main(void) {
  static const char secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", other[] = "the gateway's own";
  for (size_t i = 0; i < SIZE; i++) body[i] = (char)(i * 7);
  sally_signer *client = new_signer(), *gateway;
  sally_options *options = OPTIONS("credentials.access_key_id", "AKIDGATEWAY", "credentials.secret_access_key", other);
  OK(sally_signer_new(options, &gateway, &error));
  sally_options_free(options);
  sally_request_verifier *verifier;
  options = OPTIONS(NULL);
  OK(sally_request_verifier_new(options, &verifier, &error));
  sally_options_free(options);

  sally_request request = SALLY_REQUEST_INIT;
  request.method = text("PUT");
  request.url = text("https://bucket.s3.eu-west-1.amazonaws.com/key");
  sally_chunked signed_head;
  OK(sally_signer_sign_chunks(client, &request, SIZE, CHUNK, head, sizeof head, &len, &signed_head, &error));
  send(client, signed_head.state);

  request.url = signed_head.url;
  request.headers = signed_head.headers;
  sally_verified verified;
  char proof[4096], again[8192];
  OK(sally_request_verifier_verify(verifier, &request, text(secret), text(""), proof, sizeof proof, &len, &verified, &error));
  for (size_t step = 1; step < sizeof wire; step = step * 10 + 1) OK(receive(verifier, verified.state, text(secret), step));
  EXPECT(SALLY_E_CHUNK_MISMATCH, receive(verifier, verified.state, text(other), 4096));
  wire[CHUNK + 300] ^= 1;
  EXPECT(SALLY_E_CHUNK_MISMATCH, receive(verifier, verified.state, text(secret), 4096));
  on_wire = CHUNK;
  EXPECT(SALLY_E_CHUNK_MALFORMED, receive(verifier, verified.state, text(secret), 4096));

  OK(sally_signer_resign_chunks(gateway, &request, text("https://other.s3.eu-west-1.amazonaws.com"), CHUNK, again,
                                sizeof again, &len, &signed_head, &error));
  send(gateway, signed_head.state);
  request.url = signed_head.url;
  request.headers = signed_head.headers;
  OK(sally_request_verifier_verify(verifier, &request, text(other), text(""), proof, sizeof proof, &len, &verified, &error));
  OK(receive(verifier, verified.state, text(other), 777));

  /* An event stream of one message, which is the body, and of its end. */
  request.method = text("POST");
  request.url = text("https://transcribestreaming.eu-west-1.amazonaws.com/stream-transcription");
  request.headers = text("");
  request.payload_hash = text("STREAMING-AWS4-HMAC-SHA256-EVENTS");
  OK(sally_signer_sign_chunks(client, &request, 0, 0, head, sizeof head, &len, &signed_head, &error));
  chunk = SIZE;
  send(client, signed_head.state);
  request.url = signed_head.url;
  request.headers = signed_head.headers;
  OK(sally_request_verifier_verify(verifier, &request, text(secret), text(""), proof, sizeof proof, &len, &verified, &error));
  for (size_t step = 1; step < sizeof wire; step = step * 10 + 1) OK(receive(verifier, verified.state, text(secret), step));
  moment = 1;
  EXPECT(SALLY_E_REQUEST_TIME_SKEWED, receive(verifier, verified.state, text(secret), 4096));
  moment = SALLY_NOW;
  OK(sally_signer_resign_chunks(gateway, &request, text("https://other.example"), 0, again, sizeof again, &len,
                                &signed_head, &error));
  send(gateway, signed_head.state);
  request.url = signed_head.url;
  request.headers = signed_head.headers;
  OK(sally_request_verifier_verify(verifier, &request, text(other), text(""), proof, sizeof proof, &len, &verified, &error));
  OK(receive(verifier, verified.state, text(other), 777));
  wire[SIZE / 2] ^= 1;
  EXPECT(SALLY_E_CHUNK_MALFORMED, receive(verifier, verified.state, text(other), 777));

  sally_request_verifier_free(verifier);
  sally_signer_free(gateway);
  sally_signer_free(client);
  return 0;
}
