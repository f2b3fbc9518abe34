// Package trust decides whom a TLS connection believes and who we are.
//
// A [Policy] is made once, with [New], from [Options]; everything that can be
// wrong with files, keys and pins is found then. It never changes afterwards, so
// that no request can weaken another one's check.
//
// # Whom we believe
//
// The first of these that is given is used, alone:
//
//  1. Options.CAFile, CADir and CABytes, together;
//  2. REQUESTS_CA_BUNDLE, a file or a directory;
//  3. CURL_CA_BUNDLE, the same;
//  4. SSL_CERT_FILE and SSL_CERT_DIR (a colon list), together;
//  5. the system's file of root certificates, else its directory;
//  6. the Mozilla roots that are compiled in, with their distrust dates.
//
// The environment is what Options.Env answers: this package never reads the
// process's own. An empty variable counts as not set, and one that names
// something unreadable is an error. In a directory every file is read, whether
// its name is a hash or not.
//
// SPKIPins add a second check: one public key in the verified chain must be
// among them. With Insecure no chain is verified, so the server's own key must
// be: the other certificates that it sends prove nothing then.
//
// # Who we are
//
// A client certificate is sent whenever the server asks for one, also when its
// issuer is not among those that the server lists. That a key is encrypted,
// belongs to another certificate, or that the two files are swapped is found by
// New.
//
// # Why it failed
//
// [Policy.Fault] turns what crypto/tls reports into an error code with the
// evidence: the names in the certificate, its dates, its issuer, the alert.
package trust
