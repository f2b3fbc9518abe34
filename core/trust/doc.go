// Package trust decides whom a TLS connection believes and who we are.
//
// A [Policy] is made once, with [New], from [Options]; everything that can be
// wrong with files, keys and pins is found then. Its rules never change afterwards,
// so that no request can weaken another one's check; its files are read again when
// they change, see [Policy.Refresh].
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
// issuer is not among those that the server lists. Certificates and keys are read in
// the forms that OpenSSL writes: PEM with its byte order marks, line ends and
// TRUSTED CERTIFICATE, DER, PKCS#7, keys in PKCS#8, PKCS#1 and SEC 1 with or without
// a password, and PKCS#12. That a password is wrong, a key belongs to another
// certificate, or that the two files are swapped is found by New.
//
// # Why it failed
//
// [Policy.Fault] turns what crypto/tls reports into an error code with the
// evidence: the names in the certificate, its dates, its issuer, the alert. What is
// wrong with a chain comes from [Policy.Ways], which follows every way to a root.
//
// crypto/x509 refuses to parse some certificates, and crypto/tls with it whatever
// Insecure says; the libraries for C, Python, Java and WebAssembly go on then, by a
// change of crypto/tls (cshared/overlay). Those with a negative serial number are read in a
// program that has "//go:debug x509negativeserial=1" in its main package.
package trust
