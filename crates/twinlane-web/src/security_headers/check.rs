//! The mistakes in options: browsers ignore what they do not know, and would protect nobody.

use std::time::Duration;

use super::policy::NONCE;
use super::rules::{Frames, Hsts, SecurityHeaderRules, YEAR};
use crate::origin::Origin;

/// The mistakes, a sentence each.
pub(super) fn mistakes(rules: &SecurityHeaderRules) -> Vec<String> {
    let mut mistakes = Vec::new();
    if let Some(policy) = &rules.content_security_policy {
        check_content_policy(policy, &mut mistakes);
    }
    if let Some(policy) = &rules.permissions_policy {
        check_permissions(policy, &mut mistakes);
    }
    if let Some(policy) = &rules.referrer_policy {
        // A list, of which a browser takes the last that it knows.
        for one in policy.split(',') {
            check_one_of(("referrer_policy", one.trim()), REFERRER, &mut mistakes);
        }
    }
    let [opener, resource] = [&rules.opener_policy, &rules.resource_policy];
    if let Some(policy) = opener {
        check_one_of(("opener_policy", policy), OPENER, &mut mistakes);
    }
    if let Some(policy) = resource {
        check_one_of(("resource_policy", policy), RESOURCE, &mut mistakes);
    }
    if let Frames::These(origins) = &rules.frames {
        check_frames(origins, &mut mistakes);
    }
    mistakes.extend(rules.hsts.and_then(hsts_mistake).map(str::to_owned));
    mistakes
}

const REFERRER: &[&str] = &[
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
];

const OPENER: &[&str] = &[
    "same-origin",
    "same-origin-allow-popups",
    "noopener-allow-popups",
    "unsafe-none",
];

const RESOURCE: &[&str] = &["same-origin", "same-site", "cross-origin"];

fn check_one_of((option, value): (&str, &str), known: &[&str], mistakes: &mut Vec<String>) {
    if !known.contains(&value) {
        let known = known.join("`, `");
        mistakes.push(format!("`{option}` is `{value}`: it is one of `{known}`"));
    }
}

fn check_frames(origins: &[String], mistakes: &mut Vec<String>) {
    let wrong = origins.iter();
    let wrong = wrong.filter_map(|origin| Some((origin, Origin::mistake(origin)?)));
    mistakes
        .extend(wrong.map(|(origin, why)| format!("`{origin}` among the `frames` is none: {why}")));
}

fn hsts_mistake(hsts: Hsts) -> Option<&'static str> {
    if hsts.max_age < Duration::from_secs(1) {
        Some("`hsts` for less than a second makes browsers forget it: write `without_hsts()`")
    } else if hsts.preload && !(hsts.subdomains && hsts.max_age >= YEAR) {
        Some("`hsts_preload` counts only with `hsts_subdomains` and a year or more of `hsts`")
    } else {
        None
    }
}

/// Directives that browsers know, but for `frame-ancestors`.
const DIRECTIVES: &[&str] = &[
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "report-to",
    "report-uri",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "worker-src",
];

/// Words that are the names of hosts without their quotes.
const QUOTED: &[&str] = &[
    "inline-speculation-rules",
    "none",
    "report-sample",
    "report-sha256",
    "report-sha384",
    "report-sha512",
    "self",
    "strict-dynamic",
    "trusted-types-eval",
    "unsafe-eval",
    "unsafe-hashes",
    "unsafe-inline",
    "wasm-unsafe-eval",
];

fn check_content_policy(policy: &str, mistakes: &mut Vec<String>) {
    let mut mistake = |message: String| {
        mistakes.push(format!("the `content_security_policy`: {message}"));
    };
    if policy.trim().is_empty() {
        mistake("it is empty: leave it out".to_owned());
    }
    if let Some(wrong) = policy
        .chars()
        .find(|&c| c == ',' || !(c == ' ' || c.is_ascii_graphic()))
    {
        mistake(format!("{wrong:?} cannot stand in it"));
    }
    let mut seen = Vec::new();
    let directives = policy.split(';').map(str::trim);
    for directive in directives.filter(|directive| !directive.is_empty()) {
        let mut words = directive.split_ascii_whitespace();
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        if name == "frame-ancestors" {
            mistake("`frame-ancestors` is said by `frames`".to_owned());
        } else if !DIRECTIVES.contains(&name.as_str()) {
            mistake(format!("`{name}` is no directive that browsers know"));
            continue;
        } else if seen.contains(&name) {
            mistake(format!(
                "`{name}` is there twice, and browsers take the first alone"
            ));
        }
        // Its own words are without quotes.
        let has_sources = name.ends_with("-src")
            || name.contains("-src-")
            || name == "base-uri"
            || name == "form-action";
        let words: Vec<&str> = words.collect();
        for message in words
            .iter()
            .filter_map(|word| wrong_word(word, has_sources))
        {
            mistake(message);
        }
        let is_none = |word: &&str| word.eq_ignore_ascii_case("'none'");
        if words.len() > 1 && words.iter().any(is_none) {
            mistake(format!(
                "`'none'` of `{name}` stands alone: browsers ignore it beside others"
            ));
        }
        seen.push(name);
    }
}

fn wrong_word(word: &str, has_sources: bool) -> Option<String> {
    let is_nonce = word == format!("'nonce-{NONCE}'");
    if is_nonce {
        return (!has_sources).then(|| format!("`{word}` stands in no list of sources"));
    }
    if word.contains(['{', '}']) || word.starts_with("'nonce-") {
        return Some(format!("`{word}`: the nonce is written `'nonce-{NONCE}'`"));
    }
    let lower = word.to_ascii_lowercase();
    if has_sources && QUOTED.contains(&lower.as_str()) {
        return Some(format!("`{word}` is written with quotes: `'{lower}'`"));
    }
    let inner = lower.strip_prefix('\'')?;
    let Some(inner) = inner.strip_suffix('\'') else {
        return Some(format!("`{word}` has one quote"));
    };
    let is_hash = ["sha256-", "sha384-", "sha512-"]
        .iter()
        .any(|hash| inner.starts_with(hash));
    // `require-trusted-types-for 'script'`, `trusted-types 'allow-duplicates'`.
    let is_other = !has_sources && matches!(inner, "script" | "allow-duplicates" | "none");
    let is_known = has_sources && (QUOTED.contains(&inner) || is_hash) || is_other;
    (!is_known).then(|| format!("`{word}` is no word that browsers know"))
}

/// `camera=(), geolocation=(self "https://a.example"), fullscreen=*`.
fn check_permissions(policy: &str, mistakes: &mut Vec<String>) {
    let mut seen = Vec::new();
    for directive in policy.split(',').map(str::trim) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let list = value
            .strip_prefix('(')
            .and_then(|list| list.strip_suffix(')'));
        let is_value = match list {
            Some(list) => list.split_ascii_whitespace().all(is_allowed),
            None => value == "*" || is_allowed(value),
        };
        if !(is_name && is_value) {
            mistakes.push(format!(
                "`{directive}` in the `permissions_policy` is not as `camera=()` or `camera=(self \"https://example.com\")`"
            ));
        } else if seen.contains(&name) {
            mistakes.push(format!(
                "`{name}` is there twice in the `permissions_policy`"
            ));
        }
        seen.push(name);
    }
}

/// `self`, `src`, or an origin in quotes, whose host may begin with a star.
fn is_allowed(word: &str) -> bool {
    let quoted = word
        .strip_prefix('"')
        .and_then(|word| word.strip_suffix('"'));
    match quoted {
        Some(origin) => Origin::named(&origin.replacen("://*.", "://", 1)).is_some(),
        None => matches!(word, "self" | "src"),
    }
}
