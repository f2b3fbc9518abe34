// Package cookie keeps the cookies that servers set, and says which go with a request.
//
// A [Jar] is the cookie store of RFC 6265 section 5.3, with what browsers have agreed on
// since (draft-ietf-httpbis-rfc6265bis): the prefixes __Secure- and __Host-, Secure
// cookies over https alone in both directions, limits of size and number. SameSite and
// Partitioned say nothing to a program that has no pages, and HttpOnly nothing to one
// without scripts.
//
// A cookie without Domain goes back to its own host alone, at every port, as in browsers.
//
// # Without a list of public suffixes
//
// A Domain says which hosts get a cookie besides the one that sets it, and must not say
// "all of .com". The list of such suffixes is long, and old in every program that carries
// it. A Domain of one label is refused, and one of two labels that looks like the
// registries of countries (co.uk, com.au). What remains is that a.github.io can set a
// cookie for b.github.io. Nobody reads a foreign cookie through that.
package cookie
