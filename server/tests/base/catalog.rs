//! The catalog packs that a server hands on: to anybody, whole or from a byte on, once.

use crate::kit::{Answer, Served, call};
use hoso_protocol::pack::{Base, Content, Header, Kind, Offered};

/// A file as a server takes it: it looks at no signature.
fn file(number: u64, base: Option<u64>, name: &str) -> Vec<u8> {
    let body = vec![number as u8; 1000];
    let header = Header {
        v: 1,
        kind: if base.is_some() { Kind::Delta } else { Kind::Pack },
        name: name.into(),
        number,
        schema: 1,
        issued: "2026-11-25".into(),
        review_by: "2027-02-25".into(),
        packed: 1000,
        unpacked: 1000,
        content: Content { bytes: 1000, sha256: "ab".repeat(32) },
        base: base.map(|number| Base { number, sha256: "cd".repeat(32) }),
        edits: vec![],
    };
    let signature = format!("untrusted comment: x\nRU{number}\ntrusted comment: y\nzz\n");
    [signature.as_bytes(), &header.line(), &body].concat()
}

async fn get(served: &Served, path: &str, headers: &[(&str, &str)]) -> Answer {
    call(served.address, "GET", path, headers, &[]).await
}

#[tokio::test]
async fn the_newest_pack_is_sent_whole_from_a_byte_on_or_not_at_all_where_it_is_known() {
    let served = Served::start().await;
    assert_eq!(get(&served, "/v1/catalog", &[]).await.problem(), "not_found");
    assert_eq!(get(&served, "/v1/catalog/pack", &[]).await.problem(), "not_found");
    let one = file(1, None, "tinh-thu");
    served.admin.add_packs(&one).unwrap();
    let whole = get(&served, "/v1/catalog/pack", &[("accept-encoding", "zstd")]).await;
    assert_eq!((whole.status, &whole.body), (200, &one));
    let tag = whole.header("etag").unwrap().to_owned();
    let rest = get(&served, "/v1/catalog/pack", &[("range", "bytes=700-"), ("if-range", &tag)]).await;
    assert_eq!((rest.status, rest.body.as_slice()), (206, &one[700..]));
    let known = get(&served, "/v1/catalog/pack", &[("if-none-match", &tag)]).await;
    assert_eq!((known.status, known.wire), (304, 0));

    // Another number in between: the rest of the old one is not sent for the rest of the new one.
    let two = file(2, None, "tinh-thu");
    served.admin.add_packs(&two).unwrap();
    let changed = get(&served, "/v1/catalog/pack", &[("range", "bytes=700-"), ("if-range", &tag)]).await;
    assert_eq!((changed.status, changed.body), (200, two));
    assert_eq!(get(&served, "/v1/catalog/pack", &[("if-none-match", &tag)]).await.status, 200);
}

#[tokio::test]
async fn deltas_lead_to_the_newest_number_only_and_old_files_go() {
    let served = Served::start().await;
    let delta = file(2, Some(1), "tinh-thu");
    served.admin.add_packs(&file(1, None, "tinh-thu")).unwrap();
    // One that comes before its pack waits for it.
    served.admin.add_packs(&delta).unwrap();
    assert_eq!(get(&served, "/v1/catalog/delta/1", &[]).await.problem(), "not_found");
    served.admin.add_packs(&file(2, None, "tinh-thu")).unwrap();
    assert_eq!(get(&served, "/v1/catalog/delta/1", &[]).await.body, delta);
    let offered: Offered = get(&served, "/v1/catalog", &[]).await.json();
    assert_eq!((offered.number, offered.deltas), (2, vec![(1, delta.len() as u64)]));
    served.admin.add_packs(&file(3, None, "tinh-thu")).unwrap();
    assert_eq!(get(&served, "/v1/catalog/delta/1", &[]).await.problem(), "not_found");
    assert_eq!(std::fs::read_dir(served.admin.catalog()).unwrap().count(), 1);
}

#[tokio::test]
async fn root_files_are_kept_by_version_and_another_catalog_is_not_mixed_in() {
    let served = Served::start().await;
    served.admin.add_root(1, "một\n").unwrap();
    served.admin.add_root(2, "hai\n").unwrap();
    assert_eq!(served.admin.newest_root().unwrap().as_deref(), Some("hai\n"));
    assert_eq!(get(&served, "/v1/catalog/keys/1", &[]).await.body, "một\n".as_bytes());
    assert_eq!(get(&served, "/v1/catalog/keys/3", &[]).await.problem(), "not_found");
    assert_eq!(get(&served, "/v1/catalog/keys/..%2Fkeys", &[]).await.status, 400);
    served.admin.add_packs(&file(1, None, "tinh-thu")).unwrap();
    let other = served.admin.add_packs(&file(2, None, "tinh-khac")).unwrap_err();
    assert!(matches!(other, hoso_server::Error::Refused(hoso_server::Code::Conflict)));
    assert!(served.admin.add_packs(b"no pack").is_err());
    let offered: Offered = get(&served, "/v1/catalog", &[]).await.json();
    assert_eq!((offered.name.as_str(), offered.number, offered.root), ("tinh-thu", 1, Some(2)));
}
