// Package json reads the JSON (RFC 8259) of servers and clouds, one value after
// the other, and writes strings.
//
// It is strict: nothing may stand around the text, a string holds no control
// characters and no half of a surrogate pair. Names may repeat and bytes need not
// be UTF-8; what that means is for the caller to say. The time and memory of a text
// are linear in its size, and values stand at most 64 deep.
//
// encoding/json matches names in any case, lets the last of equal names win, and
// repairs bad UTF-8, which a document that somebody signed must not have. It also
// is a twentieth of the WebAssembly module.
package json
