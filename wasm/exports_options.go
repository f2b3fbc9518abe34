//go:build wasip1

package main

import (
	"strings"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

const (
	maxKey   = 256
	maxValue = 16 << 20
)

// builder collects options.
type builder struct{ pairs []op.Pair }

var builders table[*builder]

//go:wasmexport sally_options_new
func optionsNew(out *uint32, err *errorOut) int32 {
	return run(err, func() error {
		if err := check(out, "out"); err != nil {
			return err
		}
		handle, err := builders.add(&builder{})
		if err == nil {
			*out = handle
		}
		return err
	})
}

//go:wasmexport sally_options_set
func optionsSet(options uint32, key unsafe.Pointer, keyLen uint32, value unsafe.Pointer, valueLen uint32, err *errorOut) int32 {
	return use(&builders, options, err, func(o *builder) error {
		var b borrower
		k, v := b.text(span(key, keyLen), "key"), b.text(span(value, valueLen), "value")
		switch {
		case b.err != nil:
			return b.err
		case !saneKey(k):
			return fault.New(fault.UnknownOption, "%q (%d bytes) does not have the form of an option key", cut(k, 64), len(k))
		case len(v) > maxValue:
			return fault.New(fault.InputTooLarge, "option %s has %d bytes; the limit is %d", k, len(v), maxValue)
		}
		for i := range o.pairs {
			if o.pairs[i].Key == k {
				o.pairs[i].Value = strings.Clone(v)
				return nil
			}
		}
		o.pairs = append(o.pairs, op.Pair{Key: strings.Clone(k), Value: strings.Clone(v)})
		return nil
	})
}

//go:wasmexport sally_options_free
func optionsFree(options uint32) { free(&builders, options) }

// saneKey asks for lower-case words joined by dots; after "env." any name of a
// variable.
func saneKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	name, env := strings.CutPrefix(key, "env.")
	if env {
		return name != "" && strings.IndexFunc(name, func(c rune) bool { return c <= ' ' || c == '=' || c >= 0x7f }) < 0
	}
	return strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_.") == ""
}
