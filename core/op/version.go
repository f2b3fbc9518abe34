package op

import (
	_ "embed"
	"strings"
)

//go:embed VERSION
var version string

// Version is the version of this library, "1.2.3".
func Version() string { return strings.TrimSpace(version) }
