//! The parts of a request that are not shown.

/// The text where a secret was.
pub(super) const MASK: &str = "********";

/// Parts of names whose values are secrets: `authorization`, `x-api-key`, `access_token`, `X-Amz-Signature`. Proxies name the user who has
/// logged in by further ones: `x-amzn-oidc-data`, `cf-access-client-id`, `x-ms-client-principal`, `x-forwarded-user`, `x-user-id`,
/// `tailscale-user-login`, `x-consumer-username`, `x-client-dn`.
const SECRET: [&str; 36] = [
    "-user",
    "assertion",
    "auth",
    "bearer",
    "cf-access",
    "client-cert",
    "client-dn",
    "client-verify",
    "clientcert",
    "consumer",
    "cookie",
    "credential",
    "csrf",
    "email",
    "forwarded-groups",
    "identity",
    "impersonate",
    "jwt",
    "key",
    "login",
    "oidc",
    "otp",
    "pass",
    "principal",
    "pwd",
    "remote-groups",
    "remote-name",
    "saml",
    "secret",
    "session",
    "sig",
    "ssl-client",
    "token",
    "username",
    "verifier",
    "xsrf",
];

/// True if a header or a parameter of this name may be a secret. Better one too many.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match &*name {
        // An authorization server sends the browser back with these.
        "code" | "state" => true,
        // It says that somebody has clicked, not who.
        "sec-fetch-user" => false,
        name => SECRET.iter().any(|part| name.contains(part)),
    }
}

/// A URL, or a text with URLs in it, without the secrets of its query and without the user and the password before a host.
pub(super) fn masked_url(url: &str) -> String {
    let Some((before, query)) = url.split_once('?') else {
        return without_users(url);
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if is_secret(&decoded(name)) || has_secret(&decoded(value)) => {
            format!("{name}={MASK}")
        }
        None if has_secret(&decoded(pair)) => MASK.to_owned(),
        _ => without_users(pair),
    });
    let pairs: Vec<String> = pairs.collect();
    [&without_users(before), "?", &pairs.join("&")].concat()
}

/// True if a URL with a user is in the text, or a parameter that is a secret.
fn has_secret(text: &str) -> bool {
    let mut pairs = text
        .split(['?', '&', '#'])
        .filter_map(|pair| pair.split_once('='));
    without_users(text) != text || pairs.any(|(name, _)| is_secret(&decoded(name)))
}

/// The text without the users and passwords of the URLs in it: `https://user:password@host`.
fn without_users(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(slashes) = rest.find("//") {
        let (before, host) = rest.split_at(slashes + 2);
        shown.push_str(before);
        let end = host.find(['/', '?', '#', '\\', ' ']).unwrap_or(host.len());
        rest = match host[..end].rfind('@') {
            Some(at) => {
                shown.push_str(MASK);
                &host[at..]
            }
            None => host,
        };
    }
    shown.push_str(rest);
    shown
}

fn decoded(text: &str) -> String {
    // A pair alone has no other end.
    let text = text.replace('=', "%3D");
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    let text = pairs.next().map(|(text, _)| text.into_owned());
    text.unwrap_or_default()
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
            "X-Forwarded-User",
            "X-Forwarded-Email",
            "X-Forwarded-Preferred-Username",
            "X-Forwarded-Groups",
            "Remote-User",
            "X-Remote-User",
            "Remote-Email",
            "Remote-Name",
            "Remote-Groups",
            "Tailscale-User-Login",
            "X-SSL-Client-S-DN",
            "X-Consumer-Username",
            "X-Consumer-Custom-ID",
            "X-User",
            "X-User-ID",
            "X-Proxy-User",
            "X-Vouch-User",
            "Username",
            "X-Client-DN",
            "X-Client-Verify",
            "X-Amzn-Mtls-Clientcert-Subject",
            "X-Rh-Identity",
            "Impersonate-User",
            "X-Login",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "host",
            "accept",
            "origin",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-prefix",
            "access-control-request-method",
            "sec-fetch-site",
            "sec-fetch-user",
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
            ("/b?next=a=b", "/b?next=a=b"),
            ("/b?next=/c?d=e", "/b?next=/c?d=e"),
            ("/b?next=/c?token=t&page=2", "/b?next=********&page=2"),
            ("/b?next=%2Fc%3Fpage%3D1%26token%3Dt", "/b?next=********"),
            ("/b?next=%2Fc%23access_token%3Dt", "/b?next=********"),
            ("</b?page=1>; rel=next, </b?token=t>", "</b?page=********"),
        ] {
            assert_eq!(masked_url(url), shown);
        }
    }

    #[test]
    fn users_and_passwords_of_urls_are_masked() {
        for (url, shown) in [
            ("https://ada:pw@a/b", "https://********@a/b"),
            ("https://ada@a", "https://********@a"),
            ("https://a:p@w@b?page=1", "https://********@b?page=1"),
            (
                "<https://u:p@a/>; rel=x, <//u@b>",
                "<https://********@a/>; rel=x, <//********@b>",
            ),
            ("/go?to=https://u:p@a/b&page=2", "/go?to=********&page=2"),
            ("/go?to=https%3A%2F%2Fu%3Ap%40a", "/go?to=********"),
            (
                "/go?to=https%3A%2F%2Fa%2Fb%40c",
                "/go?to=https%3A%2F%2Fa%2Fb%40c",
            ),
            ("/go?https://u:p@a", "/go?********"),
            ("/go?https%3A%2F%2Fu%3Ap%40a", "/go?********"),
            ("https://a/@ada", "https://a/@ada"),
            ("https://a?q=x@y", "https://a?q=x@y"),
            ("//", "//"),
            ("ada@a.example", "ada@a.example"),
        ] {
            assert_eq!(masked_url(url), shown);
        }
    }
}
