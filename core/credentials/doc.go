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
// ([sso-session x], [services x]) and nested settings are passed over; those of
// [DEFAULT] stand behind every section.
//
// Lines, comments, indentation, quotes and the delimiters "=" and ":" are read as
// botocore reads them, and what it refuses is refused: a key or section that is
// there twice, text without a delimiter, nested text that is not key = value.
// There are differences that only help. A "#" or ";" after white space also
// begins a comment behind a value; a byte order mark is skipped. An indented line that would be glued to a
// credential, text behind a section name, and two sections that name one profile
// are errors with their line number: other tools pass over a part of them, and
// not all over the same part.
//
// Errors name file and line and never quote it, since it may hold a secret.
//
// # What is not there
//
// Profiles that need a network call or another program for their credentials
// (role_arn, sso_*, web_identity_token_file, credential_process, login_session)
// are an error that names the setting; package chain follows them, by [Settings]. Which of several sources a profile stands
// for is decided in botocore's order: a role or a sign-in goes before static keys
// in the same profile, a program only before those of the config file. Instance
// and container metadata are not asked.
package credentials
