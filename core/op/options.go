package op

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

// Pair is a key with its value.
type Pair struct{ Key, Value string }

// Options are settings that were checked against options.tsv.
type Options struct{ values map[string]string }

// Limits of what a host may pass in.
const (
	maxOptionKey   = 256
	maxOptionValue = 16 << 20
)

// ParseOptions checks keys and the form of values. The last of two settings with
// one key counts. The strings are kept, so they must not be borrowed.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION, INPUT_TOO_LARGE.
func ParseOptions(settings []Pair) (*Options, error) {
	o := &Options{values: make(map[string]string, len(settings))}
	for _, s := range settings {
		row, ok := optionRow(s.Key)
		if !ok {
			return nil, unknownOption(s.Key)
		}
		if len(s.Value) > maxOptionValue {
			return nil, fault.New(fault.InputTooLarge, "option %s has %d bytes; the limit is %d", s.Key, len(s.Value), maxOptionValue)
		}
		if err := checkOption(row, s); err != nil {
			return nil, err
		}
		o.values[s.Key] = s.Value
	}
	return o, nil
}

func unknownOption(key string) error {
	if len(key) > maxOptionKey {
		return fault.New(fault.UnknownOption, "the option key starting %q is too long", key[:maxOptionKey])
	}
	return fault.New(fault.UnknownOption, "no option %q; the nearest is %q", key, nearestKey(key))
}

// checkOption checks the form that the row's type asks for. An empty value
// stands for the default, except where that would trust what the caller did not
// name.
func checkOption(row OptionRow, s Pair) error {
	if row.NeedsValue() && strings.TrimSpace(s.Value) == "" {
		return fault.New(fault.InvalidOption, "option %s is set but empty; leave it out for the default", s.Key)
	}
	if s.Value == "" {
		return nil
	}
	switch row.Type {
	case "bool":
		if s.Value != "true" && s.Value != "false" {
			return fault.New(fault.InvalidOption, "option %s is %q, not true or false", s.Key, shorten(s.Value))
		}
	case "int", "ms", "port":
		if row.Type == "port" && s.Value == autoPort {
			return nil
		}
		// The bound keeps milliseconds within a time.Duration.
		if n, err := strconv.ParseInt(s.Value, 10, 64); err != nil || n < 0 || n > 1<<43 {
			return fault.New(fault.InvalidOption, "option %s is %q, not a whole number from 0 on", s.Key, shorten(s.Value))
		}
	case "path": // whoever takes a text says with a code of its own what is wrong with it
		if i := strings.IndexByte(s.Value, 0); i >= 0 {
			return fault.New(fault.InvalidOption, "option %s holds a NUL at byte %d", s.Key, i)
		}
	}
	return nil
}

// autoPort as a port leaves the choice to the library.
const autoPort = "auto"

func shorten(s string) string {
	if len(s) > 64 {
		return s[:64] + "..."
	}
	return s
}

// text returns the value, or the table's default.
func (o *Options) text(key string) string {
	if v := o.values[key]; v != "" {
		return v
	}
	row, ok := optionRow(key)
	if !ok {
		panic("op: no option " + key)
	}
	return row.Default
}

// bytes returns nil if the value is not given.
func (o *Options) bytes(key string) []byte {
	if v := o.text(key); v != "" {
		return []byte(v)
	}
	return nil
}

// choice returns nil where neither caller nor table decides.
func (o *Options) choice(key string) *bool {
	v := o.text(key)
	if v == "" {
		return nil
	}
	yes := v == "true"
	return &yes
}

func (o *Options) is(key string) bool { return o.text(key) == "true" }

func (o *Options) number(key string) int64 {
	n, _ := strconv.ParseInt(o.text(key), 10, 64) // checked by ParseOptions
	return n
}

// port returns a number that may be no port, or [iot.AutoPort].
func (o *Options) port(key string) (int, error) {
	if o.text(key) == autoPort {
		return iot.AutoPort, nil
	}
	n := o.number(key)
	if n == 0 { // which in Go is a port that was not set
		return 0, fault.New(fault.InvalidArgument, "option %s is 0; give a port or %s", key, autoPort)
	}
	return int(min(n, 1<<16)), nil
}

func (o *Options) duration(key string) time.Duration {
	return time.Duration(o.number(key)) * time.Millisecond
}

// list returns the lines of the value: nil if the key was not set, empty but not
// nil if it was set to nothing.
func (o *Options) list(key string) []string {
	v, set := o.values[key]
	if !set {
		return nil
	}
	lines := []string{}
	for line := range strings.Lines(v) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// pins returns the lines of tls.spki_pins. A blank one is not dropped: whoever
// set it meant to pin something.
func (o *Options) pins() ([]string, error) {
	v, set := o.values["tls.spki_pins"]
	if !set {
		return nil, nil
	}
	var pins []string
	for line := range strings.Lines(v) {
		if line = strings.TrimSpace(line); line == "" {
			return nil, fault.New(fault.InvalidOption, "option tls.spki_pins has a blank line")
		}
		pins = append(pins, line)
	}
	return pins, nil
}

// env looks up a variable of the caller's environment.
func (o *Options) env(name string) (string, bool) {
	v, ok := o.values[envPrefix+name]
	return v, ok
}

// environ is the environment as programs get it.
func (o *Options) environ() (out []string) {
	for key, value := range o.values {
		if name, ok := strings.CutPrefix(key, "env."); ok {
			out = append(out, name+"="+value)
		}
	}
	return out
}
