package identity

import _ "embed"

// The one certificate for all regions, valid from 2018-02-23 to 2038-02-18.
// Source: Alibaba Cloud, ECS documentation, "Use instance identities".
//
//go:embed alibaba_2018.pem
var alibabaPins string

// alibaba describes Alibaba Cloud ECS: an attached signature in DER, RSA-2048
// with SHA-1, neither certificates nor signed attributes, no time.
func alibaba() provider {
	return provider{name: "alibaba", pins: alibabaPins, minDigest: digestSHA1, read: readAlibaba}
}

// readAlibaba knows the names of the fields since December 2025 and, behind
// them, the ones before.
func readAlibaba(d *document, id *Identity) {
	id.InstanceID = d.required("instance-id")
	id.AccountID = d.required("owner-account-id", "account-id")
	id.RegionID = d.required("region-id")
	id.ZoneID = d.optional("zone-id")
	id.ImageID = d.optional("image-id")
	id.InstanceType = d.optional("instance-type")
	id.PrivateIPv4 = d.optional("private-ipv4", "private-ip")
	id.MAC = d.optional("mac")
	id.SerialNumber = d.optional("serial-number")
	id.CreateTime = d.optional("create-time")
}
