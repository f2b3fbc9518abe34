package chain

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// aliyunProfiles are those in the file of Alibaba Cloud's CLI.
type aliyunProfiles struct {
	path, text, current string
	profiles            []map[string]string
}

func (p aliyunProfiles) named(name string) map[string]string {
	if i := p.index(name); i >= 0 {
		return p.profiles[i]
	}
	return nil
}

func (p aliyunProfiles) index(name string) int {
	return slices.IndexFunc(p.profiles, func(profile map[string]string) bool { return profile["name"] == name })
}

// aliyunFile reads the CLI's file; none is the same as an empty one.
func (f *finder) aliyunFile() (aliyunProfiles, error) {
	path, ok := f.env.Path(first(f.env.Get("ALIBABA_CLOUD_CONFIG_FILE"), aliyunFile))
	data, err := f.o.Profile.Read(path)
	if !ok || errors.Is(err, fs.ErrNotExist) {
		return aliyunProfiles{path: path}, nil
	}
	if err != nil {
		return aliyunProfiles{}, fault.Wrap(fault.ProfileFileUnreadable, err, "%s cannot be read: %v", path, credentials.Reason(err))
	}
	file, err := readAliyun(string(data))
	if err != nil {
		return aliyunProfiles{}, fault.New(fault.ProfileFileMalformed, "%s: %s", path, err.Error())
	}
	file.path, file.text = path, string(data)
	return file, nil
}

// readAliyun reads {"current": name, "profiles": [{...}, ...]}.
func readAliyun(text string) (p aliyunProfiles, err error) {
	if len(text) > 1<<20 {
		return p, errors.New("it is larger than 1 MiB")
	}
	r := json.Read(text)
	inside := false
	for {
		v, ok := r.Next()
		switch {
		case !ok:
			return p, r.Err()
		case v.Depth == 1:
			inside = v.Name == "profiles" && v.Kind == json.Array
			if v.Name == "current" && v.Kind == json.String {
				p.current = v.Text
			}
		case inside && v.Depth == 2 && v.Kind == json.Object:
			p.profiles = append(p.profiles, map[string]string{})
		case inside && v.Depth == 3 && (v.Kind == json.String || v.Kind == json.Literal && v.Text != "null") && len(p.profiles) > 0:
			p.profiles[len(p.profiles)-1][v.Name] = v.Text
		}
	}
}

// ofAliyun is what a profile of the CLI stands for. visited are those that led here.
func (f *finder) ofAliyun(c *Chain, file aliyunProfiles, p map[string]string, visited []string) (provider, error) {
	name := p["name"]
	source := "profile " + shorten(name)
	pair := credentials.Credentials{AccessKeyID: p["access_key_id"], SecretAccessKey: p["access_key_secret"]}
	role := ramRole{
		arn: p["ram_role_arn"], session: p["ram_session_name"], duration: p["expired_seconds"], policy: p["policy"], externalID: p["external_id"],
		region: p["sts_region"], vpc: p["enable_vpc"], source: "role " + p["ram_role_arn"] + " of " + source,
	}
	switch mode := p["mode"]; mode {
	case "StsToken":
		pair.SessionToken = p["sts_token"]
		fallthrough
	case "AK":
		return c.checked(pair, source)
	case "", "EcsRamRole":
		return f.ecsRole(first(p["ram_role_name"], f.env.Get("ALIBABA_CLOUD_ECS_METADATA")), false)
	case "OIDC":
		role.oidc, role.token, role.session = p["oidc_provider_arn"], p["oidc_token_file"], p["role_session_name"]
		if role.oidc == "" || role.token == "" {
			return nil, fault.New(fault.ProfileIncomplete, "%s: OIDC needs oidc_provider_arn and oidc_token_file", source)
		}
		return f.assumeRAM(role, nil)
	case "RamRoleArn":
		by, err := new(Chain).checked(pair, source)
		if err != nil {
			return nil, err
		}
		return f.assumeRAM(role, by)
	case "ChainableRamRoleArn":
		next := file.named(p["source_profile"])
		if next == nil || slices.Contains(append(visited, name), p["source_profile"]) {
			return nil, fault.New(fault.ProfileIncomplete, "%s: its source_profile %.60q is not there, or leads back to it", source, p["source_profile"])
		}
		by, err := f.ofAliyun(new(Chain), file, next, append(visited, name))
		if err != nil {
			return nil, err
		}
		return f.assumeRAM(role, by)
	case "CloudSSO", "OAuth":
		if client.Offline { // constant, so that a linker leaves it out
			return nil, fault.New(fault.Unsupported, "this build makes no requests, and a sign-in is exchanged by one")
		}
		if mode == "OAuth" {
			return f.oauth(file, p, source)
		}
		return f.cloudSSO(file, p, source)
	case "External":
		return f.external(source, p["process_command"])
	default:
		return nil, fault.New(fault.ProfileUnsupported, "%s of %s has the mode %.40q; "+
			"AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC, CloudSSO, OAuth and External are supported", source, file.path, mode)
	}
}

// external runs a program that prints credentials in the CLI's words.
func (f *finder) external(source, command string) (provider, error) {
	printed, err := f.printed(command, source)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) {
		values, err := printed(ctx)
		if err != nil {
			return Found{}, err
		}
		found, err := ofCLI.take(values, "process_command of "+source, false)
		if err == nil && found.Expires.IsZero() && found.SessionToken != "" { // they end, and it does not say when
			found.Expires = f.o.Client.Clock().Add(ahead)
		}
		return found, err
	}, nil
}

// alibabaSection reads a section of the SDKs' file; nil: it is not there.
func (f *finder) alibabaSection(name string) (map[string]string, error) {
	paths := []string{f.env.Get("ALIBABA_CLOUD_CREDENTIALS_FILE")}
	if paths[0] == "" {
		paths = []string{"~/.alibabacloud/credentials", "~/.alibabacloud/credentials.ini"}
	}
	for _, path := range paths {
		values, err := credentials.ReadSection(f.o.Profile, path, name)
		if err != nil || values != nil {
			for key, value := range values { // as Alibaba's libraries do
				value, _, _ = strings.Cut(value, "#")
				values[key] = strings.TrimSpace(value)
			}
			return values, err
		}
	}
	return nil, nil
}

// ofSection is what a section of the SDKs' file stands for.
func (f *finder) ofSection(c *Chain, s map[string]string) (provider, error) {
	source := "profile " + shorten(s["name"])
	pair := credentials.Credentials{AccessKeyID: s["access_key_id"], SecretAccessKey: s["access_key_secret"]}
	role := ramRole{
		arn: first(s["role_arn"], f.env.Get("ALIBABA_CLOUD_ROLE_ARN")), session: s["role_session_name"], policy: s["policy"],
		oidc:   first(s["oidc_provider_arn"], f.env.Get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN")),
		token:  first(s["oidc_token_file_path"], f.env.Get("ALIBABA_CLOUD_OIDC_TOKEN_FILE")),
		source: "role " + s["role_arn"] + " of " + source,
	}
	switch kind := s["type"]; kind {
	case "access_key":
		return c.checked(pair, source)
	case "sts":
		pair.SessionToken = s["security_token"]
		return c.checked(pair, source)
	case "ram_role_arn":
		by, err := new(Chain).checked(pair, source)
		if err != nil {
			return nil, err
		}
		role.oidc, role.token = "", ""
		return f.assumeRAM(role, by)
	case "oidc_role_arn":
		if role.oidc == "" || role.token == "" {
			return nil, fault.New(fault.ProfileIncomplete, "%s: oidc_role_arn needs oidc_provider_arn and oidc_token_file_path", source)
		}
		return f.assumeRAM(role, nil)
	case "ecs_ram_role":
		return f.ecsRole(first(s["role_name"], f.env.Get("ALIBABA_CLOUD_ECS_METADATA")), false)
	default:
		return nil, fault.New(fault.ProfileUnsupported, "%s has the type %.40q; access_key, sts, ram_role_arn, oidc_role_arn and ecs_ram_role are supported", source, kind)
	}
}
