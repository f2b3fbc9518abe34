package aws

// AccountID is the account that the stand-in's credentials belong to.
const AccountID = "123456789012"

// scalingPlans is the result of DescribeScalingPlans: one plan.
var scalingPlans = map[string]any{
	"ScalingPlans": []any{map[string]any{
		"ScalingPlanName":    "lab-plan",
		"ScalingPlanVersion": 1,
		"StatusCode":         "Active",
		"CreationTime":       1.5362e9,
		"ApplicationSource": map[string]any{
			"TagFilters": []any{map[string]any{"Key": "application", "Values": []string{"sallyport-lab"}}},
		},
		"ScalingInstructions": []any{map[string]any{
			"ServiceNamespace":  "autoscaling",
			"ResourceId":        "autoScalingGroup/lab-group",
			"ScalableDimension": "autoscaling:autoScalingGroup:DesiredCapacity",
			"MinCapacity":       1,
			"MaxCapacity":       4,
		}},
	}},
}

// actions are the results of the query protocol, by service and action.
var actions = map[string]string{
	"sts.GetCallerIdentity": `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
		`<GetCallerIdentityResult><Arn>arn:aws:sts::` + AccountID + `:assumed-role/lab/session</Arn>` +
		`<UserId>AROALABEXAMPLE000001:session</UserId><Account>` + AccountID + `</Account></GetCallerIdentityResult>` +
		`</GetCallerIdentityResponse>`,
	"autoscaling.DescribeAutoScalingGroups": `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">` +
		`<DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult>` +
		`</DescribeAutoScalingGroupsResponse>`,
}
