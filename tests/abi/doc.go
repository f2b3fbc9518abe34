// Package abi tests the native files as a C program sees them: which symbols
// they have and need, and whether they keep the header's promises.
package abi
