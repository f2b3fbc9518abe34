//go:build wasip1 && sally_offline

package main

import "syscall"

// offline lets the linker leave TLS and HTTP out.
const offline = true

// noNetwork says what is missing in a module that imports no network.
const noNetwork = "this module is built without network; use sallyport.wasm, and a host that lends sallyport_net"

func netDial(string, *uint32) syscall.Errno                 { return syscall.ENOTSUP }
func netRead(uint32, *byte, uint32, *uint32) syscall.Errno  { return syscall.ENOTSUP }
func netWrite(uint32, *byte, uint32, *uint32) syscall.Errno { return syscall.ENOTSUP }
func netClose(uint32)                                       {}
func netCancelled() uint32                                  { return 0 }
