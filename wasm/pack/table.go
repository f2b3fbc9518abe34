package main

import "encoding/binary"

// table is runtime.findfunctab in the initial memory: for each 4 KiB of code
// addresses an entry of 20 bytes that begins with a function's number. In
// WebAssembly each function has 64 KiB of addresses, so 16 entries have the same
// number, and the other 16 bytes of each are zero.
type table struct {
	base  int // address of the first entry
	count int // entries
}

const (
	entrySize = 20
	perNumber = 16
	// minEntries keeps chance out: a small table would not be worth it anyway.
	minEntries = 1 << 10
)

// findTable returns the longest such table, or one without entries.
func findTable(memory []byte) table {
	var best table
	// The entries of number 1 are the first that are not zero throughout.
	for first := perNumber * entrySize; first+entrySize <= len(memory); first += 4 {
		if binary.LittleEndian.Uint32(memory[first:]) != 1 {
			continue
		}
		t := table{base: first - perNumber*entrySize}
		for t.holds(memory, t.count) {
			t.count++
		}
		if t.count > max(best.count, minEntries) {
			best = t
		}
	}
	return best
}

func (t table) holds(memory []byte, index int) bool {
	at := t.base + index*entrySize
	if at+entrySize > len(memory) || binary.LittleEndian.Uint32(memory[at:]) != uint32(index/perNumber) {
		return false
	}
	for _, b := range memory[at+4 : at+entrySize] {
		if b != 0 {
			return false
		}
	}
	return true
}

func (t table) end() int { return t.base + t.count*entrySize }

// fill does what the start function does.
func (t table) fill(memory []byte) {
	for i := range t.count {
		binary.LittleEndian.PutUint32(memory[t.base+i*entrySize:], uint32(i/perNumber))
	}
}

// code is the body of the start function:
//
//	for p = base; p < end; p += 20 { *p = (p - base) / 320 }
func (t table) code() []byte {
	b := []byte{1, 1, 0x7f} // one local, i32
	b = append(b, 0x41)     // i32.const base
	b = appendSigned(b, t.base)
	b = append(b, 0x21, 0)    // local.set p
	b = append(b, 0x03, 0x40) // loop
	b = append(b, 0x20, 0)    // local.get p, the address
	b = append(b, 0x20, 0)    // local.get p
	b = append(b, 0x41)       // i32.const base
	b = appendSigned(b, t.base)
	b = append(b, 0x6b, 0x41) // i32.sub, i32.const 320
	b = appendSigned(b, entrySize*perNumber)
	b = append(b, 0x6e)                         // i32.div_u
	b = append(b, 0x36, 2, 0)                   // i32.store align=4
	b = append(b, 0x20, 0, 0x41, entrySize)     // local.get p, i32.const 20
	b = append(b, 0x6a, 0x22, 0, 0x41)          // i32.add, local.tee p, i32.const end
	b = appendSigned(b, t.end())                //
	return append(b, 0x49, 0x0d, 0, 0x0b, 0x0b) // i32.lt_u, br_if loop, end, end
}
