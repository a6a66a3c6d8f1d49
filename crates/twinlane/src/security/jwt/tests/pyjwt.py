"""Writes pyjwt.jsonl: tokens, and what PyJWT says of each. Run it with PyJWT 2.15.1: `python pyjwt.py`.

`ours` is what a Twinlane key says with the same options, and `lax` what it says with `optional_exp` and `numeric_strings`, which
are PyJWT's defaults. A row whose `lax` is not `pyjwt` says why in `stricter`.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import warnings

import jwt

SECRET = "a secret of thirty-two bytes...."
LATER, PAST = 4102444800, 1000000000  # 2100 and 2001
OK, REFUSED = "taken", "refused"
rows = []


def base(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(header, claims, secret=SECRET, digest=hashlib.sha256) -> str:
    """As it is, where PyJWT would not sign it. Texts are taken as JSON."""
    parts = [part if isinstance(part, str) else json.dumps(part, separators=(",", ":")) for part in (header, claims)]
    signed = ".".join(base(part.encode()) for part in parts)
    return f"{signed}.{base(hmac.new(secret.encode(), signed.encode(), digest).digest())}"


def row(name, token, ours, lax=None, *, secret=SECRET, algorithm="HS256", stricter=None, **options):
    lax = lax or ours
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jwt.decode(token, secret, algorithms=[algorithm], **options)
        pyjwt = OK
    except jwt.PyJWTError as error:
        pyjwt = f"{REFUSED}: {type(error).__name__}"
    assert (pyjwt.split(":")[0] == lax) == (stricter is None), (name, pyjwt, lax, stricter)
    found = {"name": name, "token": token, "secret": secret, "algorithm": algorithm, "options": options}
    rows.append(found | {"pyjwt": pyjwt, "ours": ours, "lax": lax} | ({"stricter": stricter} if stricter else {}))


def made(claims, headers=None, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return jwt.encode(claims, kwargs.get("secret", SECRET), kwargs.get("algorithm", "HS256"), headers=headers)


HEADER = {"alg": "HS256", "typ": "JWT"}
good = {"sub": "ada", "exp": LATER}

row("a plain token", made(good), OK)
for algorithm, length in [("HS256", 32), ("HS384", 48), ("HS512", 64)]:
    secret = "s" * length
    row(f"{algorithm} with {length} bytes", made(good, secret=secret, algorithm=algorithm), OK, secret=secret, algorithm=algorithm)
    secret = secret[:-1]
    row(f"{algorithm} with a short secret", made(good, secret=secret, algorithm=algorithm), OK, secret=secret, algorithm=algorithm)
    row(f"{algorithm} with one byte", made(good, secret="s", algorithm=algorithm), OK, secret="s", algorithm=algorithm)
row("another algorithm of the same secret", made(good, algorithm="HS512", secret="s" * 64), REFUSED, secret="s" * 64)
row("another secret", made(good, secret="t" * 32), REFUSED)
row("alg none", made(good, secret=None, algorithm="none"), REFUSED)
row("alg in small letters", sign({"alg": "hs256"}, good), REFUSED)
row("alg is missing", sign({"typ": "JWT"}, good), REFUSED)
row("alg is null", sign({"alg": None}, good), REFUSED)
row("no typ", sign({"alg": "HS256"}, good), OK)
row("another typ", sign({"alg": "HS256", "typ": "at+jwt"}, good), OK)
row("kid is a text", made(good, {"kid": "a"}), OK)
row("kid is a number", sign(HEADER | {"kid": 1}, good), REFUSED)
row("kid is null", sign(HEADER | {"kid": None}, good), REFUSED)

row("crit names what nobody knows", sign(HEADER | {"crit": ["x"], "x": 1}, good), REFUSED)
row("crit names a registered header", sign(HEADER | {"crit": ["alg"]}, good), REFUSED)
row("crit is empty", sign(HEADER | {"crit": []}, good), REFUSED)
row("crit is a text", sign(HEADER | {"crit": "b64", "b64": True}, good), REFUSED)
row("crit is null", sign(HEADER | {"crit": None}, good), REFUSED)
row("crit names b64, which is missing", sign(HEADER | {"crit": ["b64"]}, good), REFUSED)
row("crit names b64, which is true", sign(HEADER | {"crit": ["b64"], "b64": True}, good), OK)
row("crit names b64 and another", sign(HEADER | {"crit": ["b64", "x"], "b64": True, "x": 1}, good), REFUSED)
row("b64 is true", sign(HEADER | {"b64": True}, good), OK)
row("b64 is false", sign(HEADER | {"b64": False}, good), REFUSED)
row("b64 is false and in crit", sign(HEADER | {"crit": ["b64"], "b64": False}, good), REFUSED)
row("b64 is false, the claims are not in the token", jwt.api_jws.encode(b"{}", SECRET, "HS256", {"b64": False}), REFUSED)
row("b64 is a text", sign(HEADER | {"b64": "false"}, good), REFUSED, stricter="what b64 means is not guessed")

row("exp is past", made({"exp": PAST}), REFUSED)
row("exp is missing", made({"sub": "ada"}), REFUSED, OK)
row("exp is null", made({"exp": None}), REFUSED)
row("exp is a fraction", made({"exp": LATER + 0.5}), OK)
row("exp is digits", made({"exp": str(LATER)}), REFUSED, OK)
row("exp is digits and past", made({"exp": str(PAST)}), REFUSED)
row("exp is digits in blanks", made({"exp": f" {LATER}\n"}), REFUSED, OK)
row("exp is digits with a sign", made({"exp": f"+{LATER}"}), REFUSED, OK)
row("exp is digits with _", made({"exp": "4_102_444_800"}), REFUSED, stricter="no other language reads it so")
row("exp is digits with a fraction", made({"exp": f"{LATER}.5"}), REFUSED)
row("exp is a word", made({"exp": "tomorrow"}), REFUSED)
row("exp is true", made({"exp": True}), REFUSED)
row("exp is a list", made({"exp": [LATER]}), REFUSED)
row("exp is larger than any integer", made({"exp": 10**40}), OK)
row("exp is below 0", made({"exp": -1}), REFUSED)
row("exp is infinite", sign(HEADER, '{"exp":Infinity}'), REFUSED)
row("exp is past, and nobody looks", made({"exp": PAST}), REFUSED, stricter="there is no such option", options={"verify_exp": False})

row("nbf is past", made(good | {"nbf": PAST}), OK)
row("nbf is in the future", made(good | {"nbf": LATER}), REFUSED)
row("nbf is digits", made(good | {"nbf": str(PAST)}), REFUSED, OK)
row("nbf is digits in the future", made(good | {"nbf": str(LATER)}), REFUSED)
row("nbf is null", made(good | {"nbf": None}), REFUSED)
row("iat is past", made(good | {"iat": PAST}), OK)
row("iat is in the future", made(good | {"iat": LATER}), REFUSED)
row("iat is digits", made(good | {"iat": str(PAST)}), REFUSED, OK)
row("iat is digits in the future", made(good | {"iat": str(LATER)}), REFUSED)
row("iat is null", made(good | {"iat": None}), REFUSED)
row("iat is true", made(good | {"iat": True}), REFUSED, stricter="it is no time")
row("iat is in the future, and nobody looks", made(good | {"iat": LATER}), OK, options={"verify_iat": False})
row("exp is past, within the leeway", made({"exp": PAST}), OK, leeway=4_000_000_000)
row("iat is in the future, within the leeway", made(good | {"iat": LATER}), OK, leeway=4_000_000_000)

row("sub is a number", made(good | {"sub": 7}), REFUSED)
row("sub is null", made(good | {"sub": None}), REFUSED)
row("sub is a number, and nobody looks", made(good | {"sub": 7}), OK, options={"verify_sub": False})
row("sub is missing", made({"exp": LATER}), OK)
row("jti is a number", made(good | {"jti": 7}), REFUSED)
row("jti is a number, and nobody looks", made(good | {"jti": 7}), OK, options={"verify_jti": False})

ours, theirs = made(good | {"aud": "ours"}), made(good | {"aud": "theirs"})
row("aud that nobody asked for", ours, REFUSED)
row("aud is ours", ours, OK, audience="ours")
row("aud is theirs", theirs, REFUSED, audience="ours")
row("aud is one of ours", theirs, OK, audience=["ours", "theirs"])
row("one aud is ours", made(good | {"aud": ["theirs", "ours"]}), OK, audience="ours")
row("no aud is ours", made(good | {"aud": ["theirs"]}), REFUSED, audience="ours")
row("aud is missing", made(good), REFUSED, audience="ours")
row("aud is empty", made(good | {"aud": []}), REFUSED, audience="ours")
row("aud is empty, and nobody asked", made(good | {"aud": []}), OK)
row("aud is an empty text, and nobody asked", made(good | {"aud": ""}), OK)
row("aud is null, and nobody asked", made(good | {"aud": None}), OK)
row("aud is a number", made(good | {"aud": 7}), REFUSED, audience="ours")
row("aud is a number, and nobody asked", made(good | {"aud": 7}), REFUSED)
row("aud is 0, and nobody asked", made(good | {"aud": 0}), REFUSED, stricter="it is no audience")
row("one aud is a number", made(good | {"aud": ["ours", 7]}), REFUSED, audience="ours")
row("iss is ours", made(good | {"iss": "ours"}), OK, issuer="ours")
row("iss is theirs", made(good | {"iss": "theirs"}), REFUSED, issuer="ours")
row("iss is one of ours", made(good | {"iss": "theirs"}), OK, issuer=["ours", "theirs"])
row("iss is missing", made(good), REFUSED, issuer="ours")
row("iss is a list", sign(HEADER, good | {"iss": ["ours"]}), REFUSED, issuer="ours")
row("iss that nobody asked for", made(good | {"iss": "theirs"}), OK)
row("a required claim is there", made(good | {"iat": PAST}), OK, options={"require": ["exp", "iat"]})
row("a required claim is missing", made(good), REFUSED, options={"require": ["iat"]})
row("a required claim is null", made(good | {"tenant": None}), REFUSED, options={"require": ["tenant"]})

token = made(good)
header, claims, signature = token.split(".")
row("no signature", f"{header}.{claims}.", REFUSED)
row("two parts", f"{header}.{claims}", REFUSED)
row("four parts", f"{token}.{signature}", REFUSED)
row("nothing", "", REFUSED)
row("a blank at the end", f"{token} ", REFUSED)
row("base64 with = at its end", f"{token}=", REFUSED, stricter="RFC 7515, section 2: base64 of a token has no =")
row("bits that base64 leaves over", f"{token[:-1]}{chr(ord(token[-1]) + 1)}", REFUSED)
row("claims that are a list", sign(HEADER, []), REFUSED)
row("claims that are no JSON", sign(HEADER, "{"), REFUSED)
row("a header that is a list", sign([], good), REFUSED)
row("NaN in the claims", sign(HEADER, f'{{"exp":{LATER},"x":NaN}}'), REFUSED, stricter="it is not JSON")
row("exp twice, the last is past", sign(HEADER, f'{{"exp":{LATER},"exp":{PAST}}}'), REFUSED)
row("exp twice, the last is later", sign(HEADER, f'{{"exp":{PAST},"exp":{LATER}}}'), OK)

lines = "".join(json.dumps(found) + "\n" for found in rows)
pathlib.Path(__file__).with_name("pyjwt.jsonl").write_text(lines)
print(len(rows), "tokens;", sum("stricter" in found for found in rows), "of them refused by Twinlane alone")
