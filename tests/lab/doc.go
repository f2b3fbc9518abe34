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
// The lab ends on SIGINT or SIGTERM, or when its standard input closes, so that nothing is left
// behind when the program that started it dies.
//
// The packages below are the stand-ins, one each: reach (virtual hosts behind one address), aws
// (signed requests), iot (publishing), metadata (instance identity). Package wire serves them and
// keeps a journal of what arrived, byte for byte; pki makes certificates; cms and forgery make
// signed messages, true and false.
package main
