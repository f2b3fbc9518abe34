package credentials

import "strings"

// Lookup is an environment: it returns the value of a variable and whether it
// is set. A nil Lookup is an empty environment.
type Lookup func(name string) (value string, ok bool)

var environment = labels{
	id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY", token: "AWS_SESSION_TOKEN",
	where: func(string) string { return " (environment)" },
}

// Get returns a variable's value. As in the AWS CLI, an empty variable is the
// same as none.
func (l Lookup) Get(name string) string {
	if l == nil {
		return ""
	}
	value, _ := l(name)
	return value
}

// first returns the value of the first variable that has one, and its name.
func (l Lookup) first(names ...string) (value, name string) {
	for _, name := range names {
		if value := l.Get(name); value != "" {
			return value, name
		}
	}
	return "", ""
}

// expand replaces $NAME and ${NAME} in a path by the variables' values. What is
// not set stays as it is.
func (l Lookup) expand(path string) string {
	if l == nil || !strings.Contains(path, "$") {
		return path
	}
	var b strings.Builder
	for path != "" {
		dollar := strings.IndexByte(path, '$')
		if dollar < 0 {
			break
		}
		b.WriteString(path[:dollar])
		path = path[dollar:]
		name, length := variable(path)
		if value, ok := l(name); ok && name != "" {
			b.WriteString(value)
		} else {
			b.WriteString(path[:length])
		}
		path = path[length:]
	}
	return b.String() + path
}

// Path expands the variables of a path and a leading ~/, which stands for HOME. It
// is false if HOME is not set.
func (l Lookup) Path(path string) (string, bool) {
	path = l.expand(path)
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path, true
	}
	home := l.Get("HOME")
	if home == "" {
		return path, false
	}
	return strings.TrimSuffix(home, "/") + "/" + rest, true
}

// variable returns the name behind a dollar sign, or "", and how much of text is
// the whole of it.
func variable(text string) (name string, length int) {
	if strings.HasPrefix(text, "${") {
		if end := strings.IndexByte(text, '}'); end > 0 {
			return text[2:end], end + 1
		}
		return "", 1
	}
	end := 1
	for end < len(text) && (alphanumeric(text[end]) || text[end] == '_') {
		end++
	}
	return text[1:end], end
}

// FromEnvironment returns the credentials in AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, validated. AWS_SECURITY_TOKEN is
// the older name of the last; as in botocore it is asked first.
func FromEnvironment(env Lookup) (Credentials, error) {
	c := Credentials{
		AccessKeyID:     env.Get(environment.id),
		SecretAccessKey: env.Get(environment.secret),
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
