package metadata

// aws describes Amazon EC2, version 2 of the service.
func aws() provider {
	return provider{
		endpoint:  "http://169.254.169.254",
		token:     "/latest/api/token",
		ttlHeader: "X-aws-ec2-metadata-token-ttl-seconds", tokenHeader: "X-aws-ec2-metadata-token",
		document:  "/latest/dynamic/instance-identity/document",
		signature: "/latest/dynamic/instance-identity/pkcs7",
	}
}
