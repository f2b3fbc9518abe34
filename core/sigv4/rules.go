package sigv4

// rules are how one service canonicalises requests.
type rules struct {
	doubleEncode    bool // the canonical path is the wire path, encoded once more
	normalizePath   bool // dot segments and empty segments are removed from it
	keepDots        bool // dot segments stay on the wire where resolving them changes no signature
	asWritten       bool // the path is signed and sent as it is, whatever libraries do to it
	omitToken       bool // the session token is sent and not signed
	contentSHA256   bool // x-amz-content-sha256 is sent and signed
	unsignedPayload bool // the service does not check the body's hash
	presignUnsigned bool // a presigned URL does not cover a body
}

// rulesFor returns the rules of the service with that signing name.
func rulesFor(service string) rules {
	switch service {
	case "s3", "s3-outposts", "s3-object-lambda", "s3express":
		return rules{contentSHA256: true, presignUnsigned: true}
	case "aoss": // OpenSearch Serverless refuses a request without the header
		return rules{doubleEncode: true, normalizePath: true, contentSHA256: true}
	case "vpc-lattice-svcs": // VPC Lattice has no payload signing
		return rules{doubleEncode: true, normalizePath: true, contentSHA256: true, unsignedPayload: true, presignUnsigned: true}
	}
	rule := rules{doubleEncode: true, normalizePath: true}
	// AWS IoT Developer Guide, "MQTT over the WebSocket protocol": the token is put behind the signature.
	rule.omitToken = service == "iotdevicegateway"
	return rule
}

// override applies the caller's explicit choices.
func (r rules) override(o *Options) rules {
	if o.DoubleEncode != nil {
		r.doubleEncode = *o.DoubleEncode
	}
	if o.NormalizePath != nil {
		r.normalizePath = *o.NormalizePath
		r.keepDots, r.asWritten = r.normalizePath, !r.normalizePath
	}
	if o.ContentSHA256 != nil {
		r.contentSHA256 = *o.ContentSHA256
	}
	r.omitToken = r.omitToken || o.OmitSessionToken
	return r
}
