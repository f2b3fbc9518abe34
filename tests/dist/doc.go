// Package dist tries what make dist has made, as somebody would who has nothing
// else: in dist/ are native trees, wheels, jars and modules.
package dist
