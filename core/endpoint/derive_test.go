package endpoint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/endpoint"
)

// One host may serve several signing names; path or query tell which.
func TestPathAndQueryTellTheService(t *testing.T) {
	const db = "db.x.rds.cn-north-1.amazonaws.com.cn:3306"
	for _, tc := range []struct{ host, path, query, service string }{
		{"maps.geo.eu-west-1.amazonaws.com", "/v2/tiles/a/1/2/3", "", "geo-maps"},
		{"maps.geo.eu-west-1.amazonaws.com", "/maps/v0/maps/m/tiles/1/2/3", "", "geo"},
		{"maps.geo-fips.eu-west-1.api.aws", "/v2/static/map", "", "geo-maps"},
		{"places.geo.eu-west-1.amazonaws.com", "/v2/suggest", "", "geo-places"},
		{"places.geo.eu-west-1.amazonaws.com", "/places/v0/indexes/i/search/text", "", "geo"},
		{"routes.geo.eu-west-1.amazonaws.com", "/v2/routes", "", "geo-routes"},
		{"maps.geo.eu-west-1.amazonaws.com", "/else", "", ""},
		{"maps.geo.eu-west-1.amazonaws.com", "/v2", "", ""},
		{"cp.maps.geo.eu-west-1.amazonaws.com", "/v2/", "", "geo"},
		{"geofencing.geo.eu-west-1.amazonaws.com", "/geofencing/v0/collections/c", "", "geo"},
		{db, "/", "Action=connect&DBUser=u", "rds-db"},
		{db, "/", "DBUser=u&Action=connect", "rds-db"},
		{db, "/", "DBUser=u&Action=connected", "rds"},
		{"rds.eu-west-1.amazonaws.com", "/", "Action=DescribeDBInstances", "rds"},
		{"db.abc.us-east-1.rds.amazonaws.com", "/", "Action=connect&DBUser=u", "rds-db"},
		{"c.abc.memorydb.us-east-1.amazonaws.com", "/", "Action=connect&User=u", "memorydb"},
		{"db.cluster-abc.neptune.cn-north-1.amazonaws.com.cn", "/gremlin", "", "neptune-db"},
		{"a1b2c3-ats.iot.us-west-2.amazonaws.com", "/mqtt", "", "iotdevicegateway"},
		{"data-ats.iot.us-west-2.amazonaws.com", "/mqtt", "", "iotdevicegateway"},
		{"a1b2c3-ats.iot.us-west-2.amazonaws.com", "/topics/t", "qos=1", "iotdata"},
	} {
		d := endpoint.Derive(endpoint.Request{Host: tc.host, Path: tc.path, Query: tc.query})
		if d.Service != tc.service || d.OnlySigV4A || d.UnknownTarget {
			t.Errorf("%s%s?%s: got %+v, want %q", tc.host, tc.path, tc.query, d, tc.service)
		}
		if shared := endpoint.Derive(endpoint.Request{Host: tc.host}); shared.Service != d.Service && !d.ByURL {
			t.Errorf("%s: the URL tells the service, and ByURL is false", tc.host)
		}
	}
}

func TestHostsThatRefuseSigV4AreKnown(t *testing.T) {
	for host, only := range map[string]bool{
		"mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com": true,
		"abc.veo.endpoint.events.amazonaws.com":                  true,
		"123456789012.cloudfront-kvs.global.api.aws":             true,
		"abc.endpoints.email.amazonaws.com":                      true,
		"abc.endpoints.email.global.api.aws":                     true,
		"events.us-east-1.amazonaws.com":                         false,
		"email.us-east-1.amazonaws.com":                          false,
		"bucket.s3-accelerate.amazonaws.com":                     false,
		"my-endpoint.s3.us-east-1.amazonaws.com":                 false,
	} {
		if d := endpoint.Derive(endpoint.Request{Host: host}); d.OnlySigV4A != only || only && (d.Region != "" || d.Service == "") {
			t.Errorf("%s: got %+v", host, d)
		}
	}
}

func TestGovCloudSharesGlobalHosts(t *testing.T) {
	for _, tc := range []struct{ host, home, want string }{
		{"budgets.amazonaws.com", "us-gov-east-1", "us-gov-west-1"},
		{"budgets.amazonaws.com", "eu-west-1", "us-east-1"},
		{"budgets.amazonaws.com", "", "us-east-1"},
		{"ce.us-east-1.amazonaws.com", "us-gov-west-1", "us-east-1"}, // the host is a fact
		{"route53.amazonaws.com.cn", "us-gov-west-1", "cn-northwest-1"},
	} {
		if d := endpoint.Derive(endpoint.Request{Host: tc.host, DefaultRegion: tc.home}); d.Region != tc.want {
			t.Errorf("%s from %q: got %q, want %q", tc.host, tc.home, d.Region, tc.want)
		}
	}
}

func TestAnUnknownTargetHasNeighbours(t *testing.T) {
	for _, tc := range []struct{ target, near string }{
		{"DynamoDB_20111205.GetItem", "DynamoDB_20120810"},
		{"AnyScaleScalingPlanerFrontendService.DescribeScalingPlans", "AnyScaleScalingPlannerFrontendService"},
		{"dynamodb_20120810.GetItem", "DynamoDB_20120810"},
		{"AmazonSQS", ""}, // no operation
		{"SendMessage", ""},
		{strings.Repeat("a", 10000) + ".b", ""},
		{".", ""},
	} {
		d := endpoint.Derive(endpoint.Request{Host: "dynamodb.eu-west-1.amazonaws.com", Target: tc.target})
		near := endpoint.NearTargets(tc.target)
		if !d.UnknownTarget || d.Service != "" || d.Region != "eu-west-1" || len(near) > 3 || tc.near != "" && !slices.Contains(near, tc.near) {
			t.Errorf("%.80s: got %+v and %q, want %q", tc.target, d, near, tc.near)
		}
	}
	if near := endpoint.NearTargets("Zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz.Op"); near != nil {
		t.Errorf("nothing is like it, and %q are offered", near)
	}
	d := endpoint.Derive(endpoint.Request{Host: "localhost", Target: "DynamoDB_20120810.GetItem"})
	if d.UnknownTarget || d.Service != "dynamodb" {
		t.Errorf("got %+v", d)
	}
}
