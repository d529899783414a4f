//! Keys in the format of minisign, whose own tool reads them too.

use super::{read, write_new};
use crate::args::Keygen;
use crate::output::Reply;
use hoso_core::catalog::packs::key_id;
use hoso_core::{Error, Kind, Result};
use hoso_protocol::text::say;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use serde_json::json;
use std::io::Cursor;
use std::path::Path;

/// Where a password may stand for a program that can't be asked.
const PASSWORD: &str = "HOSO_KEY_PASSWORD";

/// Length of a secret key as minisign writes it, base64 of 158 bytes.
const SECRET: usize = 212;

pub fn keygen(args: &Keygen) -> Result<Reply> {
    let failed = |_| Error::new(Kind::Refused, "key_failed");
    let [secret, public] = ["key", "pub"].map(|end| args.out.with_added_extension(end));
    if secret.exists() || public.exists() {
        return Err(Error::new(Kind::Refused, "file_exists"));
    }
    let pair = if args.no_password {
        KeyPair::generate_unencrypted_keypair().map_err(failed)?
    } else {
        let password = std::env::var(PASSWORD).ok();
        if password.is_none() {
            eprintln!("{}", say("cli.pack.new_password", &[]));
        }
        KeyPair::generate_encrypted_keypair(password).map_err(failed)?
    };
    let text = pair.sk.to_box(None).map_err(failed)?.into_string();
    write_new(&secret, text.as_bytes(), true)?;
    write_new(&public, pair.pk.to_box().map_err(failed)?.into_string().as_bytes(), false)?;
    let key = pair.pk.to_base64();
    let id = key_id(&key).unwrap_or_default();
    let [secret, public] = [secret, public].map(|path| path.display().to_string());
    let text = say("cli.pack.keygen", &[("secret", &secret), ("public", &public), ("id", &id)]);
    Ok(Reply::new(json!({ "id": id, "secret": secret, "public": public }), text))
}

/// The key in a `.pub` file, base64.
pub fn public(path: &Path) -> Result<String> {
    let wrong = || Error::new(Kind::Refused, "key_wrong");
    let text = String::from_utf8(read(path)?).map_err(|_| wrong())?;
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).ok_or_else(wrong)?;
    PublicKey::from_base64(line).map_err(|_| wrong())?;
    Ok(line.to_owned())
}

/// A secret key, its password asked for where it has one.
pub fn secret(path: &Path) -> Result<SecretKey> {
    let wrong = || Error::new(Kind::Refused, "key_wrong");
    let text = String::from_utf8(read(path)?).map_err(|_| wrong())?;
    // Anything else would only be found out after a password was asked for.
    if text.lines().rfind(|line| !line.trim().is_empty()).is_none_or(|line| line.trim().len() != SECRET) {
        return Err(wrong());
    }
    let sealed = || SecretKeyBox::from_string(&text).map_err(|_| wrong());
    if let Ok(key) = sealed()?.into_unencrypted_secret_key() {
        return Ok(key);
    }
    let password = std::env::var(PASSWORD).ok();
    if password.is_none() {
        eprintln!("{}", say("cli.pack.password", &[]));
    }
    sealed()?.into_secret_key(password).map_err(|_| Error::new(Kind::Locked, "key_password"))
}

/// The four lines over these bytes, and the key that made them.
pub fn signature(key: &SecretKey, bytes: &[u8], remark: &str) -> Result<(String, String)> {
    let failed = |_| Error::new(Kind::Refused, "key_failed");
    let public = PublicKey::from_secret_key(key).map_err(failed)?;
    let signed = minisign::sign(Some(&public), key, Cursor::new(bytes), Some(remark), None).map_err(failed)?;
    Ok((signed.into_string(), public.to_base64()))
}
