//! The hashes are made by Python: pwdlib 0.3.1 with argon2-cffi 25.1 and bcrypt 5.0, passlib 1.7.4 with bcrypt 4.0.1.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, PasswordHasher, Version};

use super::known::{KnownHash, Refused};
use super::*;
use crate::errors::HttpError;

/// Small, so that the tests are fast.
const SMALL: Cost = Cost {
    memory_cost: 64,
    time_cost: 1,
    parallelism: 1,
};

/// `PasswordHash.recommended()`, and `Argon2Hasher` with other settings.
const ARGON2_OF_PWDLIB: &[(&str, &str)] = &[
    (
        "engine",
        "$argon2id$v=19$m=65536,t=3,p=4$pcE0H0xPYvgW0RgsWTrlkA$k718SFWeRMLFbx82ppLUMDctsehjwTimtq6xkOLzkcA",
    ),
    (
        "pässwörd",
        "$argon2id$v=19$m=65536,t=3,p=4$2AeykQ8GOqxq222vhoWstw$kLzYRcZfMtQToPrljwbohX8JVKQPYjy3uT14lYGSdio",
    ),
    (
        "engine",
        "$argon2id$v=19$m=19456,t=2,p=1$Zdfx0Xp9+RSbFooWBz7k8g$AcDPUmAq+Y5pZ9Ow0c3/Vme6fVYgMVcjichSfAxeFms",
    ),
    (
        "",
        "$argon2id$v=19$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A$hlzihfFcwKUe7hGU/C/zy9dOKxXE48DsOCDWHpiPCuY",
    ),
];

/// Each variant and version of argon2-cffi, with short salts and hashes, and passlib's.
const OTHER_ARGON2: &[&str] = &[
    "$argon2d$v=16$m=64,t=1,p=2$c2FsdHNhbHQ$eUEWECWeg3guh6xiCUnj9g",
    "$argon2d$v=19$m=64,t=1,p=2$c2FsdHNhbHQ$Go8RwKafd6rudwxCe+QU6Q",
    "$argon2i$v=16$m=64,t=1,p=2$c2FsdHNhbHQ$xRysRZj00LG0HBgmI60Ekg",
    "$argon2i$v=19$m=64,t=1,p=2$c2FsdHNhbHQ$G04eqal7W4OmQ8lB8p87TQ",
    "$argon2id$v=16$m=64,t=1,p=2$c2FsdHNhbHQ$yA8x4yOG7p6gtZcrZ2LWww",
    "$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHQ$5uqq3haRY8J3Q69/O23RHA",
    "$argon2i$m=64,t=1,p=1$c2FsdHNhbHQ$GfDXS7Jg706x6FotoIP+7A",
    "$argon2id$v=19$m=512,t=2,p=2$H2PsnbO2VkqpVUrpHUMoRQ$siLoaZ41QES51u0432RV7Iv3qbBnDn+x1/yOyucRjm8",
    "$argon2i$v=19$m=512,t=2,p=2$k/Lee2/NGeN8r9Vaaw2hVA$jKzAoqHBGAxrHNQlWuJn75E/jhm3hK0r4jePbH2dv6k",
];

const BCRYPT: &[(&str, &str)] = &[
    // pwdlib
    (
        "engine",
        "$2b$12$tVlNucib23ntRWuz6BXHgesdB9luul6YaGN7TU97vuvou06nxFAJq",
    ),
    (
        "pässwörd",
        "$2b$04$vzm6CVEhQuTWevQMkzEVAuOu7bdwud5NWNzDejsB/Ty9FU850umHG",
    ),
    (
        "engine",
        "$2a$04$hQvTfcq9SowsMMWSrmy9OOBGAmubw9aAOcloZGLOJUNhnnCTwqf9a",
    ),
    (
        "",
        "$2b$04$DYC8w4SonyiRr0ZIBU5BSOpjpB5zmrC.8UZxJkDgT1fbmkC4PDY0e",
    ),
    // passlib
    (
        "engine",
        "$2a$05$0Y/sfu7dxAaqftrKOavndec7f6SWXOzRfa4cL8YjrvKs361Lxfoua",
    ),
    (
        "engine",
        "$2b$05$Z9.h4z.MG9F07EDXSzrd4.p0OwVDnFRTARlHBBHh2T7L49CiQa6vW",
    ),
    (
        "engine",
        "$2y$05$zZ90OmtC5gQdAPQWO85bT.uNFUZ6xmhDrlTrhcF4ADvbZMhc7OzRm",
    ),
];

/// Of `"x" * 72` by pwdlib, and of `"x" * 100` by passlib.
const LONG_BCRYPT: &[&str] = &[
    "$2b$04$Qru6vXmFghJckQ3D/xXFFuvn7FfevnHu6mcuMjlnKGwxUcA14tMX.",
    "$2a$05$2XX6WXzHxl/ISmMCmBYLceRvcX.iPS9.YKkQlxyJRbv/Jj/qKt42W",
    "$2b$05$y/OPrUYTCDng/e/TgZsI9uA9vR3B5tZpTis.awpFwZlczUq8llP8i",
    "$2y$05$fy2PBJpY3JWrHv9EbxAtiuFS3ObUm9u0E9kbRptcpadQSKL2dOwiy",
];

#[test]
fn a_hash_is_of_its_password_alone() {
    let one = hash("engine").unwrap();
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, hash("engine").unwrap(), "each has a salt of its own");
    assert!(verify("engine", Some(&one)));
    assert!(!verify("Engine", Some(&one)));
    assert!(!verify("", Some(&one)));
}

#[test]
fn hashes_of_python_are_verified() {
    let others = OTHER_ARGON2.iter().map(|hash| ("engine", *hash));
    let all = ARGON2_OF_PWDLIB.iter().chain(BCRYPT).copied().chain(others);
    for (password, hash) in all {
        assert!(verify(password, Some(hash)), "{hash}");
        assert!(!verify(&format!("{password}!"), Some(hash)), "{hash}");
    }
}

/// With the salt of a hash of Python's, the text is Python's: so Python verifies what is made here.
#[test]
fn a_hash_is_the_one_that_python_makes() {
    for (password, text) in ARGON2_OF_PWDLIB {
        let theirs = PasswordHash::new(text).unwrap();
        let cost = argon::cost_of(&theirs).unwrap();
        let params = cost.params().unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let salt = theirs.salt.unwrap();
        let ours = argon2.hash_password_with_salt(password.as_bytes(), &salt);
        assert_eq!(ours.unwrap().to_string(), *text);
    }
}

#[test]
fn bcrypt_counts_72_bytes_as_passlib_does() {
    for hash in LONG_BCRYPT {
        for length in [72, 73, 100] {
            assert!(verify(&"x".repeat(length), Some(hash)), "{length}: {hash}");
        }
        assert!(!verify(&"x".repeat(71), Some(hash)), "{hash}");
        assert!(!verify(&format!("{}y", "x".repeat(71)), Some(hash)));
    }
}

/// With a zero byte two passwords have the same key, and the first is the key of `a\0b` by pwdlib.
#[test]
fn a_password_with_a_zero_byte_is_of_no_bcrypt_hash() {
    let zero = "$2b$04$If7w1sEoGZgcaT4IJhoQNOGCBMPEuHgH1l4.GUi.n6Vr0tea/iPgm";
    assert!(!verify("a\0b", Some(zero)));
    let (password, hash) = BCRYPT[0];
    assert!(verify(password, Some(hash)));
    assert!(!verify(&format!("{password}\0{password}"), Some(hash)));
    let argon2 = Hasher::new(SMALL).unwrap();
    let hash = argon2.hash("a\0b").unwrap();
    assert!(argon2.verify("a\0b", Some(&hash)));
}

#[test]
fn what_is_no_hash_is_of_no_password() {
    let good = "$2b$04$vzm6CVEhQuTWevQMkzEVAuOu7bdwud5NWNzDejsB/Ty9FU850umHG";
    let bad = [
        "",
        "engine",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2id$v=19$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A",
        "$argon2id$v=20$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A$hlzihfFcwKUe7hGU/C/zy9dOKxXE48DsOCDWHpiPCuY",
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        &good[..59],
        &format!("{good}."),
        &good.replacen("$04$", "$4$", 1),
        &good.replacen("$04$", "$+4$", 1),
        &good.replacen("$2b$", "$2x$", 1),
        &good.replacen("$2b$", "$2$", 1),
        // Bits that Python does not take either.
        &good.replacen("VAu", "VAv", 1),
        &good.replacen("vzm6CVEhQuTWevQMkzEVAu", "ä6CVEhQuTWevQMkzEVAuOu", 1),
    ];
    let hasher = Hasher::new(SMALL).unwrap();
    assert!(!hasher.verify("engine", None));
    for hash in bad {
        assert!(!hasher.verify("pässwörd", Some(hash)), "{hash}");
        let read = KnownHash::read(hash, SMALL).err();
        let is_argon2 = hash.starts_with("$argon2");
        let refused = if is_argon2 {
            Refused::Argon2Form
        } else {
            Refused::Unknown
        };
        assert_eq!(read, Some(refused), "{hash}");
    }
}

#[test]
fn a_hash_beyond_the_limits_is_refused_for_what_it_is() {
    let read = |lanes: u32, characters: usize| {
        let hash = "A".repeat(characters);
        let text = format!("$argon2id$v=19$m=65536,t=1,p={lanes}$c2FsdHNhbHQ${hash}");
        KnownHash::read(&text, Cost::OWASP).err()
    };
    assert_eq!(read(64, 43), None);
    assert_eq!(read(65, 43), Some(Refused::Argon2Lanes));
    for (characters, refused) in [
        (12, Some(Refused::Argon2Form)),
        (14, None),
        (86, None),
        (87, Some(Refused::Argon2Form)),
    ] {
        assert_eq!(read(1, characters), refused, "{characters}");
    }
    assert!(Refused::Argon2Lanes.to_string().contains("64 lanes"));
    assert!(Refused::Argon2Form.to_string().contains("10 to 64 bytes"));
}

/// None of these would end within a test.
#[test]
fn what_asks_for_too_much_is_refused() {
    let argon2 = |cost: &str| format!("$argon2id$v=19${cost}$c2FsdHNhbHQ$5uqq3haRY8J3Q69/O23RHA");
    for cost in [
        "m=4294967295,t=1,p=1",
        "m=262145,t=1,p=1",
        "m=64,t=4294967295,p=1",
        "m=65536,t=17,p=4",
    ] {
        let read = KnownHash::read(&argon2(cost), Cost::OWASP).err();
        assert_eq!(read, Some(Refused::Argon2Cost), "{cost}");
        assert!(!verify("engine", Some(&argon2(cost))));
    }
    for cost in [0, 3, 17, 31, 32, 99] {
        let hash = format!("$2b${cost:02}$vzm6CVEhQuTWevQMkzEVAuOu7bdwud5NWNzDejsB/Ty9FU850umHG");
        let read = KnownHash::read(&hash, Cost::OWASP).err();
        assert_eq!(read, Some(Refused::BcryptCost(cost)));
        assert!(!verify("pässwörd", Some(&hash)));
    }
}

#[test]
fn a_hasher_verifies_what_it_makes_however_dear() {
    let dear = Cost {
        memory_cost: 2 * 1024 * 1024,
        time_cost: 1,
        parallelism: 4,
    };
    let hash = "$argon2id$v=19$m=2097152,t=1,p=4$c2FsdHNhbHQ$5uqq3haRY8J3Q69/O23RHA";
    assert!(KnownHash::read(hash, dear).is_ok());
    assert!(KnownHash::read(hash, Cost::OWASP).is_err());
}

#[test]
fn a_long_password_is_refused() {
    let hasher = Hasher::new(SMALL).unwrap();
    let longest = "x".repeat(4096);
    let hash = hasher.hash(&longest).unwrap();
    assert!(hasher.verify(&longest, Some(&hash)));

    let longer = "x".repeat(4097);
    let error = hasher.hash(&longer).unwrap_err();
    let told = error.downcast_ref::<HttpError>().unwrap();
    assert_eq!(told.status(), 400, "the client's");
    assert_eq!(told.detail(), "The password is longer than 4096 bytes");
    assert!(hasher.hash(&"𝄞".repeat(1024)).is_ok(), "the `max_length`");
    assert!(hasher.hash(&"é".repeat(2049)).is_err());
    assert!(!hasher.verify(&longer, None));
    let bcrypt = LONG_BCRYPT[0];
    assert!(!hasher.verify(&longer, Some(bcrypt)));
}

#[test]
fn a_cost_has_bounds() {
    let cost = |memory_cost, time_cost, parallelism| {
        Hasher::new(Cost {
            memory_cost,
            time_cost,
            parallelism,
        })
    };
    for good in [
        cost(8, 1, 1),
        cost(512, 1, 64),
        cost(4 * 1024 * 1024, 1, 1),
        cost(64, 65536, 1),
    ] {
        good.unwrap();
    }
    for bad in [
        cost(7, 1, 1),
        cost(0, 1, 1),
        cost(15, 1, 2),
        cost(64, 0, 1),
        cost(64, 1, 0),
        cost(1024, 1, 65),
        cost(4 * 1024 * 1024 + 1, 1, 1),
        cost(64, 65537, 1),
        cost(u32::MAX, u32::MAX, u32::MAX),
    ] {
        let error = bad.unwrap_err().to_string();
        assert!(error.contains("`memory_cost`"), "{error}");
    }
}

#[test]
fn a_hash_needs_a_new_one_unless_it_is_as_new_ones_are() {
    let pwdlib = Hasher::new(Cost::PWDLIB).unwrap();
    let (_, recommended) = ARGON2_OF_PWDLIB[0];
    assert!(!pwdlib.needs_rehash(recommended));
    assert!(needs_rehash(recommended));
    assert!(!needs_rehash(&hash("engine").unwrap()));
    assert!(!needs_rehash(ARGON2_OF_PWDLIB[2].1));

    let small = Hasher::new(SMALL).unwrap();
    assert!(!small.needs_rehash(ARGON2_OF_PWDLIB[3].1));
    for other in [
        // Another variant, version, length of the salt and of the hash.
        "$argon2i$v=19$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A$hlzihfFcwKUe7hGU/C/zy9dOKxXE48DsOCDWHpiPCuY",
        "$argon2id$v=16$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A$hlzihfFcwKUe7hGU/C/zy9dOKxXE48DsOCDWHpiPCuY",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$hlzihfFcwKUe7hGU/C/zy9dOKxXE48DsOCDWHpiPCuY",
        "$argon2id$v=19$m=64,t=1,p=1$3OBSgG28ph8kd72n4O7k4A$5uqq3haRY8J3Q69/O23RHA",
        "engine",
        BCRYPT[0].1,
    ] {
        assert!(small.needs_rehash(other), "{other}");
    }
}

#[test]
fn a_right_password_updates_its_hash() {
    let hasher = Hasher::new(SMALL).unwrap();
    let (password, bcrypt) = BCRYPT[1];
    assert_eq!(
        hasher.verify_and_update("other", Some(bcrypt)).unwrap(),
        (false, None)
    );
    assert_eq!(
        hasher.verify_and_update(password, None).unwrap(),
        (false, None)
    );
    let (is_right, new) = hasher.verify_and_update(password, Some(bcrypt)).unwrap();
    let new = new.unwrap();
    assert!(is_right && hasher.verify(password, Some(&new)));
    assert_eq!(
        hasher.verify_and_update(password, Some(&new)).unwrap(),
        (true, None)
    );
}
