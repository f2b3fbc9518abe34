// Package fork tests what the front door is for: fork in all its forms, small
// limits, another C library, handlers of other code, panics, and a core that was
// deleted, replaced or never there.
package fork
