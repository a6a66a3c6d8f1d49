//! HMAC for `jsonwebtoken`, which leaves cryptography to others: one family of algorithms instead of all, and no code in C.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{self, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use sha2::{Sha256, Sha384, Sha512};
use signature::{Error, Signer, Verifier};

/// Signs and verifies with a secret. It is used directly and never installed as the default of the process. The default belongs
/// to the program, and has all other algorithms.
pub(super) static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        let is_secret = key.family() == AlgorithmFamily::Hmac;
        let keyed = Keyed::new(*algorithm, is_secret.then(|| key.as_bytes()))?;
        Ok(Box::new(keyed))
    },
    verifier_factory: |algorithm, key| {
        let is_secret = key.family() == AlgorithmFamily::Hmac;
        let secret = is_secret.then(|| key.try_get_as_bytes()).transpose()?;
        Ok(Box::new(Keyed::new(*algorithm, secret)?))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// The number of bytes that a secret needs (RFC 7518, section 3.2). `None`: the algorithm is not HMAC.
pub(super) fn least_secret(algorithm: Algorithm) -> Option<usize> {
    match algorithm {
        Algorithm::HS256 => Some(32),
        Algorithm::HS384 => Some(48),
        Algorithm::HS512 => Some(64),
        _ => None,
    }
}

/// A secret, with its algorithm.
enum Keyed {
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

impl Keyed {
    fn new(algorithm: Algorithm, secret: Option<&[u8]>) -> errors::Result<Self> {
        let secret = secret.ok_or(ErrorKind::InvalidKeyFormat)?;
        let keyed = match algorithm {
            Algorithm::HS256 => Hmac::new_from_slice(secret).map(Self::Sha256),
            Algorithm::HS384 => Hmac::new_from_slice(secret).map(Self::Sha384),
            Algorithm::HS512 => Hmac::new_from_slice(secret).map(Self::Sha512),
            _ => return Err(ErrorKind::InvalidAlgorithm.into()),
        };
        keyed.map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Signer<Vec<u8>> for Keyed {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(match self {
            Self::Sha256(mac) => mac
                .clone()
                .chain_update(message)
                .finalize()
                .into_bytes()
                .to_vec(),
            Self::Sha384(mac) => mac
                .clone()
                .chain_update(message)
                .finalize()
                .into_bytes()
                .to_vec(),
            Self::Sha512(mac) => mac
                .clone()
                .chain_update(message)
                .finalize()
                .into_bytes()
                .to_vec(),
        })
    }
}

/// In a time that does not tell how much of the signature is right.
impl Verifier<Vec<u8>> for Keyed {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        let verified = match self {
            Self::Sha256(mac) => mac.clone().chain_update(message).verify_slice(signature),
            Self::Sha384(mac) => mac.clone().chain_update(message).verify_slice(signature),
            Self::Sha512(mac) => mac.clone().chain_update(message).verify_slice(signature),
        };
        verified.map_err(|_| Error::new())
    }
}

impl JwtSigner for Keyed {
    fn algorithm(&self) -> Algorithm {
        self.name()
    }
}

impl JwtVerifier for Keyed {
    fn algorithm(&self) -> Algorithm {
        self.name()
    }
}

impl Keyed {
    fn name(&self) -> Algorithm {
        match self {
            Self::Sha256(_) => Algorithm::HS256,
            Self::Sha384(_) => Algorithm::HS384,
            Self::Sha512(_) => Algorithm::HS512,
        }
    }
}
