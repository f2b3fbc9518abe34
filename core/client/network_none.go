//go:build sally_offline

package client

// Offline lets the linker leave TLS and HTTP out of a library for hosts without a
// network.
const Offline = true
