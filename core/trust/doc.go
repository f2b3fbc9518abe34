// Package trust decides whom a TLS connection believes and who we are.
package trust
