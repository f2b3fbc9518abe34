//go:build !unix

package dial

import "net"

// quiet asks a lent network that can tell; nobody else can here.
func quiet(c net.Conn) bool {
	if lent, ok := c.(interface{ Quiet() bool }); ok {
		return lent.Quiet()
	}
	return true
}
