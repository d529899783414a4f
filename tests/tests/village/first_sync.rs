//! The first sync of a helper's phone: more than one request carries, so the next edits are packed and the last answer is
//! written while the server works. Wherever it stops, nothing is lost and nothing is there twice.

use hoso_core::Kind;
use hoso_core::sync::{CancellationToken, Observer, Progress, Quiet};
use hoso_protocol::ids::DossierId;
use hoso_protocol::record::Role;
use hoso_tests::birth;
use hoso_tests::commune::Server;
use hoso_tests::village::Handset;
use std::sync::atomic::{AtomicU64, Ordering};

const DRAFTS: usize = 90;

/// Drafts of about 16 KB: three requests of them.
fn drafts(phone: &Handset) -> Vec<DossierId> {
    let long: String = (0..1_900).map(|n| format!("{n:x} ")).collect::<String>() + "ấp Tân Lập";
    (0..DRAFTS)
        .map(|n| {
            let id = birth::begun(phone);
            phone.fill(id, &[("child_name", &format!("{n} {long}")), ("child_birth_place", &long)], None).unwrap();
            id
        })
        .collect()
}

fn first_words(phone: &Handset, id: DossierId) -> String {
    let name = birth::value(phone, id, "child_name").unwrap();
    name.split(' ').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_in_several_requests_brings_every_draft_and_leaves_nothing_to_say() {
    let server = Server::start().await;
    let phone = Handset::of(&server, Role::Citizen).await;
    let ids = drafts(&phone);
    let report = phone.synced().await;
    assert!(report.requests >= 3, "{report:?}");
    assert_eq!((report.sent, report.received, report.later), (DRAFTS as u64, 0, 0));
    assert_eq!(report.differ, []);
    let idle = phone.synced().await;
    assert_eq!((idle.requests, idle.sent, idle.received), (1, 0, 0));
    let second = phone.second(&server).await;
    assert_eq!(second.synced().await.received, DRAFTS as u64);
    for (n, id) in ids.into_iter().enumerate() {
        assert_eq!(phone.show(id).unwrap().place, "server");
        assert_eq!(first_words(&second, id), n.to_string());
    }
}

/// Stops the sync as soon as it has gone so far.
struct StopAt(u64, CancellationToken, AtomicU64);

impl Observer for StopAt {
    fn progress(&self, progress: Progress) {
        self.2.store(progress.done, Ordering::Relaxed);
        if progress.done >= self.0 {
            self.1.cancel();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_that_is_stopped_in_the_middle_goes_on_where_it_stood() {
    let server = Server::start().await;
    let mut phone = Handset::of(&server, Role::Citizen).await;
    let ids = drafts(&phone);
    let cancel = CancellationToken::new();
    let stop = StopAt(1, cancel.clone(), AtomicU64::new(0));
    // The request that is on its way then may be taken by the server, while its answer is never read.
    let error = phone.sync(&stop, cancel).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (Kind::Network, "cancelled"));
    let before = stop.2.load(Ordering::Relaxed);
    assert!((1..DRAFTS as u64).contains(&before), "{before}");
    phone.reopen();
    let report = phone.sync(&Quiet, CancellationToken::new()).await.unwrap();
    assert_eq!(report.sent, DRAFTS as u64 - before, "what was acknowledged is not sent again, all else is");
    assert_eq!(report.differ, []);
    assert_eq!(phone.synced().await.requests, 1);
    let second = phone.second(&server).await;
    assert_eq!(second.synced().await.received, DRAFTS as u64);
    for (n, id) in ids.into_iter().enumerate() {
        assert_eq!(first_words(&second, id), n.to_string());
    }
}
