// Package hosts tests what a process that has loaded the library may do to
// itself: odd variables of its environment, descriptors closed under the library,
// directories from which nothing can be loaded, system calls that are refused.
package hosts
