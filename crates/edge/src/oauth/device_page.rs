//! The page where someone who has signed in lets a device in: they type the code that it shows, see what it asks for, and answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::oauth::{Command, DeviceStatus, GrantScopes, UserCode};
use bezant_kernel::{Milliseconds, PrincipalId, Timestamp};

use super::answer::{Failure, Refused};
use super::browser::{SignedIn, is_own_form, seal_of_form, signed_in, to_sign_in};
use super::fields::{Asked, Fields, Posted};
use super::pages::{self, escape};
use super::realm::Realm;
use crate::edge::Edge;

const PURPOSE: &str = "device";
/// Codes that somebody may try within a while. A code has 34 bits.
const TRIES: u32 = 10;
const WHILE: Milliseconds = Milliseconds(600_000);
/// People whose tries are remembered.
const KEPT: usize = 10_000;

/// Who has tried codes that are not there.
#[derive(Default)]
pub(super) struct Guesses {
    tries: Mutex<HashMap<PrincipalId, (u32, Timestamp)>>,
}

impl Guesses {
    fn may_try(&self, who: PrincipalId, now: Timestamp) -> bool {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let current = tries.get(&who).filter(|(_, since)| now < since.after(WHILE));
        current.map_or(tries.len() < KEPT, |(count, _)| *count < TRIES)
    }

    fn note(&self, who: PrincipalId, now: Timestamp) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, (_, since)| now < since.after(WHILE));
        tries.entry(who).or_insert((0, now)).0 += 1;
    }
}

/// A device that waits.
struct Waiting {
    code: UserCode,
    client: String,
    scopes: GrantScopes,
}

fn waiting(edge: &Edge, realm: &Realm, who: &SignedIn, text: &str) -> Result<Waiting, &'static str> {
    let now = edge.now();
    let guesses = &edge.oauth().guesses;
    if !guesses.may_try(who.principal, now) {
        return Err("Too many codes were tried. Wait ten minutes");
    }
    let found = UserCode::parse(text).ok().and_then(|code| {
        edge.directory().read(|directory| {
            let identity = directory.identity();
            let device = identity.oauth.device_of(realm.tenant, code)?;
            let client = identity.oauth.client(realm.tenant, device.client)?;
            let own = who.authority().permissions(identity, realm.tenant);
            let scopes = device.scopes.intersection(client.terms.scopes);
            (device.status == DeviceStatus::Pending && now < device.expires_at).then(|| Waiting {
                code,
                client: client.terms.name.clone(),
                scopes: scopes.with_permissions(scopes.permissions().intersection(own)),
            })
        })
    });
    found.ok_or_else(|| {
        guesses.note(who.principal, now);
        "No device waits with this code. Look at it again; it counts for ten minutes"
    })
}

fn form(realm: &Realm, notice: Option<&str>) -> Response {
    let notice = notice.map_or_else(String::new, |text| {
        format!("<p role=\"alert\">{}.</p>", escape(text))
    });
    let body = format!(
        "{notice}<form method=\"get\" action=\"{}\"><label for=\"user_code\">The code that your device shows</label>\
         <input id=\"user_code\" name=\"user_code\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" \
         maxlength=\"12\" required autofocus><p><button class=\"main\">Continue</button></p></form>",
        escape(&realm.path("device/verify"))
    );
    let status = if notice.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    pages::page(status, "Let a device in", &body, None)
}

/// The form, or the question about the device of a code.
pub(super) async fn show(State(edge): State<Edge>, realm: Realm, asked: Asked) -> Response {
    let fields = match asked.fields {
        Ok(fields) => fields,
        Err(error) => return pages::error(&error.detail),
    };
    let path = realm.path("device/verify");
    let Some(who) = signed_in(&edge, &realm, &asked.headers) else {
        return to_sign_in(&realm, &path, &fields.written_without(&[]));
    };
    if let Some(page) = who.not_yet() {
        return page;
    }
    let Some(text) = fields.get("user_code") else {
        return form(&realm, None);
    };
    let found = match waiting(&edge, &realm, &who, text) {
        Ok(found) => found,
        Err(notice) => return form(&realm, Some(notice)),
    };
    let code = found.code.to_string();
    let seal = seal_of_form(&edge, &who, PURPOSE, &code);
    let body = format!(
        "<p><strong>{}</strong> on another device asks to do this with your account at <strong>{}</strong>:</p>{}\
         <p>Allow it only if you have that device before you and it shows <code>{code}</code>.</p>{}",
        escape(&found.client),
        escape(&realm.name),
        pages::scope_list(found.scopes),
        pages::question(&path, &[("user_code", &code), ("csrf", &seal)], "Allow", "Deny"),
    );
    pages::page(StatusCode::OK, "Let this device in?", &body, None)
}

/// The answer.
pub(super) async fn answer(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let fields: &Fields = &posted.fields;
    let Some(who) = signed_in(&edge, &realm, &posted.headers) else {
        return Ok(to_sign_in(&realm, &realm.path("device/verify"), ""));
    };
    let text = fields.get("user_code").unwrap_or_default();
    if let Some(page) = who.not_yet() {
        return Ok(page);
    }
    if !is_own_form(&edge, &who, PURPOSE, text, fields.get("csrf")) {
        return Ok(pages::error(
            "This form was not made for your session, or is too old",
        ));
    }
    let user_code = match waiting(&edge, &realm, &who, text) {
        Ok(found) => found.code,
        Err(notice) => return Ok(form(&realm, Some(notice))),
    };
    let allows = fields.get("answer") == Some("yes");
    let command = if allows {
        Command::ApproveDevice {
            user_code,
            principal: who.principal,
            session: who.session,
        }
    } else {
        Command::DenyDevice { user_code }
    };
    match realm.give(&edge, who.authority(), command).await {
        Ok(()) => {}
        Err(Failure::Machine(rejection)) => return Ok(pages::error(&rejection.to_string())),
        Err(Failure::Other(problem)) => return Err(problem.into()),
    }
    let (title, text) = if allows {
        ("The device is let in", "You can close this page and go on there.")
    } else {
        ("The device is not let in", "You can close this page.")
    };
    Ok(pages::page(
        StatusCode::OK,
        title,
        &format!("<p>{text}</p>"),
        None,
    ))
}
