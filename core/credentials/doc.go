// Package credentials finds AWS credentials without the AWS SDK.
package credentials
