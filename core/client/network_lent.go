//go:build !sally_offline

package client

// Offline says that this build makes no requests.
const Offline = false
