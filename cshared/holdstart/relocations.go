package main

import (
	"bytes"
	"debug/elf"
)

// Nearly all relocations of a Go library add its address to a word. As a table of
// addresses and bitmaps (gABI, DT_RELR) they take a sixtieth of the file that they
// take otherwise, but only glibc 2.36 and later reads that, and a library that has
// it demands such a glibc. So the loader is not shown the table, and the front door
// relocates: door/relocate.c. Until then the memory must be writable, so that its
// protection is the door's too; and the functions that the loader would call at the
// end are not shown to it either, as it may be that nobody has relocated them. A linker
// that makes no such table leaves all to the loader.
const (
	tableSize  elf.DynTag = 35 // DT_RELRSZ
	table      elf.DynTag = 36 // DT_RELR
	tableEntry elf.DynTag = 37 // DT_RELRENT

	demand = "GLIBC_ABI_DT_RELR"
)

// The names that door/relocate.c looks for.
const (
	heldTable     elf.DynTag   = 0x60005a24
	heldTableSize elf.DynTag   = 0x60005a23
	heldEntry     elf.DynTag   = 0x60005a25
	heldEnd       elf.DynTag   = 0x60005a1a // DT_FINI_ARRAY
	heldEndSize   elf.DynTag   = 0x60005a1c // DT_FINI_ARRAYSZ
	heldProtected elf.ProgType = 0x60005a52 // PT_GNU_RELRO
)

// holdRelocations renames what the loader would need for the table.
func holdRelocations(f *elf.File, library, dynamic []byte) {
	names := map[elf.DynTag]elf.DynTag{table: heldTable, tableSize: heldTableSize, tableEntry: heldEntry, elf.DT_FINI_ARRAY: heldEnd, elf.DT_FINI_ARRAYSZ: heldEndSize}
	at := map[elf.DynTag][]byte{}
	for ; len(dynamic) >= entry; dynamic = dynamic[entry:] {
		tag := elf.DynTag(f.ByteOrder.Uint64(dynamic))
		if tag == elf.DT_NULL {
			break
		}
		at[tag] = dynamic
	}
	if at[table] == nil {
		return
	}
	for tag, held := range names {
		if at[tag] != nil {
			f.ByteOrder.PutUint64(at[tag], uint64(held))
		}
	}
	const headerSize = 56
	headers := library[f.ByteOrder.Uint64(library[32:]):]
	for i := range f.Progs {
		if header := headers[i*headerSize:]; elf.ProgType(f.ByteOrder.Uint32(header)) == elf.PT_GNU_RELRO {
			f.ByteOrder.PutUint32(header, uint32(heldProtected))
		}
	}
	dropDemand(f, library)
}

// dropDemand takes the version out of what the library needs of glibc; no symbol has it.
func dropDemand(f *elf.File, library []byte) {
	needs, names := f.Section(".gnu.version_r"), f.Section(".dynstr")
	if needs == nil || names == nil {
		return
	}
	text := library[names.Offset:][:names.Size]
	u16, u32 := f.ByteOrder.Uint16, f.ByteOrder.Uint32
	for need := library[needs.Offset:][:needs.Size]; ; need = need[u32(need[12:]):] {
		link, version := need[8:], need[u32(need[8:]):] // vn_aux, then each vna_next, leads to the next
		for count := u16(need[2:]); count > 0; count-- {
			if name, _, _ := bytes.Cut(text[u32(version[8:]):], []byte{0}); string(name) == demand {
				f.ByteOrder.PutUint16(need[2:], u16(need[2:])-1)
				f.ByteOrder.PutUint32(link, u32(link)+u32(version[12:]))
			} else {
				link = version[12:]
			}
			version = version[u32(version[12:]):]
		}
		if u32(need[12:]) == 0 { // vn_next
			return
		}
	}
}
