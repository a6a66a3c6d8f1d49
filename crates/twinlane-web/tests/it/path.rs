use twinlane_web::path::DecodedPath;

/// The expected paths are those of uvicorn 0.54.
#[test]
fn a_path_is_decoded_as_uvicorn_decodes_it() {
    for (raw, decoded) in [
        ("", ""),
        ("/", "/"),
        ("*", "*"),
        ("/a%20b", "/a b"),
        ("/a%2Fb%2fc", "/a/b/c"),
        ("/a+b", "/a+b"),
        ("/%C3%A9", "/é"),
        ("/%", "/%"),
        ("/%4", "/%4"),
        ("/%zz%4", "/%zz%4"),
        ("/%%41", "/%A"),
        ("/%2541", "/%41"),
        ("/%00%0A%7f", "/\0\n\u{7f}"),
        ("/%FFx%C3", "/\u{fffd}x\u{fffd}"),
        ("/%E9", "/\u{fffd}"),
        ("/%F0%9F%98", "/\u{fffd}"),
        ("/%ED%A0%80", "/\u{fffd}\u{fffd}\u{fffd}"),
        ("/%C0%80", "/\u{fffd}\u{fffd}"),
        ("/%F5%80", "/\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(DecodedPath::new(raw).as_str(), decoded, "{raw}");
    }
}

#[test]
fn a_path_prints_as_its_text() {
    assert_eq!(DecodedPath::new("/%41").to_string(), "/A");
    assert_eq!(DecodedPath::new("/%41").len(), 2);
}
