// Package credentials finds AWS credentials without the AWS SDK.
//
// There are three sources, and the caller chooses one; nothing is searched
// behind the caller's back. Credentials given explicitly are a [Credentials]
// value. [FromEnvironment] reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
// AWS_SESSION_TOKEN. [FromProfile] reads the profile files of the AWS CLI.
// [Credentials.Validate] finds the mistakes that a server reports only as a
// signature mismatch: half a pair, a swapped pair, a stray line break, a
// temporary key without its token.
//
// # Environment and files
//
// The package never looks at the process's own environment: a [Lookup] is
// passed in, because a library that a host has loaded does not see what the
// host adds to its environment afterwards. Files are read through
// [ProfileOptions].ReadFile.
//
// # Profile files
//
// In the config file a profile x is the section [profile x], and the profile
// named default is [default] or, if both are there, [profile default]. In the
// credentials file it is [x]. The two are merged and the credentials file wins,
// but a key pair is never put together from both files. Sections of other kinds
// ([sso-session x], [services x]) and nested settings are passed over. A profile
// that occurs twice in a file is merged; the later value wins.
//
// Lines, comments, indentation and the delimiters "=" and ":" are read as the
// AWS CLI reads them, with two differences that only help: a "#" or ";" after
// white space also begins a comment behind a value, and an indented line that
// would be glued to a credential is an error with its line number.
//
// Errors name file and line and never quote it, since it may hold a secret.
//
// # What is not there
//
// Profiles that need a network call or another program for their credentials
// (role_arn, sso_*, web_identity_token_file, credential_process, login_session)
// are an error that names the setting. Static keys in the same profile are used
// before any of these is looked at. Instance and container metadata are not
// asked.
package credentials
