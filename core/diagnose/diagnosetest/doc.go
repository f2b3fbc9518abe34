// Package diagnosetest has the servers that a diagnosis is tried on: one [Scenario] for each fault
// between a client and its server, and for each that only looks like one. The tests of Go, of Python
// and of the other languages, the page of what others say, and make lab-faults use this one list.
package diagnosetest
