"""The services that give out credentials, as stand-ins in one HTTP server on loopback.

Each gives a key id that names what it was asked for, so that a test sees which source was asked, by whom and
with what. STS checks the signature with botocore's own signer; the metadata service checks its token.
"""

import datetime
import hashlib
import hmac
import http.server
import json
import re
import threading
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IMDS-TOKEN"


def end(seconds=3600):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.seen.append((self.command, self.path, dict(self.headers.items()), body))
        if self.server.failing:
            return self.answer(self.server.failing, b"<E><Code>AccessDenied</Code><Message>not you</Message></E>")
        path = urllib.parse.urlsplit(self.path).path
        if path == "/latest/api/token":
            return self.answer(200, TOKEN.encode()) if self.command == "PUT" else self.answer(405)
        if path.startswith("/latest/meta-data/"):
            return self.metadata(path)
        if path == "/token":
            return self.sso_token(json.loads(body))
        if path == "/cloud-credentials":
            return self.cloud_sso(json.loads(body))
        if self.headers.get("Host", "").startswith("oauth."):
            return self.oauth(path, dict(urllib.parse.parse_qsl(body)))
        if path == "/v1/token":
            return self.login_token(json.loads(body))
        if path == "/federation/credentials":
            return self.sso()
        if path == "/sessions":
            return self.session()
        if path.startswith("/container"):
            self.server.hold()
            return self.give("CONTAINER" + (self.headers.get("Authorization") or ""), "Token")
        if self.headers.get("Host", "").endswith("aliyuncs.com"):
            return self.ram(body)
        if path == "/uri":
            return self.give("URI", "SecurityToken", "AccessKeySecret")
        if self.command == "POST" and path == "/":
            return self.sts(dict(urllib.parse.parse_qsl(body)), body)
        return self.answer(404)

    do_PUT = do_POST = do_GET

    def do_CONNECT(self):
        """A proxy that is the server behind it too, with the test's certificate."""
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.close_connection = False

    def finish(self):
        super().finish()
        self.connection.close()  # which after CONNECT is not the server's

    def metadata(self, path):
        header = "X-aliyun-ecs-metadata-token" if "/ram/" in path else "X-aws-ec2-metadata-token"
        if self.headers.get(header) != TOKEN:
            return self.answer(401)
        if path.endswith("/security-credentials/"):
            return self.answer(200, b"role")
        if "/ram/" in path:
            return self.give("ECS", "SecurityToken", "AccessKeySecret")
        return self.give("EC2", "Token")

    def sso(self):
        if self.headers.get("x-amz-sso_bearer_token") != "SSO-TOKEN":
            return self.answer(401)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        given = {
            "accessKeyId": "SSO-%s-%s" % (asked["account_id"], asked["role_name"]),
            "secretAccessKey": SECRET,
            "sessionToken": "T",
            "expiration": int(end().timestamp() * 1000),
        }
        return self.answer(200, json.dumps({"roleCredentials": given}).encode())

    def sso_token(self, asked):
        """CreateToken of IAM Identity Center's OIDC service: a refresh token is good once."""
        want = {"grantType": "refresh_token", "clientId": "C", "clientSecret": "CS", "refreshToken": "R1"}
        if asked != want or "Authorization" in self.headers:
            return self.answer(400, b'{"error":"invalid_grant","error_description":"Invalid refresh token provided"}')
        given = {"accessToken": "SSO-TOKEN", "expiresIn": 28800, "refreshToken": "R2", "tokenType": "Bearer"}
        return self.answer(200, json.dumps(given).encode())

    def login_token(self, asked):
        """CreateOAuth2Token of AWS Sign-In. The key's proof is looked at by the test."""
        if asked != {"clientId": "C", "refreshToken": "R1", "grantType": "refresh_token"}:
            return self.answer(403, b'{"error":"TOKEN_EXPIRED","message":"sign in again"}')
        pair = {"accessKeyId": "LOGIN-2", "secretAccessKey": SECRET, "sessionToken": "T2"}
        given = {"accessToken": pair, "tokenType": "urn", "expiresIn": 900, "refreshToken": "R2"}
        return self.answer(200, json.dumps(given).encode())

    def cloud_sso(self, asked):
        """CreateCloudCredential of Alibaba Cloud's CloudSSO."""
        token = self.headers["Authorization"].partition("Bearer ")[2]
        if token == "OLD":
            return self.answer(401, b'{"ErrorCode":"InvalidAccessToken","ErrorMessage":"no"}')
        given = {"AccessKeyId": "-".join(("SSO", asked["AccountId"], asked["AccessConfigurationId"], token))}
        given.update(AccessKeySecret=SECRET, SecurityToken="T", Expiration=end().strftime("%Y-%m-%dT%H:%M:%SZ"))
        return self.answer(200, json.dumps({"RequestId": "1", "CloudCredential": given}).encode())

    def oauth(self, path, asked):
        """A sign-in of Alibaba Cloud's CLI in a browser. A refresh token is good once, but for R1."""
        site = "CN" if self.headers["Host"].startswith("oauth.aliyun.com") else "INTL"
        if path == "/v1/exchange":
            token = self.headers["Authorization"].partition("Bearer ")[2]
            given = {"AccessKeyId": "OAUTH-%s-%s" % (site, token), "AccessKeySecret": SECRET, "SecurityToken": "T"}
            given["Expiration"] = end(900).strftime("%Y-%m-%dT%H:%M:%SZ")
            return self.answer(200, json.dumps(given).encode())
        client = {"CN": "4038181954557748008", "INTL": "4103531455503354461"}[site]
        if asked["client_id"] != client or asked["grant_type"] != "refresh_token" or not asked["Timestamp"]:
            return self.answer(400, b'{"error":"invalid_request"}')
        if asked["refresh_token"] != "R1":
            return self.answer(400, b'{"error":"invalid_grant"}')
        given = {"access_token": "A2", "refresh_token": "R2", "expires_in": 3600, "token_type": "Bearer"}
        return self.answer(200, json.dumps(given).encode())

    def session(self):
        """IAM Roles Anywhere, whose signatures are compared with AWS's helper in tests/servers."""
        algorithm = self.headers["Authorization"].partition(" ")[0]
        given = {
            "accessKeyId": algorithm.split("-")[2],
            "secretAccessKey": SECRET,
            "sessionToken": "T",
            "expiration": end().strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return self.answer(201, json.dumps({"credentialSet": [{"credentials": given}]}).encode())

    def ram(self, body):
        """Alibaba Cloud's STS: parameters in query and form, signed in one of two ways or with a token."""
        query = urllib.parse.urlsplit(self.path).query
        asked = dict(urllib.parse.parse_qsl(query) + urllib.parse.parse_qsl(body))
        words = [asked["RoleArn"].rpartition("/")[2], self.headers["Host"].partition(".aliyuncs")[0]]
        words += [
            asked[name] for name in ("DurationSeconds", "ExternalId", "Policy", "RoleSessionName") if name in asked
        ]
        if "OIDCToken" in asked:
            words += [asked["OIDCProviderArn"].rpartition("/")[2], asked["OIDCToken"]]
        else:
            key = self.signed_for_alibaba(asked, query, body)
            if key is None:
                return self.answer(400, b'{"Code":"SignatureDoesNotMatch","Message":"no"}')
            words += ["by", key]
        given = {"AccessKeyId": ".".join(words), "AccessKeySecret": SECRET, "SecurityToken": "T"}
        given["Expiration"] = end().strftime("%Y-%m-%dT%H:%M:%SZ")
        user = {"Arn": "acs:ram::1:assumed-role/r/s", "AssumedRoleId": "1:s"}
        return self.answer(200, json.dumps({"AssumedRoleUser": user, "Credentials": given}).encode())

    def signed_for_alibaba(self, asked, query, body):
        """The key id of a signature of version 1 (SDKs), or of ACS3-HMAC-SHA256 (us)."""
        if "Signature" in asked:  # which Alibaba's library has made
            return asked["AccessKeyId"]
        given = re.match(
            "ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=(.+)$", self.headers["Authorization"]
        )
        lines = [self.command, "/", query]
        lines += ["%s:%s" % (name, self.headers[name].strip()) for name in given.group(2).split(";")]
        lines += ["", given.group(2), hashlib.sha256(body.encode()).hexdigest()]
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
        good = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest() == given.group(3)
        action = (self.headers["x-acs-action"], self.headers["x-acs-version"])
        return given.group(1) if good and action == ("AssumeRole", "2015-04-01") else None

    def sts(self, form, body):
        words = [form["RoleArn"].rpartition("/")[2]]
        words += [form[name] for name in ("ExternalId", "DurationSeconds", "WebIdentityToken") if name in form]
        if "TokenCode" in form:
            if form["TokenCode"] == "000000":
                text = b"MultiFactorAuthentication failed with invalid MFA one time pass code."
                return self.answer(403, b"<E><Code>AccessDenied</Code><Message>%s</Message></E>" % text)
            words += [form["SerialNumber"].rpartition("/")[2], form["TokenCode"]]
        if form["Action"] == "AssumeRole":
            key = self.signed_by(body)
            if key is None:
                return self.answer(403, b"<E><Code>SignatureDoesNotMatch</Code><Message>no</Message></E>")
            words += ["by", key]
        name = form["Action"]
        answer = (
            "<{0}Response xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><{0}Result><Credentials>"
            "<AccessKeyId>{1}</AccessKeyId><SecretAccessKey>{2}</SecretAccessKey><SessionToken>T</SessionToken>"
            "<Expiration>{3}</Expiration></Credentials></{0}Result></{0}Response>"
        ).format(name, ".".join(words), SECRET, end().strftime("%Y-%m-%dT%H:%M:%SZ"))
        return self.answer(200, answer.encode(), "text/xml")

    def signed_by(self, body):
        """The key id, if botocore makes the same signature of the request."""
        given = self.headers["Authorization"]
        key, date, region, service = re.search(r"Credential=([^/]+)/(\d+)/([^/]+)/([^/]+)/", given).groups()
        names = re.search("SignedHeaders=([^,]+)", given).group(1).split(";")
        # Whatever is not a file's or the environment's key pair comes from this server.
        pair = botocore.credentials.Credentials(key, SECRET, self.headers.get("X-Amz-Security-Token"))
        headers = {name: self.headers[name] for name in names if name not in ("x-amz-date", "x-amz-security-token")}
        request = botocore.awsrequest.AWSRequest(
            "POST", "http://%s/" % self.headers["Host"], headers=headers, data=body
        )
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        auth = botocore.auth.SigV4Auth(pair, service, region)
        if pair.token:
            request.headers["X-Amz-Security-Token"] = pair.token
        request.headers["X-Amz-Date"] = self.headers["X-Amz-Date"]
        text = auth.string_to_sign(request, auth.canonical_request(request))
        return key if given.endswith("Signature=" + auth.signature(text, request)) else None

    def give(self, key, token, secret="SecretAccessKey"):
        given = {"Code": "Success", "AccessKeyId": key, secret: SECRET, token: "T"}
        given["Expiration"] = end().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.answer(200, json.dumps(given).encode())

    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Sources:
    """A context manager; url is the server's, seen what arrived, failing a status that all is answered with."""

    def __enter__(self):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.seen = self.seen = []
        self._server.failing = None
        self._server.hold = lambda: None
        self._server.tls = None
        self.url = "http://127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def secure(self, context):
        """What a client reaches through this server as a proxy is here too, with TLS."""
        self._server.tls = context

    def fail(self, status):
        self._server.failing = status

    def hold(self, wait):
        """The container's credentials come after wait()."""
        self._server.hold = wait

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()

    def environment(self, **more):
        """Variables that lead AWS's SDKs, and us, to the stand-ins."""
        return {
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ENDPOINT_URL_SSO": self.url,
            "AWS_ENDPOINT_URL_SSO_OIDC": self.url,
            "AWS_ENDPOINT_URL_SIGNIN": self.url,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url,
            "AWS_DEFAULT_REGION": "eu-west-1",
            **more,
        }
