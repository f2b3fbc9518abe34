//go:build wasip1 && !sally_offline

package main

import "syscall"

const offline = false

// noNetwork says what is missing if the host answers ENOTSUP.
const noNetwork = "the host of this module lends no network; with package wasm/host set Config.Network"

//go:wasmimport sallyport_net dial
func hostDial(address string, id *uint32) uint32

//go:wasmimport sallyport_net read
func hostRead(id uint32, buf *byte, size uint32, n *uint32) uint32

//go:wasmimport sallyport_net write
func hostWrite(id uint32, buf *byte, size uint32, n *uint32) uint32

//go:wasmimport sallyport_net close
func netClose(id uint32)

//go:wasmimport sallyport_net cancelled
func netCancelled() uint32

func netDial(address string, id *uint32) syscall.Errno {
	return syscall.Errno(hostDial(address, id))
}

func netRead(id uint32, buf *byte, size uint32, n *uint32) syscall.Errno {
	return syscall.Errno(hostRead(id, buf, size, n))
}

func netWrite(id uint32, buf *byte, size uint32, n *uint32) syscall.Errno {
	return syscall.Errno(hostWrite(id, buf, size, n))
}
