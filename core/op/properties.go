package op

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

// parseProperties parses property lines, "name: value" each ended by LF or CRLF
// (the last may lack it). Unlike header fields they are data: the name ends at
// the first ": ", and not a space is dropped on either side.
func parseProperties(lines string) ([]iot.Property, error) {
	var properties []iot.Property
	for line := range strings.Lines(lines) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fault.New(fault.MessageInvalid, "user properties: a line of %d bytes is not of the form \"name: value\"", len(line))
		}
		if strings.ContainsRune(line, '\r') {
			return nil, fault.New(fault.MessageInvalid, "user properties: the line of %q holds a carriage return", shorten(name))
		}
		properties = append(properties, iot.Property{Name: name, Value: value})
	}
	return properties, nil
}
