//! OAuth clients, of any tenant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::Action;
use bezant_identity::oauth::{ClientKind, Command};
use bezant_kernel::ClientId;

use super::{Admin, Rows, TenantParams, behind};
use crate::dto::identity::client::{ClientDto, NewClientBody};
use crate::problem::Problem;
use crate::request::{Params, RawBody};
use crate::respond;

pub(super) async fn create(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let (tenant, new) = admin.about::<NewClientBody>(&body).await?;
    let (id, kind): (ClientId, _) = (admin.new_id(), new.kind()?);
    let terms = new.terms()?;
    let command = Command::CreateClient { id, kind, terms };
    admin.give(tenant, Action::OAuth(command)).await?;
    let mut secret = None;
    if kind == ClientKind::Confidential {
        let token = Token::random(TokenKind::ClientSecret);
        let command = Command::AddClientSecret {
            id,
            hash: token.hash(),
            former_until: admin.now(),
        };
        admin.give(tenant, Action::OAuth(command)).await?;
        secret = Some(token.text().as_str().to_owned());
    }
    let shown = admin.read(|identity| identity.oauth.client(tenant, id).map(ClientDto::from));
    let mut shown = shown.await.ok_or_else(behind)?;
    shown.secret = secret;
    Ok(respond::json(StatusCode::CREATED, &shown))
}

pub(super) async fn list(
    State(admin): State<Admin>,
    Params(params): Params<TenantParams>,
) -> Result<Response, Problem> {
    let tenants = admin.tenants(&params).await?;
    let data = admin.read(|identity| {
        let all = tenants
            .into_iter()
            .flat_map(|tenant| identity.oauth.clients(tenant));
        all.map(ClientDto::from).collect::<Vec<_>>()
    });
    Ok(respond::ok(&Rows { data: data.await }))
}
