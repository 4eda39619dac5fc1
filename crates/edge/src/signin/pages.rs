//! The pages to sign in, to set a forgotten password anew and to accept an invitation. They work without scripts, but for
//! passkeys.

use std::fmt::Write;

use axum::extract::State;
use axum::http::header::{LOCATION, REFRESH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bezant_identity::session::Method;
use serde::Deserialize;

use super::api::with_cookies;
use super::email;
use super::enter::{self, Entered};
use super::links;
use super::page::{escape, own_path, page, page_with};
use super::proof::Typed;
use super::visit::Form;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::Params;

const ACCOUNT: &str = "/account";

#[derive(Deserialize)]
pub(crate) struct SignInParams {
    return_to: Option<String>,
    tenant: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct LinkParams {
    token: Option<String>,
}

/// What the form has in it already.
#[derive(Default)]
struct Filled<'a> {
    tenant: &'a str,
    email: &'a str,
    next: &'a str,
    wrong: Option<&'a Problem>,
}

/// The place for messages; what went wrong stands in it.
fn message(wrong: Option<&Problem>) -> String {
    match wrong {
        Some(problem) => {
            let text = escape(problem.detail());
            format!("<p id=\"message\" class=\"wrong\" role=\"alert\" tabindex=\"-1\">{text}</p>\n")
        }
        None => "<p id=\"message\" role=\"status\" tabindex=\"-1\" hidden></p>\n".to_owned(),
    }
}

fn status(wrong: Option<&Problem>) -> StatusCode {
    wrong.map_or(StatusCode::OK, Problem::status)
}

fn next(text: &str) -> &str {
    own_path(text).unwrap_or(ACCOUNT)
}

fn passkey_button(next: &str, token: &str) -> String {
    format!(
        "<button type=\"button\" class=\"quiet\" data-deed=\"signIn\" data-next=\"{}\" data-continue=\"{}\">Use a passkey</button>",
        escape(next),
        escape(token)
    )
}

fn sign_in_page(filled: &Filled<'_>) -> Response {
    let next = next(filled.next);
    let body = format!(
        "{}<form method=\"post\" action=\"/sign-in\">\n\
         <label>Organisation<input name=\"tenant\" value=\"{}\" required autocomplete=\"organization\" autocapitalize=\"none\"></label>\n\
         <label>E-mail address<input name=\"email\" type=\"email\" value=\"{}\" required autocomplete=\"username\"></label>\n\
         <label>Password<input name=\"password\" type=\"password\" required autocomplete=\"current-password\"></label>\n\
         <input type=\"hidden\" name=\"return_to\" value=\"{}\">\n<button>Sign in</button>\n</form>\n{}\n\
         <p class=\"note\"><a href=\"/recover\">Forgot your password?</a></p>",
        message(filled.wrong),
        escape(filled.tenant),
        escape(filled.email),
        escape(next),
        passkey_button(next, ""),
    );
    page_with(status(filled.wrong), "Sign in", &body)
}

fn second_page(methods: &[Method], token: &str, next: &str, wrong: Option<&Problem>) -> Response {
    let mut body = message(wrong);
    let has = |method: Method| methods.contains(&method);
    if has(Method::Totp) || has(Method::RecoveryCode) {
        let label = match (has(Method::Totp), has(Method::RecoveryCode)) {
            (true, true) => "Code of your authenticator app, or a recovery code",
            (true, false) => "Code of your authenticator app",
            _ => "Recovery code",
        };
        let _ = write!(
            body,
            "<form method=\"post\" action=\"/sign-in/second-factor\">\n\
             <label>{label}<input name=\"code\" required autocomplete=\"one-time-code\" autocapitalize=\"characters\" autofocus></label>\n\
             <input type=\"hidden\" name=\"continue\" value=\"{}\"><input type=\"hidden\" name=\"return_to\" value=\"{}\">\n\
             <input type=\"hidden\" name=\"methods\" value=\"{}\">\n<button>Continue</button>\n</form>\n",
            escape(token),
            escape(next),
            methods
                .iter()
                .map(|one| one.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    if has(Method::Passkey) {
        body.push_str(&passkey_button(next, token));
    }
    page_with(status(wrong), "Second step", &body)
}

/// The page to sign in.
pub(crate) async fn show_sign_in(Params(params): Params<SignInParams>) -> Response {
    sign_in_page(&Filled {
        tenant: params.tenant.as_deref().unwrap_or_default(),
        next: params.return_to.as_deref().unwrap_or_default(),
        ..Filled::default()
    })
}

/// Its form.
pub(crate) async fn sign_in(State(edge): State<Edge>, form: Form) -> Response {
    let (tenant, email, next_page) = (
        form.field("tenant"),
        form.field("email"),
        next(form.field("return_to")),
    );
    let password = form.field("password").to_owned();
    match enter::by_password(&edge, &form.visit, tenant, email, password).await {
        Ok(entered) => onward(entered, next_page),
        Err(problem) => sign_in_page(&Filled {
            tenant,
            email,
            next: next_page,
            wrong: Some(&problem),
        }),
    }
}

/// The form of the second step.
pub(crate) async fn second_factor(State(edge): State<Edge>, form: Form) -> Response {
    let (code, token, next_page) = (
        form.field("code").trim(),
        form.field("continue"),
        next(form.field("return_to")),
    );
    let is_short = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let typed = if is_short {
        Typed::Code(code)
    } else {
        Typed::RecoveryCode(code)
    };
    match enter::by_code(&edge, &form.visit, token, typed).await {
        Ok(entered) => onward(entered, next_page),
        Err(problem) if problem.is(crate::problem::Code::SignInExpired) => sign_in_page(&Filled {
            next: next_page,
            wrong: Some(&problem),
            ..Filled::default()
        }),
        Err(problem) => {
            let named = form.field("methods");
            let shown = Method::ALL
                .into_iter()
                .filter(|one| named.split(' ').any(|word| word == one.as_str()));
            second_page(&shown.collect::<Vec<_>>(), token, next_page, Some(&problem))
        }
    }
}

fn onward(entered: Entered, next: &str) -> Response {
    match entered {
        Entered::SignedIn(_, cookies) => led_to(next, cookies),
        Entered::SecondFactor(methods, token) => second_page(&methods, &token, next, None),
    }
}

/// Leads to the next page by a page in between: a redirect would belong to the form, and browsers hold what the form's page may
/// lead to against all that follows, which may end at a client elsewhere.
fn led_to(next: &str, cookies: HeaderMap) -> Response {
    if next == ACCOUNT {
        let mut response = with_cookies(page("Signed in", ""), cookies);
        *response.status_mut() = StatusCode::SEE_OTHER;
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static(ACCOUNT));
        return response;
    }
    let body = format!("<p><a href=\"{}\">Continue</a></p>", escape(next));
    let mut response = with_cookies(page("Signed in", &body), cookies);
    let refresh =
        HeaderValue::from_str(&format!("0; url={next}")).expect("a path of this node is plain ASCII");
    response.headers_mut().insert(REFRESH, refresh);
    response
}

/// The page to ask for a link, or, with its token, to set a new password.
pub(crate) async fn show_recover(Params(params): Params<LinkParams>) -> Response {
    match params.token.as_deref() {
        Some(token) => new_password_page(token, None),
        None => recover_page(None),
    }
}

fn recover_page(wrong: Option<&Problem>) -> Response {
    let body = format!(
        "{}<p class=\"note\">You get a letter with a link, if there is such an account.</p>\n<form method=\"post\" action=\"/recover\">\n\
         <label>Organisation<input name=\"tenant\" required autocapitalize=\"none\"></label>\n\
         <label>E-mail address<input name=\"email\" type=\"email\" required autocomplete=\"username\"></label>\n\
         <button>Send the link</button>\n</form>\n<p class=\"note\"><a href=\"/sign-in\">Back</a></p>",
        message(wrong)
    );
    page_with(status(wrong), "Forgot your password?", &body)
}

const PASSWORD_FIELD: &str = "<label>New password<input name=\"password\" type=\"password\" required minlength=\"12\" autocomplete=\"new-password\"></label>\n\
    <p class=\"note\">At least 12 characters. A few words that only you put together are best.</p>\n";

fn new_password_page(token: &str, wrong: Option<&Problem>) -> Response {
    let body = format!(
        "{}<form method=\"post\" action=\"/recover\">\n<input type=\"hidden\" name=\"token\" value=\"{}\">\n{PASSWORD_FIELD}\
         <button>Set the password</button>\n</form>",
        message(wrong),
        escape(token)
    );
    page_with(status(wrong), "Set a new password", &body)
}

/// Their forms.
pub(crate) async fn recover(State(edge): State<Edge>, form: Form) -> Response {
    let token = form.field("token");
    if token.is_empty() {
        return match links::ask(&edge, &form.visit, form.field("tenant"), form.field("email")).await {
            Ok(()) => page(
                "Look into your mail",
                "<p>If there is such an account, a letter with a link is on its way. The link works for an hour.</p>",
            ),
            Err(problem) => recover_page(Some(&problem)),
        };
    }
    match links::finish(&edge, &form.visit, token, form.field("password").to_owned()).await {
        Ok(()) => page("The password is set", SIGN_IN_NOW),
        Err(problem) => new_password_page(token, Some(&problem)),
    }
}

/// The page to confirm an address. It asks for a click: programs that look through letters open links, too.
pub(crate) async fn show_verify_email(Params(params): Params<LinkParams>) -> Response {
    verify_email_page(params.token.as_deref().unwrap_or_default(), None)
}

fn verify_email_page(token: &str, wrong: Option<&Problem>) -> Response {
    let body = format!(
        "{}<form method=\"post\" action=\"/verify-email\">\n<input type=\"hidden\" name=\"token\" value=\"{}\">\n\
         <button>Confirm the address</button>\n</form>",
        message(wrong),
        escape(token)
    );
    page_with(status(wrong), "Confirm your e-mail address", &body)
}

/// Its form.
pub(crate) async fn verify_email(State(edge): State<Edge>, form: Form) -> Response {
    let token = form.field("token");
    match email::confirm(&edge, &form.visit, token).await {
        Ok(()) => page(
            "The address is confirmed",
            "<p>You can close this page.</p>\n<p><a href=\"/account\">Your account</a></p>",
        ),
        Err(problem) => verify_email_page(token, Some(&problem)),
    }
}

const SIGN_IN_NOW: &str = "<p><a href=\"/sign-in\">Sign in</a></p>";

/// The page of an invitation.
pub(crate) async fn show_invitation(Params(params): Params<LinkParams>) -> Response {
    invitation_page(params.token.as_deref().unwrap_or_default(), "", None)
}

fn invitation_page(token: &str, name: &str, wrong: Option<&Problem>) -> Response {
    let body = format!(
        "{}<form method=\"post\" action=\"/invitation\">\n<input type=\"hidden\" name=\"token\" value=\"{}\">\n\
         <label>Your name<input name=\"name\" value=\"{}\" maxlength=\"200\" autocomplete=\"name\"></label>\n{PASSWORD_FIELD}\
         <button>Accept</button>\n</form>",
        message(wrong),
        escape(token),
        escape(name)
    );
    page_with(status(wrong), "You are invited", &body)
}

/// Its form.
pub(crate) async fn invitation(State(edge): State<Edge>, form: Form) -> Response {
    let (token, name) = (form.field("token"), form.field("name"));
    let password = form.field("password").to_owned();
    match links::accept(&edge, &form.visit, token, password, Some(name)).await {
        Ok(accepted) => {
            let mut path = url::form_urlencoded::Serializer::new(String::new());
            path.append_pair("tenant", &accepted.tenant_name);
            let body = format!(
                "<p>Your account at {} is there.</p>\n<p><a href=\"/sign-in?{}\">Sign in</a></p>",
                escape(&accepted.tenant_name),
                escape(&path.finish())
            );
            page("Welcome", &body)
        }
        Err(problem) => invitation_page(token, name, Some(&problem)),
    }
}
