//go:build wasip1

package main

import "structs"

// The structs as the host lays them out; doc.go has the offsets. Go's own
// pointers have 8 bytes on this target, so pointers here are numbers.
type (
	str struct {
		_    structs.HostLayout
		data uint32
		size uint32
	}

	errorOut struct {
		_       structs.HostLayout
		code    int32
		detail  int32
		message [504]byte
	}

	pairIn struct {
		_     structs.HostLayout
		key   str
		value str
	}

	callIn struct {
		_           structs.HostLayout
		op          uint32
		textCount   uint32
		numberCount uint32
		columnCount uint32
		spanCount   uint32
		object      uint64
		texts       uint32
		numbers     uint32
		columns     uint32
		buf         uint32
		cap         uint32
		spans       uint32
		size        uint32 // out
		block       uint32 // out
		batch       uint32 // out
		_           uint32
		made        uint64 // out
	}

	columnIn struct {
		_        structs.HostLayout
		validity uint32
		offsets  uint32
		data     uint32
		length   int64
		offset   int64
	}
)
