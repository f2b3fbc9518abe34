// Command lab starts local stand-ins of the clouds that Sallyport talks to, so that the demo, the
// tests and users can run against them without an account and without a network.
//
//	lab [-dir DIR] [-ports fixed|ephemeral] [-manifest FILE]
//
// Every stand-in listens on an address of its own in 127.0.0.0/8. The certificates are made at
// start and go to DIR with the other files (a temporary directory that is removed at the end, if
// DIR is not given). Without -manifest, a text for people says how to reach each stand-in; with
// it, FILE gets all addresses, paths and names as JSON, once everything listens ("-": one line on
// the standard output).
//
// All addresses are bound before a file is written, and DIR belongs to one running lab: a second
// one on the same addresses or files ends at once and harms nothing.
//
// The lab ends on SIGINT or SIGTERM; if its standard input is a pipe (or a socket), also when that
// closes, so that nothing is left behind when the program that started it dies. A terminal, a file
// or /dev/null as standard input means nothing to it.
//
// The packages below are the stand-ins, one each: reach (virtual hosts behind one address), aws
// (signed requests), iot (publishing), metadata (instance identity). Package wire serves them and
// keeps a journal of what arrived, byte for byte; pki makes certificates; cms and forgery make
// signed messages, true and false.
package main
