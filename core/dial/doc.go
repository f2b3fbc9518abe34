// Package dial connects to a host by its real name at a pinned address.
package dial
