package identity

import "github.com/sallyport/sallyport/core/fault"

// policy says which genuine instances are allowed.
type policy struct {
	accounts, regions, zones, instances, images, instanceTypes allowList
}

// allowList is a set of allowed values; nil allows any, an empty one none.
type allowList map[string]struct{}

func newPolicy(o *Options) (*policy, error) {
	var p policy
	for _, list := range []struct {
		name   string
		values []string
		target *allowList
	}{
		{"accounts", o.Accounts, &p.accounts},
		{"regions", o.Regions, &p.regions},
		{"zones", o.Zones, &p.zones},
		{"instances", o.Instances, &p.instances},
		{"images", o.Images, &p.images},
		{"instance_types", o.InstanceTypes, &p.instanceTypes},
	} {
		if list.values == nil {
			continue
		}
		*list.target = make(allowList, len(list.values))
		for _, value := range list.values {
			if value == "" {
				// It would allow documents that lack the field.
				return nil, fault.New(fault.InvalidOption, "%s= has an empty entry", list.name)
			}
			(*list.target)[value] = struct{}{}
		}
	}
	return &p, nil
}

// check returns the first rule that the instance breaks.
func (p *policy) check(id *Identity) error {
	for _, rule := range [...]struct {
		list  allowList
		value string
		code  fault.Code
		noun  string
	}{
		{p.accounts, id.AccountID, fault.PolicyAccount, "account"},
		{p.regions, id.RegionID, fault.PolicyRegion, "region"},
		{p.zones, id.ZoneID, fault.PolicyZone, "zone"},
		{p.instances, id.InstanceID, fault.PolicyInstance, "instance"},
		{p.images, id.ImageID, fault.PolicyImage, "image"},
		{p.instanceTypes, id.InstanceType, fault.PolicyInstanceType, "instance type"},
	} {
		if rule.list == nil {
			continue
		}
		if _, ok := rule.list[rule.value]; !ok {
			return fault.New(rule.code, "the %s %.100q is not allowed", rule.noun, rule.value)
		}
	}
	return nil
}
