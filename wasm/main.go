//go:build wasip1

// Old devices have certificates with a negative serial number, and verify=False
// is there to reach them.

//go:debug x509negativeserial=1

package main

func main() {}
