package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"github.com/tetratelabs/wazero"
)

// small is a module as Go links them, with as many functions in its table.
func small(functions int) (input, memory []byte) {
	const base = 1000
	t := table{base: base, count: functions * perNumber}
	m := &module{
		sections: []section{
			{sectionType, []byte{1, 0x60, 0, 1, 0x7f}},
			{sectionFunction, []byte{1, 0}},
			{sectionMemory, nil},
			{sectionElement, []byte{0}},
			{sectionCode, []byte{1, 4, 0, 0x41, 7, 0x0b}},
			{sectionData, nil},
		},
		pages: t.end()/pageSize + 1,
	}
	m.memory = make([]byte, m.pages*pageSize)
	t.fill(m.memory)
	copy(m.memory[100:], "before the table")
	copy(m.memory[110:], "close")
	copy(m.memory[t.end()+8:], "after it")
	m.segments = []segment{{100, 116}, {118, 120}}
	for at := base; at < t.end(); at += entrySize { // as Go does: what is not zero
		m.segments = append(m.segments, segment{at, at + 4})
	}
	m.segments = append(m.segments, segment{t.end() + 8, t.end() + 16})
	return m.encode(), m.memory
}

// memoryOf is what an engine begins an instance with.
func memoryOf(t *testing.T, wasm []byte) []byte {
	t.Helper()
	ctx := context.Background()
	engine := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer func() { _ = engine.Close(ctx) }()
	instance, err := engine.Instantiate(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	memory, _ := instance.Memory().Read(0, instance.Memory().Size())
	return bytes.Clone(memory)
}

func TestAPackedModuleBeginsWithTheSameMemory(t *testing.T) {
	for _, functions := range []int{1, 100, 2000} {
		input, want := small(functions)
		output, err := pack(input)
		if err != nil {
			t.Fatal(err)
		}
		for claim, wasm := range map[string][]byte{"input": input, "output": output} {
			if got := memoryOf(t, wasm); !bytes.Equal(got[:len(want)], want) || bytes.Count(got[len(want):], []byte{0}) != len(got)-len(want) {
				t.Errorf("%d functions: the memory of the %s differs", functions, claim)
			}
		}
		m, err := parse(output)
		if err != nil {
			t.Fatal(err)
		}
		if packed := m.body(sectionStart) != nil; packed != (functions*perNumber > minEntries) {
			t.Errorf("%d functions: packed is %v", functions, packed)
		}
		if functions == 2000 && (len(m.segments) != 2 || len(output) > len(input)/100) {
			t.Errorf("%d bytes of %d, in %d segments", len(output), len(input), len(m.segments))
		}
	}
}

func TestATableOfAnotherFormStays(t *testing.T) {
	input, want := small(2000)
	m, err := parse(input)
	if err != nil {
		t.Fatal(err)
	}
	for at := 1000; at < 1000+perNumber*2000*entrySize; at += perNumber * entrySize {
		m.memory[at+4] = 1 // a byte behind the number
	}
	for i := range m.segments {
		m.segments[i].end = min(m.segments[i].end+1, len(m.memory))
	}
	changed := bytes.Clone(m.memory)
	output, err := pack(m.encode())
	if err != nil {
		t.Fatal(err)
	}
	if got := memoryOf(t, output); !bytes.Equal(got[:len(want)], changed) {
		t.Error("the memory differs")
	}
}

func TestWhatIsNoModuleOfGoIsRefused(t *testing.T) {
	good, _ := small(2000)
	packed, err := pack(good)
	if err != nil {
		t.Fatal(err)
	}
	for claim, input := range map[string][]byte{
		"nothing": nil, "no header": []byte("\x7fELF"), "header only": []byte(header), "cut": good[:len(good)-3],
	} {
		if _, err := pack(input); err == nil {
			t.Errorf("%s is packed", claim)
		}
	}
	// The table is not in the data of a packed module, so there is nothing to do.
	if _, err := pack(packed); err != nil {
		t.Error(err)
	}
}

func TestRunNamesTheFile(t *testing.T) {
	if err := run(t.TempDir()+"/none.wasm", ""); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func FuzzPack(f *testing.F) {
	input, _ := small(10)
	f.Add(input)
	f.Add([]byte(header))
	f.Fuzz(func(t *testing.T, input []byte) {
		if m, err := parse(input); err != nil || m.pages > 4 {
			return
		}
		output, err := pack(input)
		if err != nil {
			return
		}
		if _, err := parse(output); err != nil {
			t.Errorf("the output cannot be read: %v", err)
		}
	})
}

func FuzzNumbers(f *testing.F) {
	f.Add(uint32(0))
	f.Add(uint32(63))
	f.Add(uint32(1 << 31))
	f.Fuzz(func(t *testing.T, n uint32) {
		r := reader{rest: appendNumber(nil, int(n))}
		s := reader{rest: appendSigned(nil, int(int32(n)))}
		if r.number() != int(n) || s.signed() != int(int32(n)) || len(r.rest)+len(s.rest) != 0 || r.err != nil || s.err != nil {
			t.Errorf("%d is read as %d and %d", n, r.number(), s.signed())
		}
		if v, size := binary.Uvarint(appendNumber(nil, int(n))); v != uint64(n) || size <= 0 {
			t.Errorf("%d is written as %d", n, v)
		}
	})
}
