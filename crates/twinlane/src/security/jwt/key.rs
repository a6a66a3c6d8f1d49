//! A key: what signs tokens, and what a token must satisfy.

use std::fmt;
use std::sync::{Arc, Once};
use std::time::Duration;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, errors};
use tracing::{Level, warn};

use super::claims::ClaimRules;
use super::hmac;

/// A secret that signs tokens, and the rules for accepting a token.
///
/// A secret that cannot sign or verify is an error of the constructor, so it is never an error of a request.
#[derive(Clone)]
pub struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) rules: ClaimRules,
    signing: Option<EncodingKey>,
    verifying: DecodingKey,
    provider: &'static CryptoProvider,
    /// Of a secret that is too short to be safe.
    short: Option<ShortSecret>,
}

/// A secret that is too short to be safe, which is said once: of a key and its clones together.
#[derive(Clone)]
struct ShortSecret {
    length: usize,
    least: usize,
    told: Arc<Once>,
}

impl Key {
    /// Creates a key for HMAC with SHA-256, from a secret of at least 32 bytes (RFC 7518, section 3.2).
    ///
    /// # Errors
    ///
    /// The secret is too short.
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::of_secret(Algorithm::HS256, secret.as_ref())
    }

    /// Creates a key for HMAC with SHA-384, from a secret of at least 48 bytes.
    ///
    /// # Errors
    ///
    /// The secret is too short.
    pub fn hs384(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::of_secret(Algorithm::HS384, secret.as_ref())
    }

    /// Creates a key for HMAC with SHA-512, from a secret of at least 64 bytes.
    ///
    /// # Errors
    ///
    /// The secret is too short.
    pub fn hs512(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::of_secret(Algorithm::HS512, secret.as_ref())
    }

    /// Creates an HMAC key from a secret of any length, for a service that moves here from Python: PyJWT accepts short secrets.
    ///
    /// Anybody who has a token can guess a short secret offline. If the secret is too short, its length is logged at WARN when the key is first used
    /// after the log has started. Take a new secret when the old tokens have expired.
    ///
    /// # Errors
    ///
    /// The secret is empty, or the algorithm is not HMAC.
    pub fn of_short_secret(
        algorithm: Algorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        let secret = secret.as_ref();
        let least = hmac::least_secret(algorithm).ok_or(KeyError::NotHmac { algorithm })?;
        if secret.is_empty() {
            return Err(KeyError::WeakSecret { algorithm, least });
        }
        let signing = EncodingKey::from_secret(secret);
        let verifying = DecodingKey::from_secret(secret);
        let key = Self::usable(&hmac::PROVIDER, algorithm, Some(signing), verifying)?;
        let length = secret.len();
        let short = (length < least).then(|| ShortSecret {
            length,
            least,
            told: Arc::new(Once::new()),
        });
        Ok(Self { short, ..key })
    }

    /// Creates an HMAC key from keys of `jsonwebtoken`. The signing key may be `None` if tokens are only verified.
    ///
    /// # Errors
    ///
    /// The algorithm is not HMAC (then use [`with_provider`](Self::with_provider)), or a key is not for HMAC. Or the secret is too short: see
    /// [`hs256`](Self::hs256), [`hs384`](Self::hs384) and [`hs512`](Self::hs512).
    pub fn of_keys(
        algorithm: Algorithm,
        signing: impl Into<Option<EncodingKey>>,
        verifying: DecodingKey,
    ) -> Result<Self, KeyError> {
        if hmac::least_secret(algorithm).is_none() {
            return Err(KeyError::NotHmac { algorithm });
        }
        Self::with_provider(&hmac::PROVIDER, algorithm, signing, verifying)
    }

    /// Creates a key for any algorithm of `jsonwebtoken`, such as RSA, elliptic curves and Ed25519.
    ///
    /// `provider` does the cryptography. The signing key may be `None` if tokens are only verified. With the feature `aws_lc_rs` of `jsonwebtoken`,
    /// the provider is `&jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER`. The default provider of the process is neither used nor changed.
    ///
    /// # Errors
    ///
    /// The provider does not support the algorithm, or refuses a key for it. Or a secret is too short, as in [`of_keys`](Self::of_keys).
    pub fn with_provider(
        provider: &'static CryptoProvider,
        algorithm: Algorithm,
        signing: impl Into<Option<EncodingKey>>,
        verifying: DecodingKey,
    ) -> Result<Self, KeyError> {
        let key = Self::usable(provider, algorithm, signing.into(), verifying)?;
        let least = hmac::least_secret(algorithm).unwrap_or_default();
        let signs = key.signing.iter().map(EncodingKey::as_bytes);
        let mut secrets = signs.chain(key.verifying.try_get_as_bytes());
        if secrets.any(|secret| secret.len() < least) {
            return Err(KeyError::WeakSecret { algorithm, least });
        }
        Ok(key)
    }

    fn of_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        let signing = EncodingKey::from_secret(secret);
        Self::of_keys(algorithm, signing, DecodingKey::from_secret(secret))
    }

    /// A key that signs, if it is there to sign, and verifies. Its secret may be short.
    fn usable(
        provider: &'static CryptoProvider,
        algorithm: Algorithm,
        signing: Option<EncodingKey>,
        verifying: DecodingKey,
    ) -> Result<Self, KeyError> {
        let key = Self {
            algorithm,
            rules: ClaimRules::default(),
            signing,
            verifying,
            provider,
            short: None,
        };
        let refused = |error: errors::Error| KeyError::Refused {
            algorithm,
            reason: error.to_string(),
        };
        key.verifier().map_err(refused)?;
        match key.signer() {
            Some(Err(error)) => Err(refused(error)),
            Some(Ok(_)) | None => Ok(key),
        }
    }

    /// Accepts tokens for this audience, in addition to audiences set before. Tokens without an audience are refused too.
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        self.rules.audiences.push(audience.to_owned());
        self
    }

    /// Accepts tokens of this issuer, in addition to issuers set before. Tokens without an issuer are refused too.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.rules.issuers.push(issuer.to_owned());
        self
    }

    /// Sets the tolerance for clocks that differ. None by default.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.rules.leeway = leeway;
        self
    }

    /// Refuses tokens without this claim, or with the value `null` for it. PyJWT: `options={"require": ["iat"]}`.
    #[must_use]
    pub fn require(mut self, claim: &str) -> Self {
        self.rules.required.push(claim.to_owned());
        self
    }

    /// Accepts tokens without `exp`, which are valid for ever; PyJWT's default. A token whose `exp` is past is still refused.
    #[must_use]
    pub fn optional_exp(mut self) -> Self {
        self.rules.required.retain(|claim| claim != "exp");
        self
    }

    /// Also accepts `exp`, `nbf` and `iat` as texts of digits, such as `"1700000000"`; PyJWT's default.
    #[must_use]
    pub fn numeric_strings(mut self) -> Self {
        self.rules.numeric_strings = true;
        self
    }

    /// Accepts any `iat`. PyJWT: `options={"verify_iat": False}`.
    #[must_use]
    pub fn any_iat(mut self) -> Self {
        self.rules.checks_iat = false;
        self
    }

    /// Accepts and signs tokens whose `sub` is not a text, but a number, for example. PyJWT: `options={"verify_sub": False}`, and every version
    /// before 2.10.
    #[must_use]
    pub fn any_sub(mut self) -> Self {
        self.rules.texts.retain(|claim| *claim != "sub");
        self
    }

    /// Accepts and signs tokens whose `jti` is not a text. PyJWT: `options={"verify_jti": False}`, and every version before 2.10.
    #[must_use]
    pub fn any_jti(mut self) -> Self {
        self.rules.texts.retain(|claim| *claim != "jti");
        self
    }

    /// The signer; `None` for a key that only verifies.
    pub(super) fn signer(&self) -> Option<errors::Result<Box<dyn JwtSigner>>> {
        self.warn_if_short();
        let signing = self.signing.as_ref()?;
        Some((self.provider.signer_factory)(&self.algorithm, signing))
    }

    pub(super) fn verifier(&self) -> errors::Result<Box<dyn JwtVerifier>> {
        self.warn_if_short();
        (self.provider.verifier_factory)(&self.algorithm, &self.verifying)
    }
}

impl Key {
    /// Keys are made before the log is there, most often: it is said as soon as somebody can hear it.
    fn warn_if_short(&self) {
        let Some(short) = &self.short else {
            return;
        };
        if tracing::enabled!(Level::WARN) {
            let (algorithm, ShortSecret { length, least, .. }) = (self.algorithm, short);
            short.told.call_once(|| {
                warn!("the secret of tokens has {length} bytes; {algorithm:?} needs {least}");
            });
        }
    }
}

/// Without the secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The reason why a [`Key`] cannot be created.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret is empty, or too short for its algorithm.
    WeakSecret {
        /// The algorithm.
        algorithm: Algorithm,
        /// The smallest allowed length of the secret, in bytes.
        least: usize,
    },
    /// The algorithm is not HMAC, and there is no provider for it.
    NotHmac {
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The provider refuses the key for this algorithm.
    Refused {
        /// The algorithm.
        algorithm: Algorithm,
        /// The reason that the provider gives.
        reason: String,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WeakSecret { algorithm, least } => write!(
                f,
                "the secret of a token has at least {least} bytes for {algorithm:?}: make one with `openssl rand -hex {least}`, \
                 or take the one that you have with `Key::of_short_secret`"
            ),
            Self::NotHmac { algorithm } => write!(
                f,
                "{algorithm:?} is not HMAC: name what does its cryptography with `Key::with_provider`"
            ),
            Self::Refused { algorithm, reason } => {
                write!(f, "the key cannot be used for {algorithm:?}: {reason}")
            }
        }
    }
}

impl std::error::Error for KeyError {}
