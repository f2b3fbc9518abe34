package metadata

// alibaba describes Alibaba Cloud ECS.
func alibaba() provider {
	return provider{
		endpoint:  "http://100.100.100.200",
		token:     "/latest/api/token",
		ttlHeader: "X-aliyun-ecs-metadata-token-ttl-seconds", tokenHeader: "X-aliyun-ecs-metadata-token",
		document:  "/latest/dynamic/instance-identity/document",
		signature: "/latest/dynamic/instance-identity/pkcs7",
	}
}
