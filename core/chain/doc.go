// Package chain gets credentials that have an end from where they are given out,
// and others before that end.
//
// [Find] decides which source is asked, in botocore's order, from an environment
// and files that were passed in: the environment's key pair; a profile with its
// role, web identity, sign-in, key pair or program; a web identity; a container's
// credentials; the instance's. It sends nothing. What is found in the environment
// or a file and has no end is ready at once, see [Chain.Static].
//
// # Renewal
//
// A [Chain] makes a signer of what a source gives. [Chain.Signer] never waits: it
// returns the signer of now, and if its credentials have a third of their time
// left, or 15 minutes, begins to ask for others, which one goroutine does that
// ends with the answer. A source that fails meanwhile is asked again later. When
// nothing valid is left the answer is CREDENTIALS_STALE, and [Chain.Wait] waits
// for others: one caller asks, the others wait for what it gets.
//
// # Network
//
// Everything goes through package client with the caller's pins, trust, proxies
// and limits. Sources next door (containers, metadata) are never asked through a
// proxy. No redirect is followed, and an answer over 64 KiB is an error. Where AWS's
// services are asked is botocore's ConfiguredEndpointProvider, with its endpoint
// rules for FIPS and dual stack.
//
// # People
//
// A role whose profile has an mfa_serial needs a code. [Options.MFACode] is asked for
// it, by the one caller that asks the source; or [Chain.AssumeRole] brings it. A code
// is sent once, and a role that another one is assumed with is not assumed again
// before it ends. [Chain.Log] says which sources were passed over or asked, and what
// they gave.
//
// Errors name source and reason. No secret, token or output of a program is in
// them.
//
// Sources: botocore 1.44, credentials.py; AWS SDKs and Tools Reference Guide,
// "Standardized credential providers"; Alibaba Cloud's credentials-go 1.4.14.
package chain
