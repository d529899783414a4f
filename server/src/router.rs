//! All routes, and what stands around them.

use crate::error::{Code, Error};
use crate::pack::pack;
use crate::state::App;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderName, HeaderValue, Response};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hoso_protocol::wire::{SERVER_HEADER, WIRE_VERSION};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// The service: good for a listener and for tests without one.
pub fn router(app: App) -> Router {
    let ours = SetResponseHeaderLayer::overriding(
        HeaderName::from_static(SERVER_HEADER),
        HeaderValue::from_static(WIRE_VERSION),
    );
    Router::new()
        .nest("/v1", v1())
        .route("/healthz", get(healthz))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(from_fn(pack))
        .layer(from_fn_with_state(app.clone(), admit))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| -> Response<axum::body::Body> {
            Error::Internal("a handler panicked").into_response()
        }))
        .layer(ours)
        .with_state(app)
}

fn v1() -> Router<App> {
    Router::new()
        .route("/enrol", post(crate::enrol::enrol))
        .route("/invite", post(crate::invite::invite))
        .route("/sync", post(crate::sync::sync))
        .route("/compare", post(crate::compare::compare))
        .route("/procedures/{hash}", get(crate::procedures::procedure))
        .route("/catalog", get(crate::catalog::offered))
        .route("/catalog/pack", get(crate::catalog::pack))
        .route("/catalog/delta/{from}", get(crate::catalog::delta))
        .route("/catalog/keys/{version}", get(crate::catalog::root))
        .merge(crate::desk::routes())
        .merge(crate::uploads::routes())
        .route("/blobs/{id}", get(crate::blobs::blob))
        .route("/hand-in", post(crate::handin::hand_in))
        .route("/withdraw", post(crate::handin::withdraw))
}

async fn not_found() -> Error {
    Code::NotFound.into()
}

/// For balancers: the database answers.
async fn healthz(State(app): State<App>) -> Result<axum::Json<serde_json::Value>, Error> {
    app.read(|_, tx| Ok(tx.query_row("SELECT 1", [], |_| Ok(()))?)).await?;
    Ok(axum::Json(serde_json::json!({ "ok": true })))
}

/// Takes so many requests at once and asks the others to come back: waiting in line would only make all of them late.
/// An answer has to begin in time, too.
async fn admit(State(app): State<App>, request: Request, next: Next) -> axum::response::Response {
    let Ok(_permit) = app.open.clone().try_acquire_owned() else { return Error::from(Code::Busy).into_response() };
    let (method, path) = (request.method().clone(), route(&request));
    let begun = std::time::Instant::now();
    let stranger = !request.headers().contains_key(AUTHORIZATION);
    let time = if stranger { app.limits().stranger_time } else { app.limits().request_time };
    let answer = tokio::time::timeout(time, next.run(request)).await;
    let response = answer.unwrap_or_else(|_| Error::from(Code::Busy).into_response());
    // The route's pattern, never the path: ids stay out of logs.
    tracing::info!(%method, route = path, status = response.status().as_u16(), ms = begun.elapsed().as_millis() as u64);
    response
}

/// The first two parts of the path: enough to know the call.
fn route(request: &Request) -> String {
    let known = ["v1", "healthz", "enrol", "invite", "sync", "compare", "hand-in", "withdraw", "desk", "blobs"];
    let known =
        |part: &&str| known.contains(part) || ["procedures", "uploads", "status", "dossiers", "catalog"].contains(part);
    request.uri().path().split('/').filter(known).collect::<Vec<_>>().join("/")
}
