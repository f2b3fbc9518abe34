package explain

// HashOf is what a string to sign says of a canonical request.
var HashOf = hashOf

// Unescape is what an element of XML says.
var Unescape = unescape
