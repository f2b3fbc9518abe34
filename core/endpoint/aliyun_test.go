package endpoint_test

import (
	"testing"

	"github.com/sallyport/sallyport/core/endpoint"
)

func TestHostsOfAlibabaCloud(t *testing.T) {
	for host, want := range map[string]endpoint.AliyunHost{
		"b.oss-cn-hangzhou.aliyuncs.com":                         {"oss", "cn-hangzhou", "b"},
		"B.OSS-cn-hangzhou.aliyuncs.com.":                        {"oss", "cn-hangzhou", "b"},
		"b.oss-cn-hangzhou-internal.aliyuncs.com:443":            {"oss", "cn-hangzhou", "b"},
		"oss-us-west-1.aliyuncs.com":                             {"oss", "us-west-1", ""},
		"b.oss-accelerate-overseas.aliyuncs.com":                 {"oss", "", "b"},
		"b.cn-hangzhou.oss.aliyuncs.com":                         {"oss", "cn-hangzhou", "b"},
		"cn-hangzhou.oss.aliyuncs.com":                           {"oss", "cn-hangzhou", ""},
		"b.cb-123.cn-heyuan.oss-cloudbox.aliyuncs.com":           {"oss-cloudbox", "cb-123", "b"},
		"b.s3.oss-cn-hangzhou.aliyuncs.com":                      {},
		"ecs.cn-shanghai.aliyuncs.com":                           {},
		"service.cn-hangzhou.maxcompute.aliyun.com":              {"odps", "cn-hangzhou", ""},
		"dt.cn-hangzhou-vpc.maxcompute.aliyun-inc.com":           {"odps", "cn-hangzhou", ""},
		"service.cn-shanghai-intranet.maxcompute.aliyun-inc.com": {"odps", "cn-shanghai", ""},
		"images.example.com":                                     {},
		"":                                                       {},
		".aliyuncs.com":                                          {},
		"oss.aliyuncs.com":                                       {Product: "oss"},
	} {
		if got := endpoint.ResolveAliyun(host); got != want {
			t.Errorf("%s: got %+v, want %+v", host, got, want)
		}
	}
}

func TestTheSchemeOfAHostOfAlibabaCloud(t *testing.T) {
	for host, want := range map[string]string{
		"b.oss-cn-hangzhou.aliyuncs.com:443": "oss4", "cn-hangzhou.oss.aliyuncs.com": "oss4", "service.cn-hangzhou.maxcompute.aliyun.com": "odps4",
		"ECS.cn-shanghai.aliyuncs.com": "acs3", "sts.aliyuncs.com": "acs3", "b.s3.oss-cn-hangzhou.aliyuncs.com": "", "s3.oss-cn-hangzhou.aliyuncs.com": "",
		"images.example.com": "", "aliyuncs.com": "", "oss-cn-hangzhou.aliyuncs.com.example.com": "", "": "",
	} {
		if got := endpoint.AliyunScheme(host); got != want {
			t.Errorf("%q: got %q", host, got)
		}
	}
}
