// Package explain says why a server refused a signature.
//
// [Explain] takes what was signed and what the server answered, and returns one
// cause, a row of causes.tsv, with its evidence and its fix. Servers differ in
// what they tell:
//
//   - AWS's JSON, REST and query services echo the canonical request and the
//     string to sign in the prose of their message;
//   - S3, Google's XML interface and versitygw have an element for each, also in
//     hex, which escaping cannot spoil;
//   - most others give a code and a message, MinIO not even that.
//
// Where the canonical request is echoed the first line that differs decides,
// and for the path our own ways of encoding are tried until one gives the
// server's line. Where only the string to sign is, those ways are tried against
// its hash. Where nothing is echoed, the code and the credentials themselves are
// looked at. What cannot be known is called so: the cause is then "unknown", and
// the evidence says what was ruled out.
//
// An answer is hostile until proven otherwise: at most [MaxAnswer] bytes are read,
// no XML entity but the five of the language is known, nothing is recursive, and
// control characters of an answer never reach the evidence. No secret and no
// session token does.
package explain
