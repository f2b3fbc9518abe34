package credentials

// Lookup is an environment: it returns the value of a variable and whether it
// is set. A nil Lookup is an empty environment.
type Lookup func(name string) (value string, ok bool)

var environment = labels{
	id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY", token: "AWS_SESSION_TOKEN",
	where: func(string) string { return " (environment)" },
}

// get returns a variable's value. As in the AWS CLI, an empty variable is the
// same as none.
func (l Lookup) get(name string) string {
	if l == nil {
		return ""
	}
	value, _ := l(name)
	return value
}

// first returns the value of the first variable that has one, and its name.
func (l Lookup) first(names ...string) (value, name string) {
	for _, name := range names {
		if value := l.get(name); value != "" {
			return value, name
		}
	}
	return "", ""
}

// FromEnvironment returns the credentials in AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, validated. AWS_SECURITY_TOKEN is
// the older name of the last; as in botocore it is asked first.
func FromEnvironment(env Lookup) (Credentials, error) {
	c := Credentials{
		AccessKeyID:     env.get(environment.id),
		SecretAccessKey: env.get(environment.secret),
	}
	l := environment
	var name string
	if c.SessionToken, name = env.first("AWS_SECURITY_TOKEN", l.token); name != "" {
		l.token = name
	}
	if err := c.check(l); err != nil {
		return Credentials{}, err
	}
	return c, nil
}

// Region returns AWS_REGION, else AWS_DEFAULT_REGION, else "".
func Region(env Lookup) string {
	region, _ := env.first("AWS_REGION", "AWS_DEFAULT_REGION")
	return region
}
