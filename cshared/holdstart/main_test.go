package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"testing"
)

// library is a header, one program header and a dynamic section of these tags.
func library(tags ...elf.DynTag) []byte {
	var b bytes.Buffer
	const headers = 64 + 56
	header := elf.Header64{
		Type: uint16(elf.ET_DYN), Machine: uint16(elf.EM_X86_64), Version: 1,
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: 1, Shentsize: 64,
	}
	copy(header.Ident[:], elf.ELFMAG)
	header.Ident[elf.EI_CLASS], header.Ident[elf.EI_DATA], header.Ident[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), 1
	size := uint64(len(tags) * entry)
	dynamic := elf.Prog64{Type: uint32(elf.PT_DYNAMIC), Off: headers, Filesz: size, Memsz: size}
	for _, part := range []any{header, dynamic} {
		_ = binary.Write(&b, binary.LittleEndian, part)
	}
	for i, tag := range tags {
		_ = binary.Write(&b, binary.LittleEndian, []uint64{uint64(tag), uint64(i)})
	}
	return b.Bytes()
}

func TestOnlyTheTwoTagsAreRenamed(t *testing.T) {
	before := []elf.DynTag{elf.DT_SONAME, elf.DT_INIT, elf.DT_INIT_ARRAY, elf.DT_INIT_ARRAYSZ, elf.DT_FINI_ARRAY, elf.DT_NULL, elf.DT_INIT_ARRAY}
	after := []elf.DynTag{elf.DT_SONAME, elf.DT_INIT, heldArray, heldSize, elf.DT_FINI_ARRAY, elf.DT_NULL, elf.DT_INIT_ARRAY}
	got := library(before...)
	if changed, err := hold(got); !changed || err != nil {
		t.Fatal(changed, err)
	}
	if !bytes.Equal(got, library(after...)) {
		t.Errorf("% x", got)
	}
	if changed, err := hold(got); changed || err != nil || !bytes.Equal(got, library(after...)) {
		t.Errorf("the second time: %v, %v", changed, err)
	}
}

func TestTheLoaderIsNotShownThePackedRelocations(t *testing.T) {
	got := library(elf.DT_INIT_ARRAY, elf.DT_INIT_ARRAYSZ, elf.DT_FINI_ARRAYSZ, elf.DT_FINI_ARRAY, tableSize, table, tableEntry, elf.DT_NULL, table)
	if changed, err := hold(got); !changed || err != nil {
		t.Fatal(changed, err)
	}
	want := library(heldArray, heldSize, heldEndSize, heldEnd, heldTableSize, heldTable, heldEntry, elf.DT_NULL, table)
	if !bytes.Equal(got, want) {
		t.Errorf("% x", got)
	}
}

func TestLibraryThatStartsInAnotherWayIsRefused(t *testing.T) {
	for _, bad := range [][]byte{
		nil,
		[]byte("this is no library"),
		library(),
		library(elf.DT_SONAME, elf.DT_NULL),
		library(elf.DT_INIT_ARRAY, elf.DT_NULL),
		library(elf.DT_INIT_ARRAYSZ, elf.DT_NULL),
		library(elf.DT_INIT_ARRAY, heldSize, elf.DT_NULL),
		library(elf.DT_INIT_ARRAY, elf.DT_INIT_ARRAYSZ)[:130],
	} {
		if changed, err := hold(bad); changed || err == nil {
			t.Errorf("%d bytes: %v, %v", len(bad), changed, err)
		}
	}
}
