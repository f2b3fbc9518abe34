// Package op holds Sallyport's operations in a form that every host can call.
//
// A skin (cshared for C, wasm for WebAssembly) only turns its host's pointers
// into Go slices and strings; all that is decided is decided here:
//
//   - [ParseOptions] checks key=value settings against options.tsv, the table of
//     all options, and the New functions build objects from them.
//   - Operations take borrowed memory: strings and slices are used during the
//     call and never kept. Results of bounded size are appended to the caller's
//     slice, and a [Span] says where each piece is. A result that is longer than
//     the slice's capacity did not fit; its length is the size to come back with.
//   - A [Table] turns objects into numbers that a host can hold, and refuses
//     numbers whose object is gone.
//
// Clock, randomness, files and network come from a [System]; the zero System is the
// operating system. The process environment is never read: a host passes the
// variables that matter as options, "env.NAME".
package op
