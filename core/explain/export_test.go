package explain

// HashOf is what a string to sign says of a canonical request.
var HashOf = hashOf
