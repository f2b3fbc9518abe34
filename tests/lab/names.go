package main

// The names that the stand-ins answer to are those of the real services, so that a URL, a policy
// or a signature in a test looks like the real one. Only the addresses differ.
const (
	region      = "ap-northeast-1"
	awsHost     = "autoscaling." + region + ".amazonaws.com"
	stsHost     = "sts." + region + ".amazonaws.com"
	iotHost     = "a1sallyportlab-ats.iot." + region + ".amazonaws.com"
	profileName = "sallyport-lab"
)

var reachHosts = []string{
	"kms-vpc.cn-shanghai.aliyuncs.com", // the default
	"service.cn-shanghai-vpc.maxcompute.aliyun-inc.com",
}

// place is where one server listens: an address of the loopback network, and the port in the
// fixed mode. The port 8443 of AWS IoT is kept in both modes, because clients decide by it
// whether to use ALPN; in the ephemeral mode its address is a random one instead.
type place struct {
	address string
	port    int
}

var (
	reachPlace    = place{"127.0.0.11", 10443}
	awsPlace      = place{"127.0.0.12", 10443}
	iot443Place   = place{"127.0.0.13", 10443}
	iot8443Place  = place{"127.0.0.13", 8443}
	plainPlace    = place{"127.0.0.14", 18080}
	hardenedPlace = place{"127.0.0.14", 18081}
	journalPlace  = place{"127.0.0.15", 18080}
	faultsPlace   = place{"127.0.0.16", 10443} // and, on the same port, the next two
	refusePlace   = place{"127.0.0.17", 10443}
	dropPlace     = place{"127.0.0.18", 10443}
	controlPlace  = place{"127.0.0.16", 18080}
)
