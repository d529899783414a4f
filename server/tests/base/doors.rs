//! Who may knock at which door: each route of the server's source has a row here, and each cell is asked for.

use crate::kit::{Served, call};
use hoso_protocol::record::Role;

const SOURCES: [&str; 3] = [
    include_str!("../../src/router.rs"),
    include_str!("../../src/desk/mod.rs"),
    include_str!("../../src/uploads/mod.rs"),
];

/// Who is let in: everybody, every device, or devices of these roles, shown with this body.
enum Who {
    All,
    Devices,
    Roles(&'static [Role], &'static str),
}

use Who::{All, Devices, Roles};

const OF_THE_PERSON: &[Role] = &[Role::Citizen, Role::Member];
const OF_THE_DESK: &[Role] = &[Role::Officer];
const NOWHERE: &str = r#"{"dossier":"00000000000000000000000000000000"}"#;

/// The route as the source has it, a method, a path that fits it, and who is let in.
const DOORS: &[(&str, &str, &str, Who)] = &[
    ("/healthz", "GET", "/healthz", All),
    ("/enrol", "POST", "/v1/enrol", All),
    ("/procedures/{hash}", "GET", "/v1/procedures/00", All),
    ("/catalog", "GET", "/v1/catalog", All),
    ("/catalog/pack", "GET", "/v1/catalog/pack", All),
    ("/catalog/delta/{from}", "GET", "/v1/catalog/delta/1", All),
    ("/catalog/keys/{version}", "GET", "/v1/catalog/keys/1", All),
    ("/invite", "POST", "/v1/invite", Roles(&[Role::Citizen], "{}")),
    ("/sync", "POST", "/v1/sync", Devices),
    ("/compare", "POST", "/v1/compare", Devices),
    ("/uploads", "POST", "/v1/uploads", Devices),
    ("/uploads/{id}", "HEAD", "/v1/uploads/00000000000000000000000000000000", Devices),
    ("/uploads/{id}", "PATCH", "/v1/uploads/00000000000000000000000000000000", Devices),
    ("/blobs/{id}", "GET", "/v1/blobs/00000000000000000000000000000000", Devices),
    ("/hand-in", "POST", "/v1/hand-in", Devices),
    ("/withdraw", "POST", "/v1/withdraw", Roles(OF_THE_PERSON, NOWHERE)),
    ("/desk", "GET", "/v1/desk", Roles(OF_THE_DESK, "")),
    ("/desk/status", "POST", "/v1/desk/status", Devices),
    ("/desk/dossiers/{file}", "GET", "/v1/desk/dossiers/00000000000000000000000000000000.zip", Roles(OF_THE_DESK, "")),
];

#[test]
fn every_route_of_the_source_has_a_row() {
    let mut routes: Vec<&str> = SOURCES
        .iter()
        .flat_map(|source| source.split(".route(\"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let mut rows: Vec<&str> = DOORS.iter().map(|door| door.0).collect();
    routes.sort_unstable();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(routes, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_forged_tokens_and_revoked_devices_are_stopped_at_every_door() {
    let server = Served::start().await;
    let gone = server.citizen().await;
    server.admin.revoke(gone.key.public()).unwrap();
    let forged = format!("Bearer {}", "a".repeat(43));
    let revoked = format!("Bearer {}", gone.token);
    let (json, tus) = (("content-type", "application/json"), ("tus-resumable", "1.0.0"));
    for (_, method, path, who) in DOORS {
        for (token, status) in [(None, 401), (Some(&forged), 401), (Some(&revoked), 403)] {
            let mut headers = vec![json, tus];
            headers.extend(token.map(|token| ("authorization", token.as_str())));
            let answer = call(server.address, method, path, &headers, b"{}").await;
            match who {
                All => assert!(![401, 403].contains(&answer.status), "{method} {path}: {}", answer.status),
                Devices | Roles(..) => assert_eq!(answer.status, status, "{method} {path} {token:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_is_let_in_where_it_belongs_and_nowhere_else() {
    let server = Served::start().await;
    for role in [Role::Citizen, Role::Member, Role::Officer, Role::Viewer] {
        let phone = server.phone(role).await;
        for (_, method, path, who) in DOORS {
            let (roles, body) = match who {
                Roles(roles, body) => (*roles, *body),
                _ => continue,
            };
            let headers = [("content-type", "application/json")];
            let answer = phone.call(method, path, &headers, body.as_bytes()).await;
            assert_eq!(answer.status != 403, roles.contains(&role), "{role:?} {method} {path}: {}", answer.status);
        }
    }
}
