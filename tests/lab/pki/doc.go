// Package pki makes a certificate authority and certificates below it, fresh for each run.
//
// Nothing is kept in the source tree, so nothing expires in it and no private key is ever
// committed. An [Authority] issues a [Pair] per [Template]; a template can ask for what a real
// authority would refuse (an expired leaf, a foreign name), because tests need that.
package pki
