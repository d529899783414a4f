//! `server invite`, `server devices` and `server revoke`

use super::{failed, open};
use crate::args::{Invite, Revoke};
use crate::output::Reply;
use hoso_core::time::{stamp, when};
use hoso_core::{Error, Kind, Result};
use hoso_protocol::record::Role;
use hoso_protocol::text::say;
use hoso_server::admin::Enrolled;
use serde_json::{Value, json};
use std::path::Path;

/// Fewer digits than this name no device.
const SHORTEST: usize = 8;

pub fn invite(dir: &Path, args: &Invite) -> Result<Reply> {
    let dir = open(dir)?;
    let communes = dir.communes().map_err(failed)?;
    if !communes.iter().any(|commune| commune.code == args.commune) {
        let codes: Vec<String> = communes.into_iter().map(|commune| commune.code).collect();
        return Err(Error::new(Kind::NotFound, "no_commune").and("communes", codes));
    }
    let role = Role::from(args.role);
    let invitation = dir.invite_as(role, &args.commune, args.label.as_deref()).map_err(failed)?;
    let until = stamp(invitation.until);
    let with = [("code", &*invitation.code), ("role", &role_name(role)), ("at", &when(&until))];
    let text = say("cli.server.invited", &with);
    Ok(Reply::new(json!({ "code": invitation.code, "until": until, "role": role, "commune": args.commune }), text))
}

pub fn list(dir: &Path) -> Result<Reply> {
    let devices = open(dir)?.devices().map_err(failed)?;
    let text = if devices.is_empty() {
        say("cli.server.no_devices", &[])
    } else {
        devices.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Ok(Reply::new(json!({ "devices": devices.iter().map(as_json).collect::<Vec<_>>() }), text))
}

pub fn revoke(dir: &Path, args: &Revoke) -> Result<Reply> {
    let dir = open(dir)?;
    let wanted = args.device.to_ascii_lowercase();
    let devices = dir.devices().map_err(failed)?;
    let found: Vec<&Enrolled> = devices.iter().filter(|device| device.key.to_hex().starts_with(&wanted)).collect();
    let device = match found.as_slice() {
        [one] if wanted.len() >= SHORTEST => one.key,
        _ => return Err(Error::new(Kind::NotFound, "no_device")),
    };
    dir.revoke(device).map_err(failed)?;
    Ok(Reply::new(json!({ "revoked": device }), say("cli.server.revoked", &[])))
}

fn line(device: &Enrolled) -> String {
    let revoked = device.revoked_at.map(|_| say("cli.server.device_revoked", &[])).unwrap_or_default();
    let with = [
        ("key", &*device.key.to_hex()),
        ("role", &role_name(device.role)),
        ("commune", &device.commune),
        ("label", &device.label),
        ("revoked", &revoked),
    ];
    say("cli.server.device_line", &with)
}

fn as_json(device: &Enrolled) -> Value {
    json!({
        "device": device.key,
        "person": device.person,
        "role": device.role,
        "commune": device.commune,
        "label": device.label,
        "revoked_at": device.revoked_at.map(stamp),
    })
}

fn role_name(role: Role) -> String {
    say(&format!("cli.role.{}", role.name()), &[])
}
