// Package endpoint derives the credential scope, signing name and region, from
// where a request goes.
//
// The signing name is the service part of the credential scope. It is often not
// the first label of the host: email.us-east-1.amazonaws.com is signed for
// "ses", data-ats.iot for "iotdata". For services of the JSON protocols the
// header X-Amz-Target names the service beyond doubt, whatever the host, so it
// is asked first: the host autoscaling.us-east-1.amazonaws.com is "autoscaling",
// but with the target AnyScaleScalingPlannerFrontendService.DescribeScalingPlans
// it is "autoscaling-plans".
//
// [Resolve] never guesses. What cannot be known is empty, and the caller has to
// be asked: the service for a host that is not in the table, the region for
// s3-accelerate. One convention is followed because every tool does: a host of
// a known service without a region, such as iam.amazonaws.com or
// bucket.s3.amazonaws.com, has the region where AWS keeps the global services of
// that partition (us-east-1, us-gov-west-1, cn-northwest-1, ...).
//
// Some hosts serve several names: maps.geo by the path, a database's host of RDS
// by Action=connect in the query, an IoT data endpoint by the path /mqtt. [Derive]
// looks at the whole request. It also tells the hosts that take only Signature
// Version 4A, and an X-Amz-Target that no service of the table has.
//
// # The table
//
// services.tsv holds facts about AWS: signing name, endpoint prefixes, target
// prefixes. tests/differential/services.py makes it from the service models and
// endpoint rules that AWS publishes with botocore, and adds what they do not
// have; tests/differential/run.py compares every endpoint of every service.
package endpoint
