// Package bench measures Sallyport against its peers and against the physical
// floor. `make bench` runs it through bench.py, which prints ratios from one run.
package bench
