package endpoint_test

import (
	"fmt"

	"github.com/sallyport/sallyport/core/endpoint"
)

func ExampleResolve() {
	const host = "autoscaling.ap-northeast-1.amazonaws.com"
	fmt.Println(endpoint.Resolve(host, ""))
	fmt.Println(endpoint.Resolve(host, "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"))
	// Output:
	// {autoscaling ap-northeast-1}
	// {autoscaling-plans ap-northeast-1}
}
