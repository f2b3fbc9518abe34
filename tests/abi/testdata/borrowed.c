/* One object signs and verifies many requests, all of which lie in the same memory one after
 * another: what it keeps of one may not change the next. */
#include "check.h"

enum { TURNS = 600, ROOM = 8192, SINCE = 1767355200 };

static const char *const hosts[] = {"b.s3.eu-west-1.amazonaws.com", "b.s3.us-west-2.amazonaws.com", "b.s3.us-west-1.amazonaws.com",
                                    "sqs.eu-west-1.amazonaws.com",  "sns.eu-west-1.amazonaws.com",  "abcdefghij.execute-api.eu-west-1.amazonaws.com",
                                    "iam.amazonaws.com"};
static const char *const buckets[] = {"b.oss-cn-hangzhou.aliyuncs.com", "c.oss-cn-hangzhou.aliyuncs.com", "c.oss-cn-shanghai.aliyuncs.com"};
static const char *const services[] = {"ecs.aliyuncs.com", "ram.aliyuncs.com", "sts.aliyuncs.com"};
static const char *const projects[] = {"service.cn-hangzhou.maxcompute.aliyun.com", "service.cn-shanghai.maxcompute.aliyun.com"};
static const char *const paths[] = {"/k", "/l", "/a/key?x=1&y=2", "/b/key?x=1&y=2", "/a/key?y=3&x=1"};
static const char *const headers[] = {"", "X-Amz-Meta-A: 1\r\n", "X-Amz-Meta-A: 2\r\n", "X-Amz-Meta-B: 1\r\nContent-Type: text/plain\r\n"};
static const char action[] = "x-acs-action: A\r\nx-acs-version: 2014-05-26\r\nx-acs-signature-nonce: 3156853299f313e2\r\n";

static const struct {
  const char *name;
  const char *const *hosts;
  unsigned count;
  bool presigns;
} schemes[] = {
    {"aws4", hosts, sizeof hosts / sizeof *hosts, true},
    {"aws4a", hosts, sizeof hosts / sizeof *hosts, true}, /* whose signatures differ from one to the next */
    {"oss4", buckets, sizeof buckets / sizeof *buckets, true},
    {"acs3", services, sizeof services / sizeof *services, false},
    {"odps4", projects, sizeof projects / sizeof *projects, false},
};

static char borrowed[ROOM], kept[ROOM], made[ROOM], expected[ROOM], again[ROOM], scratch[ROOM];
static size_t at, len;
static unsigned seed = 1;

static unsigned any(unsigned count) {
  seed = seed * 1103515245u + 12345u;
  return (seed >> 16) % count;
}

/* A text in memory of the caller, which the next request will lie in. */
static sally_str lend(sally_str s) {
  CHECK(at + s.len <= sizeof borrowed);
  memcpy(borrowed + at, s.data, s.len);
  sally_str lent = {borrowed + at, s.len};
  at += s.len;
  return lent;
}

static sally_request lend_request(const sally_request *r) {
  sally_request lent = *r;
  at = 0;
  lent.method = lend(r->method);
  lent.url = lend(r->url);
  lent.headers = lend(r->headers);
  lent.body = lend(r->body);
  return lent;
}

static void take_back(void) { memset(borrowed, '!', sizeof borrowed); }

static bool same(sally_str a, sally_str b) { return a.len == b.len && memcmp(a.data, b.data, a.len) == 0; }

static sally_signer *signer_of(const char *scheme) {
  sally_options *options = OPTIONS(CREDENTIALS, "credentials.session_token", "a.token", "sign.scheme", scheme);
  sally_signer *signer;
  OK(sally_signer_new(options, &signer, &error));
  sally_options_free(options);
  return signer;
}

static sally_request any_request(unsigned scheme) {
  sally_request r = SALLY_REQUEST_INIT;
  r.method = text(any(2) ? "GET" : "PUT");
  sally_str lines = text(scheme == 3 ? action : headers[any(4)]);
  int n = snprintf(kept, sizeof kept, "https://%s%s", schemes[scheme].hosts[any(schemes[scheme].count)], paths[any(5)]);
  r.url = (sally_str){kept, (size_t)n};
  r.headers = lines;
  r.body = text(any(2) ? "" : any(2) ? "body" : "data");
  r.time = SINCE + any(2) * 86400 + any(2);
  return r;
}

/* What an object made of borrowed memory, beside what a new one makes of memory that stays. */
static void compare(const char *what, const sally_signed *got, const sally_signed *want, bool signature) {
  bool right = same(got->string_to_sign, want->string_to_sign);
  if (signature) right = right && same(got->signature, want->signature) && same(got->url, want->url);
  if (!right) {
    printf("%s: %.*s\nand not\n%.*s\n", what, (int)got->canonical_request.len, got->canonical_request.data,
           (int)want->canonical_request.len, want->canonical_request.data);
    printf("%.*s\nand not\n%.*s\n", (int)got->string_to_sign.len, got->string_to_sign.data, (int)want->string_to_sign.len,
           want->string_to_sign.data);
    CHECK(false);
  }
}

static void verify(sally_request_verifier *verifier, const sally_request *r, const sally_signed *made_of) {
  static char proof[ROOM];
  sally_request in = *r, lent;
  sally_verified verified;
  in.url = made_of->url;
  in.headers = made_of->headers;
  lent = lend_request(&in);
  sally_str secret = lend(text("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")), token = lend(text("a.token"));
  sally_claimed claim;
  OK(sally_request_verifier_read(verifier, &lent, scratch, sizeof scratch, &len, &claim, &error));
  OK(sally_request_verifier_verify(verifier, &lent, secret, token, proof, sizeof proof, &len, &verified, &error));
  take_back();
  CHECK(same(verified.access_key_id, text("AKIDEXAMPLE")) && same(verified.region, claim.region) && same(verified.date, claim.date));
  in.method = text("POST"); /* which was not signed */
  lent = lend_request(&in);
  secret = lend(text("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
  EXPECT(SALLY_E_REQUEST_SIGNATURE_WRONG,
         sally_request_verifier_verify(verifier, &lent, secret, text(""), proof, sizeof proof, &len, &verified, &error));
  take_back();
}

static void turn(unsigned scheme, sally_signer *signer, sally_request_verifier *verifier) {
  bool steady = scheme != 1;
  sally_request r = any_request(scheme), lent = lend_request(&r);
  sally_signed got, want;
  sally_signer *fresh = signer_of(schemes[scheme].name);
  bool presigned = schemes[scheme].presigns && any(3) == 0;
  if (presigned) {
    r.headers = lent.headers = text("");
    OK(sally_signer_presign(signer, &lent, made, sizeof made, &len, &got, &error));
    OK(sally_signer_presign(fresh, &r, expected, sizeof expected, &len, &want, &error));
  } else {
    OK(sally_signer_sign(signer, &lent, made, sizeof made, &len, &got, &error));
    OK(sally_signer_sign(fresh, &r, expected, sizeof expected, &len, &want, &error));
  }
  take_back();
  compare(schemes[scheme].name, &got, &want, steady);
  verify(verifier, &r, &got);

  sally_request in = r;
  in.url = got.url;
  in.headers = got.headers;
  lent = lend_request(&in);
  sally_str origin = lend(text("https://"));
  origin.len += lend(text(schemes[scheme].hosts[any(schemes[scheme].count)])).len;
  memcpy(scratch, origin.data, origin.len);
  sally_str stays = {scratch, origin.len};
  OK(sally_signer_resign(signer, &lent, origin, again, sizeof again, &len, &got, &error));
  take_back();
  OK(sally_signer_resign(fresh, &in, stays, expected, sizeof expected, &len, &want, &error));
  compare("signed anew", &got, &want, steady);
  verify(verifier, &r, &got);
  sally_signer_free(fresh);
}

/* Two regions whose names stand in the same place of requests that are alike else. */
static void alternate(sally_signer *signer, sally_request_verifier *verifier) {
  for (int i = 0; i < 8; i++) {
    sally_request r = SALLY_REQUEST_INIT;
    sally_signed out;
    r.method = text("GET");
    r.url = text(i % 2 ? "https://b.s3.us-west-1.amazonaws.com/k" : "https://b.s3.eu-west-1.amazonaws.com/k");
    r.time = SINCE;
    OK(sally_signer_sign(signer, &r, made, sizeof made, &len, &out, &error));
    verify(verifier, &r, &out);
  }
}

static sally_str token_of(sally_signer *signer, const sally_token *token, char *buf) {
  sally_str out;
  OK(sally_signer_token(signer, token, buf, ROOM, &len, &out, &error));
  return out;
}

static void tokens(sally_signer *signer) {
  static const char *const regions[] = {"eu-west-1", "us-west-2", "us-east-1"};
  sally_token t = SALLY_TOKEN_INIT;
  t.kind = text("eks");
  t.name = text(any(2) ? "one" : "two");
  t.region = text(regions[any(3)]);
  t.time = SINCE;
  sally_token lent = t;
  at = 0;
  lent.kind = lend(t.kind);
  lent.name = lend(t.name);
  lent.region = lend(t.region);
  sally_str got = token_of(signer, &lent, made);
  take_back();
  sally_signer *fresh = signer_of("aws4");
  CHECK(same(got, token_of(fresh, &t, expected)));
  sally_signer_free(fresh);
}

static void first_chunk(sally_signer *signer, const sally_request *r, bool lends, char *buf, sally_chunked *head, sally_frame *frame) {
  static char states[2][ROOM];
  sally_request lent = lends ? lend_request(r) : *r;
  OK(sally_signer_sign_chunks(signer, &lent, 4, 65536, buf, ROOM / 2, &len, head, &error));
  take_back();
  at = 0;
  sally_str state = lends ? lend(head->state) : head->state, data = lends ? lend(text("data")) : text("data");
  OK(sally_signer_next_chunk(signer, state, data, r->time, states[lends], ROOM, &len, frame, &error));
  take_back();
}

static void chunks(sally_signer *signer) {
  sally_request r = any_request(0);
  char url[256];
  r.method = text("PUT");
  r.body = text("");
  r.url = (sally_str){url, (size_t)snprintf(url, sizeof url, "https://%s/k%u", hosts[any(3)], any(2))};
  sally_chunked head, right;
  sally_frame frame, wanted;
  sally_signer *fresh = signer_of("aws4");
  first_chunk(signer, &r, true, made, &head, &frame);
  first_chunk(fresh, &r, false, expected, &right, &wanted);
  CHECK(same(head.headers, right.headers) && same(frame.head, wanted.head));
  sally_signer_free(fresh);
}

int main(void) {
  sally_request_verifier *verifier;
  sally_options *options = OPTIONS(NULL);
  OK(sally_request_verifier_new(options, &verifier, &error));
  sally_options_free(options);
  for (unsigned scheme = 0; scheme < sizeof schemes / sizeof *schemes; scheme++) {
    sally_signer *signer = signer_of(schemes[scheme].name);
    for (unsigned i = 0; i < TURNS / (scheme == 1 ? 10 : 1); i++) {
      turn(scheme, signer, verifier);
      if (scheme == 0) tokens(signer);
      if (scheme == 0) chunks(signer);
    }
    if (scheme == 0) alternate(signer, verifier);
    sally_signer_free(signer);
  }
  sally_request_verifier_free(verifier);
  return 0;
}
