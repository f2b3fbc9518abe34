// Command pack makes a WebAssembly module that Go has linked smaller and faster
// to instantiate. Nothing that the module computes changes.
//
//	pack IN OUT
//
// Go's linker writes the initial memory as up to 100,000 data segments, and nine
// of ten of them are one table: runtime.findfunctab, which has 16 entries of 20
// bytes for each function, all zero but for the function's number. An engine
// copies them one by one into each new instance. pack does three things:
//
//   - It replaces that table by a start function, a loop of a few instructions.
//   - It joins segments that are close to each other.
//   - It lets the memory begin as large as Go's runtime makes it at once, because
//     growing a memory can mean copying it.
//
// The result is read back, and its initial memory is compared with the input's.
// A table that has another form, as another version of Go may write it, stays as
// it is.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pack IN OUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	input, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	output, err := pack(input)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, output, 0o644)
}

// extraPages is what Go's runtime adds to its memory at its start.
const extraPages = 16

func pack(input []byte) ([]byte, error) {
	m, err := parse(input)
	if err != nil {
		return nil, err
	}
	t := findTable(m.memory)
	if t.count > 0 {
		m.segments = without(m.segments, t)
		if err := m.addStart(t.code()); err != nil {
			return nil, err
		}
	}
	m.segments = join(m.segments)
	m.pages += extraPages
	output := m.encode()

	// What was written begins with the same memory as what was read.
	packed, err := parse(output)
	if err != nil {
		return nil, err
	}
	t.fill(packed.memory)
	if !bytes.Equal(packed.memory[:len(m.memory)], m.memory) {
		return nil, errors.New("the packed module would begin with another memory")
	}
	return output, nil
}
