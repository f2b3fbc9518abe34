package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// The sections of a module that pack reads or changes (WebAssembly Core
// Specification 2.0, section 5.5).
const (
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionMemory   = 5
	sectionStart    = 8
	sectionElement  = 9
	sectionCode     = 10
	sectionData     = 11
)

const (
	header   = "\x00asm\x01\x00\x00\x00"
	pageSize = 64 << 10
	maxPages = 64 << 20 / pageSize

	opConst = 0x41 // i32.const
	opEnd   = 0x0b
)

type section struct {
	id   byte
	body []byte
}

// module is a module taken apart. What pack does not change stays as bytes.
type module struct {
	sections []section
	pages    int    // the least size of the memory
	memory   []byte // what an instance begins with, but for the start function
	segments []segment
}

func parse(input []byte) (*module, error) {
	rest, ok := bytes.CutPrefix(input, []byte(header))
	if !ok {
		return nil, errors.New("not a WebAssembly module")
	}
	m := &module{}
	for r := (reader{rest: rest}); len(r.rest) > 0; {
		s := section{id: r.byte()}
		s.body = r.bytes(r.number())
		if r.err != nil {
			return nil, r.err
		}
		m.sections = append(m.sections, s)
	}
	if err := m.readMemory(); err != nil {
		return nil, fmt.Errorf("memory section: %w", err)
	}
	if err := m.readData(); err != nil {
		return nil, fmt.Errorf("data section: %w", err)
	}
	return m, nil
}

// body returns that of a section, empty if there is none.
func (m *module) body(id byte) []byte {
	for _, s := range m.sections {
		if s.id == id {
			return s.body
		}
	}
	return nil
}

func (m *module) set(id byte, body []byte) {
	for i := range m.sections {
		if m.sections[i].id == id {
			m.sections[i].body = body
		}
	}
}

func (m *module) readMemory() error {
	r := reader{rest: m.body(sectionMemory)}
	count, limits := r.number(), r.byte()
	m.pages = r.number()
	if r.err == nil && (count != 1 || limits != 0 || m.pages > maxPages) {
		return errors.New("it is not one memory without an upper limit, of up to 64 MiB")
	}
	return r.err
}

// readData lays out the initial memory.
func (m *module) readData() error {
	m.memory = make([]byte, m.pages*pageSize)
	r := reader{rest: m.body(sectionData)}
	for range r.number() {
		kind, instruction := r.byte(), r.byte()
		at, end := r.signed(), r.byte()
		data := r.bytes(r.number())
		switch {
		case r.err != nil:
			return r.err
		case kind != 0 || instruction != opConst || end != opEnd:
			return errors.New("a segment is not at a constant place in memory 0")
		case at < 0 || at+len(data) > len(m.memory):
			return errors.New("a segment is outside of the memory")
		}
		copy(m.memory[at:], data)
		m.segments = append(m.segments, segment{at, at + len(data)})
	}
	return r.err
}

// addStart adds a function and has instances call it first.
func (m *module) addStart(code []byte) error {
	imported, err := m.importedFunctions()
	if err != nil {
		return fmt.Errorf("import section: %w", err)
	}
	place := slices.IndexFunc(m.sections, func(s section) bool { return s.id == sectionElement })
	if m.body(sectionStart) != nil || place < 0 {
		return errors.New("the module has a start function, or no elements: Go did not link it")
	}
	types := m.add(sectionType, []byte{0x60, 0, 0}) // no parameters, no results
	functions := m.add(sectionFunction, appendNumber(nil, types))
	m.add(sectionCode, append(appendNumber(nil, len(code)), code...))
	m.sections = slices.Insert(m.sections, place, section{sectionStart, appendNumber(nil, imported+functions)})
	return nil
}

// add appends an item to a section that is a list, and returns its index.
func (m *module) add(id byte, item []byte) int {
	r := reader{rest: m.body(id)}
	count := r.number()
	m.set(id, slices.Concat(appendNumber(nil, count+1), r.rest, item))
	return count
}

// importedFunctions counts the functions that come before the module's own.
func (m *module) importedFunctions() (int, error) {
	r := reader{rest: m.body(sectionImport)}
	if len(r.rest) == 0 {
		return 0, nil
	}
	count := r.number()
	for range count {
		r.bytes(r.number()) // of which module
		r.bytes(r.number()) // its name
		if kind := r.byte(); r.err == nil && kind != 0 {
			return 0, fmt.Errorf("an import is of kind %d", kind)
		}
		r.number() // its type
	}
	return count, r.err
}

func (m *module) encode() []byte {
	m.set(sectionMemory, appendNumber([]byte{1, 0}, m.pages))
	data := appendNumber(nil, len(m.segments))
	for _, s := range m.segments {
		data = append(data, 0, opConst)
		data = append(appendSigned(data, s.start), opEnd)
		data = append(appendNumber(data, s.end-s.start), m.memory[s.start:s.end]...)
	}
	m.set(sectionData, data)
	out := []byte(header)
	for _, s := range m.sections {
		out = append(appendNumber(append(out, s.id), len(s.body)), s.body...)
	}
	return out
}
