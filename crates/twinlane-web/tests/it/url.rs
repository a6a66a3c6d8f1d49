use http::Request;
use http::header::HOST;
use http::request::Parts;
use twinlane_web::url;

fn request(method: &str, target: &str, hosts: &[&[u8]]) -> Parts {
    let mut request = Request::builder().method(method).uri(target);
    for host in hosts {
        request = request.header(HOST, *host);
    }
    request.body(()).unwrap().into_parts().0
}

fn url_of(target: &str, hosts: &[&[u8]]) -> String {
    url::of(&request("GET", target, hosts), "")
}

#[test]
fn a_url_has_the_host_the_path_and_the_query() {
    assert_eq!(url_of("/", &[b"h:80"]), "http://h:80/");
    assert_eq!(
        url_of("/a%20b?c=d?e", &[b"[::1]"]),
        "http://[::1]/a%20b?c=d?e"
    );
    assert_eq!(url_of("/a", &[b"h:"]), "http://h/a");
    assert_eq!(
        url_of("//evil.example/a", &[b"h"]),
        "http://h//evil.example/a"
    );
    let star = request("OPTIONS", "*", &[b"h"]);
    assert_eq!(url::of(&star, ""), "http://h/*");
    let tunnel = request("CONNECT", "a.example:443", &[]);
    assert_eq!(url::of(&tunnel, ""), "http://a.example:443/");
}

#[test]
fn a_host_that_cannot_be_used_is_left_out() {
    let hosts: [&[&[u8]]; 7] = [
        &[],
        &[b""],
        &[b"a/b?c@d"],
        &[b"u@h"],
        &[b"h:65536"],
        &[b"h\xc3\xa9"],
        &[b"h", b"h"],
    ];
    for hosts in hosts {
        let parts = request("GET", "/items?x", hosts);
        assert_eq!(url::host(&parts), None, "{hosts:?}");
        assert_eq!(url::of(&parts, ""), "/items?x", "{hosts:?}");
    }
}

#[test]
fn without_a_host_a_url_cannot_be_taken_for_one() {
    assert_eq!(url_of("//evil.example/a?b", &[]), "/%2Fevil.example/a?b");
    assert_eq!(url_of("///evil.example", &[b"u@h"]), "/%2F/evil.example");
    assert_eq!(url_of("/\\evil.example?\\", &[]), "/%5Cevil.example?\\");
}

/// RFC 9112, section 3.2.2.
#[test]
fn the_authority_of_the_target_counts() {
    let target = "https://a.example:8443/items";
    assert_eq!(url_of(target, &[b"h"]), target);
    assert_eq!(url_of("http://u@a/items", &[b"h"]), "/items");
    assert_eq!(url_of("javascript://a/items", &[]), "http://a/items");
    assert_eq!(url_of("http://a", &[]), "http://a/");
}
