// Package client is a small HTTPS client that knows what it has sent.
package client
