//! The id by which the log lines of one request are found, here and in other services.

/// The longest id that is taken from a client.
const LONGEST: usize = 128;

/// True if an id from a client can be used: 1 to 128 ASCII letters, digits, and `-_.:/+=@~`.
///
/// The id is copied to log lines and to headers of other services.
///
/// ```
/// use twinlane_web::request_id::is_well_formed;
///
/// assert!(is_well_formed(b"Root=1-67891233-abcdef012345678912345678"));
/// assert!(!is_well_formed(b"x y"));
/// ```
pub fn is_well_formed(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=@~".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_is_no_id() {
        assert!(is_well_formed(b"0b9d2f0e-6a6b-4f6e-9c3c-8d1f8f0f9a10"));
        assert!(is_well_formed(&[b'a'; LONGEST]));
        assert!(!is_well_formed(&[b'a'; LONGEST + 1]));
        #[rustfmt::skip]
        let garbage: [&[u8]; 12] = [
            b"", b" a", b"a\tb", b"a,b", b"a;b", b"a\"b", b"a\\b", b"{a}", b"<a>", b"a\x1b[2K", b"caf\xc3\xa9", b"${jndi:ldap}",
        ];
        for id in garbage {
            assert!(!is_well_formed(id), "{id:?}");
        }
    }
}
