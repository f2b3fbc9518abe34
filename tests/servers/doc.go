// Package servers starts real servers for the tests beside it: nginx, openssl s_server and the S3
// gateway versitygw. Each runs on an address of the loopback network that no other test uses, and
// ends with its test.
//
// The stand-ins of tests/lab are ours, so they could share a mistake with the library. These
// servers cannot. A missing program is a failure that says how to install it, never a skip.
package servers
