// Package wire is how the conformance suite talks to a runner: frames on its
// standard input and output.
//
// A frame is a 32-bit little-endian count of strings, then the strings, each a
// 32-bit little-endian length and its bytes. A call is the name of the entry
// point and then keys and values in turn. An answer is "ok" and keys and values,
// "error" and the same ("code", "name", "message"), or "unsupported" and
// "reason". A key that is not sent was not given, which differs from an empty
// value. Options have keys "option:NAME", NAME as in docs/options.md; "header",
// "answer_header" and "user_property" may repeat and hold "name: value".
//
// In a batch "url", "signature", "document" and "audience" repeat, a row each; a
// row "url:null" is null, and "offset" is the number of rows of no account before
// them: an Arrow slice. The answer has "row" for each, "ok", "null" or "error",
// before the row's own fields. "form" says to a language that has several kinds of
// columns, or several functions for an entry point, which to take: "started" and
// "async" a call whose result is taken later, "text" strings in place of bytes.
//
// "null" names an argument that is no text and must be null (for texts: a key that
// is not sent), "key:NAME" sets an option through a function that takes its key,
// "type:KEY" gives a value of the named wrong type, "closed" means
// that the object is closed before the call, and "str" that a language whose texts can
// be strings or bytes takes a string for what is not UTF-8.
package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Statuses of an answer.
const (
	OK          = "ok"
	Error       = "error"
	Unsupported = "unsupported"
)

// Frame is a call (Head is the entry point) or an answer (Head is the status).
type Frame struct {
	Head   string
	Fields []Field
}

// Field is a key and its value.
type Field struct{ Key, Value string }

// Add appends a field.
func (f *Frame) Add(key, value string) { f.Fields = append(f.Fields, Field{key, value}) }

// Lookup returns the value of a key and whether it was sent.
func (f *Frame) Lookup(key string) (string, bool) {
	for _, field := range f.Fields {
		if field.Key == key {
			return field.Value, true
		}
	}
	return "", false
}

// Get is Lookup for those who do not care.
func (f *Frame) Get(key string) string {
	value, _ := f.Lookup(key)
	return value
}

// Options returns the option fields by name.
func (f *Frame) Options() map[string]string {
	options := map[string]string{}
	for _, field := range f.Fields {
		if name, ok := strings.CutPrefix(field.Key, "option:"); ok {
			options[name] = field.Value
		}
	}
	return options
}

// Row is a row of a column of texts.
type Row struct {
	Value string
	Valid bool // not null
}

// Column returns the rows of a key.
func (f *Frame) Column(key string) []Row {
	var rows []Row
	for _, field := range f.Fields {
		switch field.Key {
		case key:
			rows = append(rows, Row{field.Value, true})
		case key + ":null":
			rows = append(rows, Row{})
		}
	}
	return rows
}

// Rows takes the answer of a batch apart; nil if it is none.
func (f *Frame) Rows() []*Frame {
	var rows []*Frame
	for _, field := range f.Fields {
		if field.Key == "row" {
			rows = append(rows, &Frame{Head: field.Value})
		} else if len(rows) > 0 {
			row := rows[len(rows)-1]
			row.Fields = append(row.Fields, field)
		}
	}
	return rows
}

const maxStrings, maxString = 1 << 18, 1 << 30

// Write sends a frame.
func Write(w io.Writer, f *Frame) error {
	out := binary.LittleEndian.AppendUint32(nil, uint32(1+2*len(f.Fields)))
	add := func(s string) {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s)))
		out = append(out, s...)
	}
	add(f.Head)
	for _, field := range f.Fields {
		add(field.Key)
		add(field.Value)
	}
	_, err := w.Write(out)
	return err
}

// Read receives a frame; io.EOF if there is no further one.
func Read(r io.Reader) (*Frame, error) {
	number := func() (uint32, error) {
		var b [4]byte
		_, err := io.ReadFull(r, b[:])
		return binary.LittleEndian.Uint32(b[:]), err
	}
	count, err := number()
	if err != nil {
		return nil, err
	}
	if count%2 == 0 || count > maxStrings {
		return nil, fmt.Errorf("a frame of %d strings", count)
	}
	text := make([]string, count)
	for i := range text {
		length, err := number()
		if err != nil || length > maxString {
			return nil, errors.Join(io.ErrUnexpectedEOF, err)
		}
		b := make([]byte, length)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, errors.Join(io.ErrUnexpectedEOF, err)
		}
		text[i] = string(b)
	}
	f := &Frame{Head: text[0]}
	for i := 1; i < len(text); i += 2 {
		f.Add(text[i], text[i+1])
	}
	return f, nil
}

// Serve answers calls until the input ends.
func Serve(in io.Reader, out io.Writer, answer func(*Frame) *Frame) error {
	r := bufio.NewReader(in)
	for {
		call, err := Read(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := Write(out, answer(call)); err != nil {
			return err
		}
	}
}
