// Package faults is a server that fails as its clients ask: the first label of the name in SNI
// says how, by a row of faults.tsv, and what follows it after "--" tells one caller's run from
// another's. The same table says what a good client makes of it; it is run against the Go client
// here and against the Python package there.
package faults
