package endpoint

import "strings"

// AliyunHost is what a host of Alibaba Cloud tells about the requests to it. An
// empty field cannot be known.
type AliyunHost struct {
	Product string // as in the credential scope: oss, oss-cloudbox, odps
	Region  string
	Bucket  string // of OSS; the path holds the object alone
}

// ResolveAliyun takes a host apart, which may carry a port. It knows the hosts of
// OSS and MaxCompute (Alibaba Cloud, "OSS regions and endpoints", "MaxCompute
// endpoints"); a domain of the customer's own tells nothing.
func ResolveAliyun(host string) AliyunHost {
	host = bareHost(host)
	if labels, ok := strings.CutSuffix(host, ".aliyuncs.com"); ok {
		return resolveOSS(labels)
	}
	labels, ok := strings.CutSuffix(host, ".maxcompute.aliyun.com")
	if !ok {
		labels, ok = strings.CutSuffix(host, ".maxcompute.aliyun-inc.com")
	}
	if !ok {
		return AliyunHost{}
	}
	// service.cn-hangzhou, dt.cn-hangzhou, service.cn-hangzhou-vpc
	region := strings.TrimSuffix(strings.TrimSuffix(lastLabel(labels), "-vpc"), "-intranet")
	return AliyunHost{Product: "odps", Region: region}
}

// AliyunScheme is how requests to a host of Alibaba Cloud are signed, such as "oss4"; ""
// for others, and for OSS's face of S3, which takes the signatures of AWS.
func AliyunScheme(host string) string {
	switch told := ResolveAliyun(host); {
	case told.Product == "odps":
		return "odps4"
	case told.Product != "":
		return "oss4"
	}
	if labels, ok := strings.CutSuffix(bareHost(host), ".aliyuncs.com"); ok && !strings.Contains("."+labels, ".s3.oss-") {
		return "acs3"
	}
	return ""
}

// resolveOSS knows the forms bucket.oss-cn-hangzhou, oss-cn-hangzhou-internal,
// oss-accelerate, which is for all regions, bucket.cn-hangzhou.oss, and
// bucket.cb-123.cn-hangzhou.oss-cloudbox, whose region is the box.
func resolveOSS(labels string) AliyunHost {
	before, last := cutLastLabel(labels)
	switch name, isOSS := strings.CutPrefix(last, "oss-"); {
	case last == "oss":
		bucket, region := cutLastLabel(before)
		return AliyunHost{"oss", strings.TrimSuffix(region, "-internal"), bucket}
	case last == "oss-cloudbox" || last == "oss-cloudbox-control":
		before, _ = cutLastLabel(before)
		bucket, box := cutLastLabel(before)
		return AliyunHost{"oss-cloudbox", box, bucket}
	case !isOSS || lastLabel(before) == "s3": // the face of S3, with the signatures of AWS
		return AliyunHost{}
	case strings.HasPrefix(name, "accelerate"):
		return AliyunHost{"oss", "", before}
	default:
		return AliyunHost{"oss", strings.TrimSuffix(name, "-internal"), before}
	}
}

func cutLastLabel(labels string) (before, last string) {
	last = lastLabel(labels)
	return strings.TrimSuffix(labels[:len(labels)-len(last)], "."), last
}
