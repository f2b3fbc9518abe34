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

// FromEnvironment returns the credentials in AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, validated.
func FromEnvironment(env Lookup) (Credentials, error) {
	c := Credentials{
		AccessKeyID:     env.get(environment.id),
		SecretAccessKey: env.get(environment.secret),
		SessionToken:    env.get(environment.token),
	}
	if err := c.check(environment); err != nil {
		return Credentials{}, err
	}
	return c, nil
}

// Region returns AWS_REGION, else AWS_DEFAULT_REGION, else "".
func Region(env Lookup) string {
	if region := env.get("AWS_REGION"); region != "" {
		return region
	}
	return env.get("AWS_DEFAULT_REGION")
}
