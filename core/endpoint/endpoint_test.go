package endpoint_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/endpoint"
)

func TestResolveHost(t *testing.T) {
	for _, tc := range []struct{ host, service, region string }{
		// the plain form, and names that differ from the first label
		{"sqs.eu-west-1.amazonaws.com", "sqs", "eu-west-1"},
		{"autoscaling.ap-northeast-1.amazonaws.com", "autoscaling", "ap-northeast-1"},
		{"autoscaling-plans.ap-northeast-1.amazonaws.com", "autoscaling-plans", "ap-northeast-1"},
		{"email.us-east-1.amazonaws.com", "ses", "us-east-1"},
		{"bedrock-runtime.us-west-2.amazonaws.com", "bedrock", "us-west-2"},
		{"bedrock-mantle.us-west-2.api.aws", "bedrock-mantle", "us-west-2"},
		{"oidc.us-east-2.amazonaws.com", "sso-oauth", "us-east-2"},
		{"pinpoint.us-east-1.amazonaws.com", "mobiletargeting", "us-east-1"},
		// several labels
		{"api.pricing.us-east-1.amazonaws.com", "pricing", "us-east-1"},
		{"streams.dynamodb.us-east-1.amazonaws.com", "dynamodb", "us-east-1"},
		{"runtime.sagemaker.us-east-1.amazonaws.com", "sagemaker", "us-east-1"},
		{"participant.connect.us-east-1.amazonaws.com", "execute-api", "us-east-1"},
		{"data.iotsitewise.us-east-1.amazonaws.com", "iotsitewise", "us-east-1"},
		// partitions
		{"ec2.cn-north-1.amazonaws.com.cn", "ec2", "cn-north-1"},
		{"ec2.us-gov-west-1.amazonaws.com", "ec2", "us-gov-west-1"},
		{"ec2.us-iso-east-1.c2s.ic.gov", "ec2", "us-iso-east-1"},
		{"ec2.us-isob-east-1.sc2s.sgov.gov", "ec2", "us-isob-east-1"},
		{"ec2.eusc-de-east-1.amazonaws.eu", "ec2", "eusc-de-east-1"},
		// FIPS and dual stack
		{"kms-fips.us-east-1.amazonaws.com", "kms", "us-east-1"},
		{"fips.transcribe.us-east-1.amazonaws.com", "transcribe", "us-east-1"},
		{"api-fips.sagemaker.us-east-1.amazonaws.com", "sagemaker", "us-east-1"},
		{"runtime-fips.lex.us-east-1.amazonaws.com", "lex", "us-east-1"},
		{"data.iot-fips.us-east-1.amazonaws.com", "iotdata", "us-east-1"},
		{"lambda.eu-west-1.api.aws", "lambda", "eu-west-1"},
		{"ecr.eu-west-1.api.aws", "ecr", "eu-west-1"},
		{"efs.cn-north-1.api.amazonwebservices.com.cn", "elasticfilesystem", "cn-north-1"},
		// global services
		{"iam.amazonaws.com", "iam", "us-east-1"},
		{"iam.global.api.aws", "iam", "us-east-1"},
		{"iam.us-gov.amazonaws.com", "iam", "us-gov-west-1"},
		{"iam.cn-north-1.amazonaws.com.cn", "iam", "cn-north-1"},
		{"iam.global.api.amazonwebservices.com.cn", "iam", "cn-north-1"},
		{"sts.amazonaws.com", "sts", "us-east-1"},
		{"sts.eu-west-1.amazonaws.com", "sts", "eu-west-1"},
		{"route53.amazonaws.com", "route53", "us-east-1"},
		{"route53.amazonaws.com.cn", "route53", "cn-northwest-1"},
		{"route53.us-gov.amazonaws.com", "route53", "us-gov-west-1"},
		{"cloudfront.amazonaws.com", "cloudfront", "us-east-1"},
		{"budgets.amazonaws.com", "budgets", "us-east-1"},
		{"waf.amazonaws.com", "waf", "us-east-1"},
		{"waf-regional.eu-west-1.amazonaws.com", "waf-regional", "eu-west-1"},
		{"global.health.amazonaws.com", "health", "us-east-1"},
		{"savingsplans.amazonaws.com", "savingsplans", "us-east-1"},
		{"ce.us-east-1.amazonaws.com", "ce", "us-east-1"},
		{"support.us-east-1.amazonaws.com", "support", "us-east-1"},
		{"shield.us-east-1.amazonaws.com", "shield", "us-east-1"},
		{"organizations.us-east-1.amazonaws.com", "organizations", "us-east-1"},
		{"networkmanager.us-west-2.amazonaws.com", "networkmanager", "us-west-2"},
		{"api.sustainability.eu-west-1.api.aws", "sustainability", "us-east-1"},
		// S3
		{"s3.amazonaws.com", "s3", "us-east-1"},
		{"s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
		{"bucket.s3.amazonaws.com", "s3", "us-east-1"},
		{"bucket.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
		{"a.bucket.with.dots.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
		{"iam.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
		{"us-west-2.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"},
		{"my-bucket-1.s3.amazonaws.com", "s3", "us-east-1"},
		{"s3-us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"bucket.s3-us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"s3-fips-us-gov-west-1.amazonaws.com", "s3", "us-gov-west-1"},
		{"s3-external-1.amazonaws.com", "s3", "us-east-1"},
		{"bucket.s3.dualstack.eu-west-1.amazonaws.com", "s3", "eu-west-1"},
		{"bucket.s3-fips.dualstack.us-east-1.amazonaws.com", "s3", "us-east-1"},
		{"bucket.s3-accelerate.amazonaws.com", "s3", ""},
		{"bucket.s3-accelerate.dualstack.amazonaws.com", "s3", ""},
		{"mfzwi23gnjvgw.accesspoint.s3-global.amazonaws.com", "s3", ""},
		{"ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"ap-123456789012.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"123456789012.s3-control.us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"ap-123456789012.op-01ac5d28a6a232904.s3-outposts.us-west-2.amazonaws.com", "s3-outposts", "us-west-2"},
		{"ap-123456789012.s3-object-lambda.us-west-2.amazonaws.com", "s3-object-lambda", "us-west-2"},
		{"b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		{"b--usw2-az1--x-s3.s3express-usw2-az1.dualstack.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		{"b--usw2-az1--x-s3.s3express-fips-usw2-az1.dualstack.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		{"b.s3-accelerate.dualstack.us-east-1.amazonaws.com", "s3", "us-east-1"},
		{"s3express-control.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		// of an account, or a resource
		{"123456789012.ddb.eu-west-1.amazonaws.com", "dynamodb", "eu-west-1"},
		{"123456789012.streams-ddb-fips.us-east-1.api.aws", "dynamodb", "us-east-1"},
		{"123456789012.data-kinesis.eu-west-1.amazonaws.com", "kinesis", "eu-west-1"},
		{"abcdefghij.klm.control-kinesis-fips.us-east-1.api.aws", "kinesis", "us-east-1"},
		{"ingest-cell1.timestream.us-east-1.amazonaws.com", "timestream", "us-east-1"},
		{"bucket.s3.cn-north-1.amazonaws.com.cn", "s3", "cn-north-1"},
		{"bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com", "s3", "us-east-1"},
		// VPC endpoints
		{"vpce-0a1b-2c3d.sqs.us-east-1.vpce.amazonaws.com", "sqs", "us-east-1"},
		{"vpce-0a1b-2c3d-us-east-1a.api.ecr.us-east-1.vpce.amazonaws.com", "ecr", "us-east-1"},
		{"vpce-0a1b-2c3d.execute-api.us-east-1.vpce.amazonaws.com", "execute-api", "us-east-1"},
		{"vpce-0a1b-2c3d.data.iot.us-east-1.vpce.amazonaws.com", "iotdata", "us-east-1"},
		// endpoints of a user's own resource
		{"a1b2c3.execute-api.eu-west-1.amazonaws.com", "execute-api", "eu-west-1"},
		{"abcdef.lambda-url.eu-west-1.on.aws", "lambda", "eu-west-1"},
		{"svc-0a1b.7d67968.vpc-lattice-svcs.us-west-2.on.aws", "vpc-lattice-svcs", "us-west-2"},
		{"search-logs-abc.eu-west-1.es.amazonaws.com", "es", "eu-west-1"},
		{"abc.us-east-1.aoss.amazonaws.com", "aoss", "us-east-1"},
		{"abc.appsync-api.us-east-1.amazonaws.com", "appsync", "us-east-1"},
		{"abc.appsync-realtime-api.us-east-1.amazonaws.com", "appsync", "us-east-1"},
		{"db.cluster-abc.us-east-1.neptune.amazonaws.com", "neptune-db", "us-east-1"},
		{"db.abc.us-east-1.rds.amazonaws.com", "rds-db", "us-east-1"},
		{"aps-workspaces.us-east-1.amazonaws.com", "aps", "us-east-1"},
		{"us-west-2.queue.amazonaws.com", "sqs", "us-west-2"},
		{"abc.data.mediastore.us-east-1.amazonaws.com", "mediastore", "us-east-1"},
		// IoT
		{"a1b2c3-ats.iot.us-west-2.amazonaws.com", "iotdata", "us-west-2"},
		{"a1b2c3.iot.cn-north-1.amazonaws.com.cn", "iotdata", "cn-north-1"},
		{"data-ats.iot.us-west-2.amazonaws.com", "iotdata", "us-west-2"},
		{"iot.us-west-2.amazonaws.com", "iot", "us-west-2"},
		{"a1b2c3.jobs.iot.us-west-2.amazonaws.com", "iot-jobs-data", "us-west-2"},
		// the console's sign-in has domains of its own
		{"eu-west-1.signin.aws.amazon.com", "signin", "eu-west-1"},
		{"eu-west-1.oauth.signin.aws", "signin", "eu-west-1"},
		{"us-gov-east-1.signin-fips.amazonaws-us-gov.com", "signin", "us-gov-east-1"},
		// services of botocore 1.44
		{"abuse.eu-west-1.amazonaws.com", "abuse", "eu-west-1"},
		{"importexport.eu-west-1.api.aws", "IngestionService", "us-east-1"},
		{"partnercentral-prm.global.api.aws", "partnercentral", "us-east-1"},
		{"job-runtime.sagemaker.eu-west-1.api.aws", "sagemaker", "eu-west-1"},
		{"cloudwatch-omni-fips.eu-west-1.api.aws", "cloudwatch", "eu-west-1"},
		// how a host may be written
		{"SQS.EU-West-1.amazonaws.com:443", "sqs", "eu-west-1"},
		{"sqs.eu-west-1.amazonaws.com.", "sqs", "eu-west-1"},
		{"sqs.eu-west-1.amazonaws.com.:8443", "sqs", "eu-west-1"},
		// what cannot be known
		{"", "", ""},
		{"localhost:4566", "", ""},
		{"[::1]:443", "", ""},
		{"10.0.0.1", "", ""},
		{"amazonaws.com", "", ""},
		{".amazonaws.com", "", ""},
		{"sqs.eu-west-1.amazonaws.com.evil.test", "", ""},
		{"evilamazonaws.com", "", ""},
		{"sqs.eu-west-1.notamazonaws.com", "", ""},
		{"no-such-service.eu-west-1.amazonaws.com", "", "eu-west-1"},
		{"eu-west-1.amazonaws.com", "", "eu-west-1"},
		{"maps.geo.eu-west-1.amazonaws.com", "", "eu-west-1"}, // geo or geo-maps, by path
		{"bucket.s3-website-us-east-1.amazonaws.com", "", ""}, // takes no signature
	} {
		if got := endpoint.Resolve(tc.host, ""); got != (endpoint.Scope{Service: tc.service, Region: tc.region}) {
			t.Errorf("%s: got %q %q, want %q %q", tc.host, got.Service, got.Region, tc.service, tc.region)
		}
	}
}

func TestTargetWinsOverHost(t *testing.T) {
	for _, tc := range []struct{ host, target, service, region string }{
		{"autoscaling.ap-northeast-1.amazonaws.com", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans", "autoscaling-plans", "ap-northeast-1"},
		{"autoscaling.ap-northeast-1.amazonaws.com", "AnyScaleFrontendService.DescribeScalableTargets", "application-autoscaling", "ap-northeast-1"},
		{"dynamodb.eu-west-1.amazonaws.com", "DynamoDB_20120810.GetItem", "dynamodb", "eu-west-1"},
		{"localhost:8000", "DynamoDB_20120810.GetItem", "dynamodb", ""},
		{"cloudtrail.eu-west-1.amazonaws.com", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", "cloudtrail", "eu-west-1"},
		{"waf.amazonaws.com", "AWSWAF_20150824.GetWebACL", "waf", "us-east-1"},
		{"wafv2.us-east-1.amazonaws.com", "AWSWAF_20190729.GetWebACL", "wafv2", "us-east-1"},
		// with an unknown target the host's service would be a guess
		{"dynamodb.eu-west-1.amazonaws.com", "DynamoDB_20111205.GetItem", "", "eu-west-1"},
		{"dynamodb.eu-west-1.amazonaws.com", "no dot", "", "eu-west-1"},
		{"dynamodb.eu-west-1.amazonaws.com", ".", "", "eu-west-1"},
		{"localhost", "Nobody.Knows", "", ""},
	} {
		if got := endpoint.Resolve(tc.host, tc.target); got != (endpoint.Scope{Service: tc.service, Region: tc.region}) {
			t.Errorf("%s %s: got %q %q, want %q %q", tc.host, tc.target, got.Service, got.Region, tc.service, tc.region)
		}
	}
}

func TestKnownTakesSigningNamesOnly(t *testing.T) {
	for name, want := range map[string]bool{
		"s3": true, "autoscaling-plans": true, "IoTSecuredTunneling": true, "execute-api": true, "iotdata": true, "vpc-lattice-svcs": true,
		"": false, "?": false, "email": false, "data-ats.iot": false, "S3": false, ".es": false,
	} {
		if endpoint.Known(name) != want {
			t.Errorf("Known(%q) is %v", name, !want)
		}
	}
}

func TestTheTableIsSmall(t *testing.T) {
	data, err := os.ReadFile("services.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 20_000 {
		t.Errorf("services.tsv has %d bytes, which every library carries; the budget is 20,000", len(data))
	}
}

func TestResolveDoesNotAllocate(t *testing.T) {
	for _, tc := range [][2]string{
		{"autoscaling.ap-northeast-1.amazonaws.com", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
		{"bucket.s3-fips.dualstack.us-east-1.amazonaws.com:443", ""},
		{"search-logs-abc.eu-west-1.es.amazonaws.com", ""},
		{strings.Repeat("a.", 100) + "s3.eu-west-1.amazonaws.com", ""},
		{"example.org", ""},
	} {
		if n := testing.AllocsPerRun(100, func() { endpoint.Resolve(tc[0], tc[1]) }); n != 0 {
			t.Errorf("%v: %v allocations", tc, n)
		}
	}
}

func FuzzResolve(f *testing.F) {
	f.Add("bucket.s3-fips.dualstack.us-east-1.amazonaws.com:443", "DynamoDB_20120810.GetItem")
	f.Add("search-x.eu-west-1.es.amazonaws.com", "")
	f.Add("fips.-fips.dualstack.iam.us-gov.amazonaws.com.", ".")
	f.Fuzz(func(t *testing.T, host, target string) {
		got := endpoint.Resolve(host, target)
		if got.Service != "" && !endpoint.Known(got.Service) {
			t.Fatalf("unknown signing name %q", got.Service)
		}
		if strings.IndexByte(host, ':') < 0 && endpoint.Resolve(host+":8443", target) != got {
			t.Fatal("the port changes the scope")
		}
		if strings.Trim(got.Region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Fatalf("region %q", got.Region)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	for name, tc := range map[string][2]string{
		"plain":  {"autoscaling.ap-northeast-1.amazonaws.com", ""},
		"target": {"autoscaling.ap-northeast-1.amazonaws.com", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"},
		"bucket": {"bucket.s3.dualstack.eu-west-1.amazonaws.com", ""},
		"iot":    {"a1b2c3-ats.iot.us-west-2.amazonaws.com", ""},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				endpoint.Resolve(tc[0], tc[1])
			}
		})
	}
}

// Longer than any name, it would be looked up label by label.
func TestAHostLongerThanDNSHasSaysNothing(t *testing.T) {
	bucket := strings.Repeat("a.", 100) + "b.s3.eu-west-1.amazonaws.com"
	if got := endpoint.Resolve(bucket, ""); got != (endpoint.Scope{Service: "s3", Region: "eu-west-1"}) {
		t.Errorf("%d bytes: got %v", len(bucket), got)
	}
	long := strings.Repeat("a.", 1<<20) + "s3.eu-west-1.amazonaws.com"
	if got := endpoint.Resolve(long, ""); got != (endpoint.Scope{}) {
		t.Errorf("%d bytes: got %v", len(long), got)
	}
}

// The hosts are those of botocore's endpoint rules for sts and signin.
func TestVariantsOfHosts(t *testing.T) {
	fips, dual, both := endpoint.Variant{FIPS: true}, endpoint.Variant{DualStack: true}, endpoint.Variant{FIPS: true, DualStack: true}
	for _, c := range []struct {
		v                   endpoint.Variant
		region, sts, signIn string
	}{
		{endpoint.Variant{}, "eu-west-1", "sts.eu-west-1.amazonaws.com", "eu-west-1.signin.aws.amazon.com"},
		{fips, "us-east-1", "sts-fips.us-east-1.amazonaws.com", "signin-fips.us-east-1.amazonaws.com"},
		{fips, "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", "signin-fips.amazonaws-us-gov.com"},
		{fips, "us-gov-east-1", "sts.us-gov-east-1.amazonaws.com", "us-gov-east-1.signin-fips.amazonaws-us-gov.com"},
		{dual, "us-gov-west-1", "sts.us-gov-west-1.api.aws", "signin.us-gov-west-1.api.aws"},
		{dual, "eusc-de-east-1", "sts.eusc-de-east-1.api.amazonwebservices.eu", "signin.eusc-de-east-1.api.amazonwebservices.eu"},
		{both, "us-gov-east-1", "sts-fips.us-gov-east-1.api.aws", "signin-fips.us-gov-east-1.api.aws"},
	} {
		if sts, signIn := c.v.Regional("sts", c.region), c.v.SignIn(c.region); sts != "https://"+c.sts+"/" || signIn != "https://"+c.signIn+"/" {
			t.Errorf("%+v %s: got %s and %s", c.v, c.region, sts, signIn)
		}
	}
}
