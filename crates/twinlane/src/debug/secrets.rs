//! The parts of a request that are not shown.

/// The text where a secret was.
pub(super) const MASK: &str = "********";

/// Parts of names whose values are secrets: `authorization`, `x-api-key`, `access_token`, `X-Amz-Signature`, and those by which proxies say who
/// has logged in: `x-amzn-oidc-data`, `cf-access-client-id`, `x-ms-client-principal`.
const SECRET: [&str; 22] = [
    "assertion",
    "auth",
    "bearer",
    "cf-access",
    "client-cert",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "key",
    "oidc",
    "otp",
    "pass",
    "principal",
    "pwd",
    "saml",
    "secret",
    "session",
    "sig",
    "token",
    "verifier",
    "xsrf",
];

/// True if a header or a parameter of this name may be a secret. Better one too many.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // What an authorization server sends a browser back with.
    name == "code" || name == "state" || SECRET.iter().any(|part| name.contains(part))
}

/// A URL without the secrets of its query.
pub(super) fn masked_url(url: &str) -> String {
    let Some((before, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(&decoded(name)) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    });
    let pairs: Vec<String> = pairs.collect();
    [before, "?", &pairs.join("&")].concat()
}

fn decoded(name: &str) -> String {
    let mut pairs = form_urlencoded::parse(name.as_bytes());
    let name = pairs.next().map(|(name, _)| name.into_owned());
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_proxies_that_say_who_somebody_is_are_secrets() {
        for name in [
            "Proxy-Authorization",
            "X-Forwarded-Authorization",
            "X-Api-Key",
            "Ocp-Apim-Subscription-Key",
            "X-Auth-Request-Email",
            "X-Forwarded-Access-Token",
            "CF-Access-Client-Id",
            "Cf-Access-Jwt-Assertion",
            "X-Amzn-Oidc-Data",
            "X-Amzn-Oidc-Identity",
            "X-Goog-Iap-Jwt-Assertion",
            "X-Ms-Client-Principal",
            "X-Forwarded-Client-Cert",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "host",
            "accept",
            "origin",
            "x-forwarded-for",
            "x-forwarded-proto",
            "access-control-request-method",
            "sec-fetch-site",
            "user-agent",
            "x-request-id",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn secrets_of_a_query_are_masked() {
        for (url, shown) in [
            ("http://a/b", "http://a/b"),
            ("/b?page=2&q=x", "/b?page=2&q=x"),
            (
                "/b?access_token=t&page=2&API_KEY=k",
                "/b?access_token=********&page=2&API_KEY=********",
            ),
            ("/b?to%6ben=t&code=c", "/b?to%6ben=********&code=********"),
            ("/b?token", "/b?token"),
            ("/b?sig=a=b?c", "/b?sig=********"),
        ] {
            assert_eq!(masked_url(url), shown);
        }
    }
}
