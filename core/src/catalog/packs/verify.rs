//! Is this pack what it says, and did a key sign it that may? Asked of the bytes as they lie there: nothing is unpacked.

use super::fault::refused;
use super::root::Root;
use crate::Result;
use hoso_protocol::pack::{MAX_JUMP, SCHEMA, Sealed};
use minisign_verify::{Error as Of, PublicKey, Signature};

/// The key that signed this pack, if it may under this root.
///
/// # Errors
/// `pack_unsigned`, `pack_signature` (forged or changed), `pack_revoked`, `pack_key` (a key that the root does not name),
/// `pack_other` (of another catalog), `pack_schema` (made for a newer program).
pub fn verify(sealed: &Sealed<'_>, root: &Root) -> Result<String> {
    let text = sealed.signature.ok_or_else(|| refused("pack_unsigned"))?;
    let signature = Signature::decode(text.trim_end()).map_err(|_| refused("pack_signature"))?;
    let by = |keys: &[String]| {
        let asked = keys.iter().filter_map(|key| {
            let verdict = PublicKey::from_base64(key).ok()?.verify(sealed.payload, &signature, false);
            (!matches!(verdict, Err(Of::UnexpectedKeyId))).then(|| (key.clone(), verdict.is_ok()))
        });
        // Two keys may carry one id: anybody can write an id into a key.
        asked.max_by_key(|(_, good)| *good)
    };
    if by(&root.revoked).is_some() {
        return Err(refused("pack_revoked"));
    }
    let key = match by(&root.packs) {
        Some((key, true)) => key,
        Some((_, false)) => return Err(refused("pack_signature")),
        None => return Err(refused("pack_key")),
    };
    if sealed.header.name != root.name {
        return Err(refused("pack_other"));
    }
    if sealed.header.schema > SCHEMA {
        return Err(refused("pack_schema"));
    }
    Ok(key)
}

/// Whether a pack with this number may come after `known` under this root.
///
/// # Errors
/// `pack_older` (rolled back), `pack_jump` (more than 10,000 numbers ahead: fast-forward).
pub fn may_follow(number: u64, known: u64, root: &Root) -> Result<()> {
    let floor = known.max(root.floor);
    if number < floor {
        return Err(refused("pack_older"));
    }
    if number - floor > MAX_JUMP { Err(refused("pack_jump")) } else { Ok(()) }
}
