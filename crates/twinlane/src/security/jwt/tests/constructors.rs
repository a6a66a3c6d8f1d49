//! Every constructor of a key with every algorithm. No test here needs another, nor a process of its own: nothing is installed.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use signature::{Error, Signer, Verifier};
use tracing::level_filters::LevelFilter;
use twinlane_log_lines::LogLines;

use super::super::*;
use super::later;

const HMAC: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

const OTHERS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

fn least(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::HS256 => 32,
        Algorithm::HS384 => 48,
        _ => 64,
    }
}

/// A key of each family that only [`TOY`] takes.
fn keys(algorithm: Algorithm) -> (EncodingKey, DecodingKey) {
    let key = b"private, and public as well";
    match algorithm.family() {
        AlgorithmFamily::Rsa => (
            EncodingKey::from_rsa_der(key),
            DecodingKey::from_rsa_der(key),
        ),
        AlgorithmFamily::Ec => (EncodingKey::from_ec_der(key), DecodingKey::from_ec_der(key)),
        AlgorithmFamily::Ed => (EncodingKey::from_ed_der(key), DecodingKey::from_ed_der(key)),
        AlgorithmFamily::Hmac => secrets(&[7; 64]),
    }
}

fn secrets(secret: &[u8]) -> (EncodingKey, DecodingKey) {
    (
        EncodingKey::from_secret(secret),
        DecodingKey::from_secret(secret),
    )
}

#[track_caller]
fn assert_works(key: &Key) {
    let token = encode(&json!({ "sub": "ada", "exp": later() }), key).unwrap();
    assert_eq!(
        decode::<Value>(&token, key).unwrap()["sub"],
        "ada",
        "{key:?}"
    );
    let (rest, _) = token.rsplit_once('.').unwrap();
    assert!(
        decode::<Value>(&format!("{rest}.AAAA"), key).is_err(),
        "{key:?}"
    );
}

#[test]
fn a_secret_of_its_length_is_a_key() {
    type OfSecret = fn(Vec<u8>) -> Result<Key, KeyError>;
    let named: [OfSecret; 3] = [Key::hs256, Key::hs384, Key::hs512];
    for (algorithm, of_secret) in HMAC.into_iter().zip(named) {
        let least = least(algorithm);
        let key = of_secret(vec![7; least]).unwrap();
        assert_eq!(key.algorithm, algorithm);
        assert_works(&key);
        assert_eq!(
            of_secret(vec![7; least - 1]).unwrap_err(),
            KeyError::WeakSecret { algorithm, least }
        );
    }
}

#[test]
fn a_short_secret_is_a_key_if_it_is_called_so() {
    for algorithm in HMAC {
        for length in [1, 31, 64] {
            assert_works(&Key::of_short_secret(algorithm, vec![7; length]).unwrap());
        }
        let least = least(algorithm);
        assert_eq!(
            Key::of_short_secret(algorithm, "").unwrap_err(),
            KeyError::WeakSecret { algorithm, least }
        );
    }
    for algorithm in OTHERS {
        assert_eq!(
            Key::of_short_secret(algorithm, [7; 64]).unwrap_err(),
            KeyError::NotHmac { algorithm }
        );
    }
}

#[test]
fn a_short_secret_is_told_once_there_is_a_log() {
    let key = Key::of_short_secret(Algorithm::HS256, "short").unwrap();
    // Used before there is a log, too.
    assert_works(&key);
    let (lines, _log) = LogLines::keep(LevelFilter::INFO);
    assert_works(&key.clone());
    assert_works(&key.optional_exp());
    assert_works(&Key::of_short_secret(Algorithm::HS256, [7; 32]).unwrap());
    let text = lines.take();
    let said = "the secret of tokens has 5 bytes; HS256 needs 32";
    assert_eq!(text.matches(said).count(), 1, "{text}");
    assert_eq!(text.matches("the secret of tokens").count(), 1, "{text}");
}

#[test]
fn keys_for_hmac_need_nothing_else() {
    for algorithm in HMAC {
        let least = least(algorithm);
        let (signing, verifying) = secrets(&vec![7; least]);
        assert_works(&Key::of_keys(algorithm, signing.clone(), verifying.clone()).unwrap());

        let weak = KeyError::WeakSecret { algorithm, least };
        let (short_signing, short_verifying) = secrets(&vec![7; least - 1]);
        for (signing, verifying) in [(short_signing, verifying), (signing, short_verifying)] {
            let error = Key::of_keys(algorithm, signing, verifying).unwrap_err();
            assert_eq!(error, weak);
        }
        for other in OTHERS {
            let (signing, verifying) = keys(other);
            let error = Key::of_keys(algorithm, signing, verifying).unwrap_err();
            assert!(
                matches!(error, KeyError::Refused { .. }),
                "{other:?}: {error}"
            );
        }
    }
}

#[test]
fn other_algorithms_need_a_provider() {
    for algorithm in OTHERS {
        let (signing, verifying) = keys(algorithm);
        assert_eq!(
            Key::of_keys(algorithm, signing.clone(), verifying.clone()).unwrap_err(),
            KeyError::NotHmac { algorithm }
        );
        assert_works(&Key::with_provider(&TOY, algorithm, signing, verifying.clone()).unwrap());

        let error = Key::with_provider(&TOY, algorithm, secrets(&[7; 64]).0, verifying.clone());
        assert!(matches!(error, Err(KeyError::Refused { .. })));
        let error = Key::with_provider(&hmac::PROVIDER, algorithm, None, verifying);
        assert!(matches!(error, Err(KeyError::Refused { .. })));
    }
}

#[test]
fn a_provider_may_have_hmac_too() {
    for algorithm in HMAC {
        let (signing, verifying) = secrets(&[7; 64]);
        assert_works(&Key::with_provider(&TOY, algorithm, signing, verifying).unwrap());
        let (signing, verifying) = secrets(b"short");
        let error = Key::with_provider(&TOY, algorithm, signing, verifying).unwrap_err();
        assert!(matches!(error, KeyError::WeakSecret { .. }));
    }
}

#[test]
fn a_key_that_only_verifies_does_not_sign() {
    for algorithm in HMAC.into_iter().chain(OTHERS) {
        let (signing, verifying) = keys(algorithm);
        let both = Key::with_provider(&TOY, algorithm, signing, verifying.clone()).unwrap();
        let verifies = Key::with_provider(&TOY, algorithm, None, verifying).unwrap();
        let claims = json!({ "exp": later() });
        let token = encode(&claims, &both).unwrap();
        assert!(decode::<Value>(&token, &verifies).is_ok());
        let error = encode(&claims, &verifies).unwrap_err();
        assert!(format!("{error:?}").contains("the key only verifies"));
    }
}

/// It belongs to the program, which may use `jsonwebtoken` for other tokens, with other algorithms.
#[test]
fn the_default_of_the_process_is_left_alone() {
    static USELESS: CryptoProvider = CryptoProvider {
        signer_factory: |_, _| panic!("the default of the process was asked"),
        verifier_factory: |_, _| panic!("the default of the process was asked"),
        key_utils: KeyUtils::new_unimplemented(),
    };
    let key = Key::hs256([7; 32]).unwrap();
    assert_works(&key);
    assert!(USELESS.install_default().is_ok(), "another was installed");
    assert_works(&key);
    let (signing, verifying) = secrets(&[7; 32]);
    assert_works(&Key::of_keys(Algorithm::HS256, signing, verifying).unwrap());
}

#[test]
fn what_is_no_key_says_what_to_write() {
    let said = |error: KeyError| error.to_string();
    let algorithm = Algorithm::HS256;
    assert_eq!(
        said(KeyError::WeakSecret {
            algorithm,
            least: 32
        }),
        "the secret of a token has at least 32 bytes for HS256: make one with `openssl rand -hex 32`, or take the one that you have with `Key::of_short_secret`"
    );
    assert_eq!(
        said(KeyError::NotHmac {
            algorithm: Algorithm::RS256
        }),
        "RS256 is not HMAC: name what does its cryptography with `Key::with_provider`"
    );
    let (signing, verifying) = keys(Algorithm::RS256);
    assert_eq!(
        said(Key::of_keys(algorithm, signing, verifying).unwrap_err()),
        "the key cannot be used for HS256: InvalidKeyFormat"
    );
}

/// A provider of every algorithm, which signs with a hash: enough to see who is asked for what.
static TOY: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        let toy = Toy::new(*algorithm, key.family(), key.as_bytes())?;
        Ok(Box::new(toy))
    },
    verifier_factory: |algorithm, key| {
        let toy = Toy::new(*algorithm, key.family(), key.try_get_as_bytes()?)?;
        Ok(Box::new(toy))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Toy {
    algorithm: Algorithm,
    key: Vec<u8>,
}

impl Toy {
    fn new(
        algorithm: Algorithm,
        family: AlgorithmFamily,
        key: &[u8],
    ) -> jsonwebtoken::errors::Result<Self> {
        if algorithm.family() != family {
            return Err(jsonwebtoken::errors::ErrorKind::InvalidKeyFormat.into());
        }
        let key = key.to_vec();
        Ok(Self { algorithm, key })
    }
}

impl Signer<Vec<u8>> for Toy {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let name = format!("{:?}", self.algorithm);
        let hash = Sha256::new().chain_update(name);
        let hash = hash.chain_update(&self.key).chain_update(message);
        Ok(hash.finalize().to_vec())
    }
}

impl Verifier<Vec<u8>> for Toy {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        let is_right = self.try_sign(message)? == *signature;
        is_right.then_some(()).ok_or_else(Error::new)
    }
}

impl JwtSigner for Toy {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl JwtVerifier for Toy {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
