//! The page of one's own account: sessions, devices, password, authenticator app, recovery codes, passkeys.

use std::fmt::Write;

use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::me::{self, devices_of, live, me, own_id, rotate};
use super::own::passkeys_of;
use super::page::{escape, page};
use crate::access::Access;
use crate::auth::{Asked, authorize};
use crate::edge::Edge;
use crate::problem::Problem;

const HERE: Access = Access::Themself { fresh: false };

/// The page, or the way to sign in first.
pub(crate) async fn show(
    State(edge): State<Edge>,
    headers: HeaderMap,
    method: Method,
    extensions: Extensions,
) -> Result<Response, Problem> {
    let caller = match authorize(&edge, &Asked::of(&method, &extensions, &headers), HERE).await {
        Ok(caller) => caller,
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => {
            let mut response = page("Sign in", "<p><a href=\"/sign-in\">Sign in</a></p>");
            *response.status_mut() = StatusCode::SEE_OTHER;
            let place = HeaderValue::from_static("/sign-in?return_to=/account");
            response.headers_mut().insert(LOCATION, place);
            return Ok(response);
        }
        Err(problem) => return Err(problem),
    };
    let cookie = match own_id(&caller) {
        Some(id) => rotate(&edge, id, caller.tenant, &headers).await?,
        None => None,
    };
    let principal = me::principal(&caller)?;
    let who = me(&edge, &caller).await?;
    let mut body = String::from(
        "<div class=\"wide\">\n<p id=\"message\" role=\"status\" tabindex=\"-1\" hidden></p>\n\
         <noscript><p class=\"wrong\">What is changed on this page needs scripts.</p></noscript>\n",
    );
    let named = who.name.as_deref().or(who.email.as_deref()).unwrap_or("You");
    let _ = writeln!(body, "<p>{} at {}</p>", escape(named), escape(&who.tenant_name));
    if let Some(email) = who.email.as_deref().filter(|_| !who.email_verified) {
        let text = escape(email);
        let _ = writeln!(body, "<p>Your e-mail address, {text}, is not confirmed.</p>");
        let ask = form(
            "POST",
            "/api/v1/me/email/verification",
            "",
            "Send a link",
            "quiet",
            "",
        );
        let done = "data-done=\"A letter with a link is on its way.\"";
        body.push_str(&ask.replacen("data-next=\"\"", done, 1));
    }
    if who.second_factor_missing {
        body.push_str(
            "<p class=\"wrong\">Your organisation asks for a second factor. Set up an authenticator app or a passkey to go on.</p>\n",
        );
    }
    body.push_str(&form(
        "POST",
        "/api/v1/sign-out",
        "",
        "Sign out",
        "quiet",
        "/sign-in",
    ));
    prove(&mut body);

    body.push_str("<h2>Sessions</h2>\n<ul class=\"rows\">\n");
    for session in live(&edge, caller.tenant, principal, own_id(&caller)) {
        let agent = if session.agent.is_empty() {
            "Unknown browser"
        } else {
            &session.agent
        };
        let end = if session.current {
            "<strong>this one</strong>".to_owned()
        } else {
            form(
                "DELETE",
                &format!("/api/v1/me/sessions/{}", session.id),
                "",
                "End",
                "quiet",
                "",
            )
        };
        let times = format!(
            "since {:.16}, used {:.16}",
            session.created_at.to_string(),
            session.last_used_at.to_string()
        );
        row(&mut body, agent, &times, &end);
    }
    body.push_str("</ul>\n");
    body.push_str(&form(
        "POST",
        "/api/v1/me/sessions/revoke-others",
        "",
        "End all others",
        "quiet",
        "",
    ));

    body.push_str("<h2>Devices</h2>\n<ul class=\"rows\">\n");
    for device in devices_of(&edge, caller.tenant, principal) {
        let forget = form(
            "DELETE",
            &format!("/api/v1/me/devices/{}", device.id),
            "",
            "Forget",
            "quiet",
            "",
        );
        let times = format!("last signed in {:.16}", device.last_seen_at.to_string());
        let first = format!("Known since {:.10}", device.first_seen_at.to_string());
        row(&mut body, &first, &times, &forget);
    }
    body.push_str("</ul>\n<h2>Passkeys</h2>\n<ul class=\"rows\">\n");
    for passkey in passkeys_of(&edge, caller.tenant, principal) {
        let remove = form(
            "DELETE",
            &format!("/api/v1/me/passkeys/{}", passkey.id),
            "",
            "Remove",
            "quiet",
            "",
        );
        let used = passkey.last_used_at.map_or("never used".to_owned(), |at| {
            format!("used {:.16}", at.to_string())
        });
        row(&mut body, &passkey.name, &used, &remove);
    }
    body.push_str(
        "</ul>\n<form data-deed=\"register\">\n<label>Name of the new passkey<input name=\"name\" required maxlength=\"64\"></label>\n\
         <button>Add a passkey</button>\n</form>\n",
    );
    totp(&mut body, who.has_totp, who.recovery_codes_left);
    password(&mut body, who.has_password);
    body.push_str("</div>");
    let mut response = page("Your account", &body);
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

fn row(body: &mut String, title: &str, small: &str, deed: &str) {
    let _ = writeln!(
        body,
        "<li><span>{}<small>{}</small></span>{deed}</li>",
        escape(title),
        escape(small)
    );
}

/// A form that the script sends to the API. The fields are HTML.
fn form(method: &str, path: &str, fields: &str, label: &str, class: &str, next: &str) -> String {
    format!(
        "<form data-deed=\"api\" data-method=\"{method}\" data-path=\"{path}\" data-next=\"{next}\">{fields}<button class=\"{class}\">{label}</button></form>\n"
    )
}

fn prove(body: &mut String) {
    body.push_str(
        "<div id=\"prove\" hidden>\n<form data-deed=\"api\" data-method=\"POST\" data-path=\"/api/v1/me/step-up\" \
         data-done=\"Confirmed for five minutes. Now repeat what you wanted to do.\">\n\
         <label>Password<input name=\"password\" type=\"password\" autocomplete=\"current-password\"></label>\n\
         <label>or code of your authenticator app<input name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\"></label>\n\
         <button>Confirm</button>\n</form>\n\
         <button type=\"button\" class=\"quiet\" data-deed=\"stepUp\">Confirm with a passkey</button>\n</div>\n",
    );
}

const CODE: &str = "<label>Code of the app<input name=\"code\" required inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"6\"></label>\n";

fn totp(body: &mut String, has: bool, codes_left: usize) {
    body.push_str("<h2>Authenticator app</h2>\n");
    if has {
        body.push_str("<p>It is set up.</p>\n");
        body.push_str(&form("DELETE", "/api/v1/me/totp", "", "Remove it", "quiet", ""));
    } else {
        body.push_str(&form("POST", "/api/v1/me/totp", "", "Set one up", "", ""));
        body.push_str("<div id=\"seed\" hidden><p>Type this key into the app, or open the link on the device that it is on:</p><pre></pre>\n");
        body.push_str(&form("POST", "/api/v1/me/totp/confirm", CODE, "Confirm", "", ""));
        body.push_str("</div>\n");
    }
    let _ = write!(body, "<h2>Recovery codes</h2>\n<p>{codes_left} are left.</p>\n");
    body.push_str(&form(
        "POST",
        "/api/v1/me/recovery-codes",
        "",
        "Make new ones",
        "quiet",
        "",
    ));
    body.push_str("<div id=\"codes\" hidden><p>Keep them apart from your devices. They are not shown again.</p><pre></pre></div>\n");
}

fn password(body: &mut String, has: bool) {
    body.push_str("<h2>Password</h2>\n");
    let current = if has {
        "<label>Password so far<input name=\"current\" type=\"password\" required autocomplete=\"current-password\"></label>\n"
    } else {
        ""
    };
    let fields = format!(
        "{current}<label>New password<input name=\"password\" type=\"password\" required minlength=\"12\" autocomplete=\"new-password\"></label>\n"
    );
    let change = form("POST", "/api/v1/me/password", &fields, "Change it", "", "");
    body.push_str(&change.replacen(
        "data-next=\"\"",
        "data-done=\"The password is changed. Your other sessions have ended.\"",
        1,
    ));
}
