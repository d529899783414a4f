use crate::kit::{COMMUNE, Phone, Served};
use hoso_protocol::record::Role;
use hoso_protocol::sign::KeyPair;
use hoso_protocol::wire::{EnrolReply, EnrolRequest, InviteReply, enrol_proof};
use hoso_server::Limits;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_enrols_one_key_and_says_the_same_again_after_a_lost_answer() {
    let server = Served::start().await;
    let code = server.admin.invite(Role::Citizen, COMMUNE).unwrap().code;
    let (key, other) = (KeyPair::random().unwrap(), KeyPair::random().unwrap());
    let first: EnrolReply = Phone::ask(server.address, &code, &key).await.json();
    // Typed by hand: case, hyphens and letters that look alike don't matter.
    let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let again: EnrolReply = Phone::ask(server.address, &typed, &key).await.json();
    assert_eq!(again, first);
    let stolen = Phone::ask(server.address, &code, &other).await;
    assert_eq!((stolen.status, stolen.problem().as_str()), (409, "code_used"));
    let certificate = first.certificate.open(first.server).unwrap();
    assert_eq!((certificate.role, certificate.commune.as_str()), (Role::Citizen, COMMUNE));
    assert_eq!(certificate.label, "Máy thứ 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_or_a_key_that_is_not_held_enrols_nobody() {
    let server = Served::start().await;
    let code = server.admin.invite(Role::Citizen, COMMUNE).unwrap().code;
    let (key, other) = (KeyPair::random().unwrap(), KeyPair::random().unwrap());
    assert_eq!(Phone::ask(server.address, "AAAAA-AAAAA", &key).await.problem(), "code_unknown");
    let stolen = EnrolRequest { code: code.clone(), key: key.public(), proof: other.sign(&enrol_proof(&code)) };
    let body = serde_json::to_vec(&stolen).unwrap();
    assert_eq!(crate::kit::call(server.address, "POST", "/v1/enrol", &[], &body).await.problem(), "bad_request");
    // The code was not used up by that.
    let _: EnrolReply = Phone::ask(server.address, &code, &key).await.json();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_may_try_codes_without_end() {
    let server = Served::with(Limits { wrong_codes_a_minute: 3, ..Limits::default() }).await;
    let code = server.admin.invite(Role::Citizen, COMMUNE).unwrap().code;
    let key = KeyPair::random().unwrap();
    for _ in 0..3 {
        assert_eq!(Phone::ask(server.address, "AAAAA-AAAAA", &key).await.problem(), "code_unknown");
    }
    let answer = Phone::ask(server.address, &code, &key).await;
    assert_eq!((answer.status, answer.problem().as_str()), (429, "busy"));
    let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_is_the_same_person_and_only_a_citizen_may_invite() {
    let server = Served::start().await;
    let mut first = server.citizen().await;
    let mut writer = first.writer();
    first.sync(&[writer.text("một")]).await;
    let invite: InviteReply = first.post("/v1/invite", &serde_json::json!({})).await.json();
    assert_eq!((invite.role, invite.dossiers), (Role::Citizen, 1));
    let second = Phone::enrol(server.address, &invite.code).await;
    assert_eq!(second.certificate.person, first.certificate.person);
    assert_eq!(second.certificate.label, "Máy thứ 2");
    assert_ne!(second.token, first.token);
    // The first phone enrols anew with a code of its own: it stays the first, and a third is neither.
    let invite: InviteReply = first.post("/v1/invite", &serde_json::json!({})).await.json();
    let again: EnrolReply = Phone::ask(server.address, &invite.code, &first.key).await.json();
    assert_eq!(again.certificate.open(again.server).unwrap().label, "Máy thứ 1");
    let invite: InviteReply = second.post("/v1/invite", &serde_json::json!({})).await.json();
    assert_eq!(Phone::enrol(server.address, &invite.code).await.certificate.label, "Máy thứ 3");
    for role in [Role::Member, Role::Officer, Role::Viewer] {
        let answer = server.phone(role).await.post("/v1/invite", &serde_json::json!({})).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "forbidden"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_device_does_nothing_more_and_its_key_stays_out() {
    let server = Served::start().await;
    let phone = server.citizen().await;
    server.admin.revoke(phone.key.public()).unwrap();
    let answer = phone.post("/v1/sync", &serde_json::json!({})).await;
    assert_eq!((answer.status, answer.problem().as_str()), (403, "revoked"));
    let code = server.admin.invite(Role::Citizen, COMMUNE).unwrap().code;
    assert_eq!(Phone::ask(server.address, &code, &phone.key).await.problem(), "revoked");
    let nobody = Phone { token: "x".into(), ..phone };
    let answer = nobody.post("/v1/sync", &serde_json::json!({})).await;
    assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthorized"));
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_codes_nor_tokens_stand_in_the_folder() {
    let server = Served::start().await;
    let code = server.admin.invite(Role::Citizen, COMMUNE).unwrap().code;
    let phone = Phone::enrol(server.address, &code).await;
    let folder = server.stop().await;
    let plain = code.replace('-', "");
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if file.is_file() {
            let bytes = std::fs::read(&file).unwrap();
            for secret in [code.as_str(), plain.as_str(), phone.token.as_str()] {
                assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{}", file.display());
            }
            files += 1;
        }
    }
    assert!(files > 0);
}
