//go:build !unix

package dial

import "net"

// quiet cannot know here.
func quiet(net.Conn) bool { return true }
