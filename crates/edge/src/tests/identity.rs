//! The management of identity: who may do what to whom, and what is shown of it.

use axum::http::Method;
use bezant_core::Command;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::session::{Method as Proof, Methods, NewSession};
use bezant_identity::{Action, Authority, LookupHash, TokenHash, session};
use bezant_kernel::{Milliseconds, PrincipalId};
use serde_json::{Value, json};

use super::world::{Answer, Call, World, until};

/// Somebody who has signed in.
struct User {
    id: String,
    cookie: String,
}

impl User {
    async fn ask(&self, world: &World, method: Method, path: &str, body: Value) -> Answer {
        let headers = vec![
            ("cookie", &*self.cookie),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        world
            .send(Call {
                method,
                path,
                headers,
                body,
            })
            .await
    }

    async fn get(&self, world: &World, path: &str) -> Answer {
        self.ask(world, Method::GET, path, Value::Null).await
    }

    async fn post(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::POST, path, body).await
    }

    async fn patch(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::PATCH, path, body).await
    }

    async fn put(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::PUT, path, body).await
    }

    async fn delete(&self, world: &World, path: &str) -> Answer {
        self.ask(world, Method::DELETE, path, json!({})).await
    }
}

async fn tenant(world: &World, name: &str) {
    let made = world.admin("/admin/v1/tenants", json!({ "name": name })).await;
    assert!(made.status == 201 || made.problem().1 == "tenant_name_taken", "{made:?}");
}

/// A user with these roles, signed in.
async fn user(world: &World, of: &str, name: &str, roles: &[&str]) -> User {
    tenant(world, of).await;
    let body = json!({
        "tenant": of, "kind": "user", "name": name, "email": format!("{name}@{of}.example"), "roles": roles,
    });
    let made = world.admin("/admin/v1/principals", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["roles"], json!(roles));
    let id = made.text("id").to_owned();
    let cookie = sign_in(world, of, id.parse().unwrap()).await;
    User { id, cookie }
}

async fn sign_in(world: &World, of: &str, id: PrincipalId) -> String {
    let token = Token::random(TokenKind::Session);
    let now = world.edge.now();
    let new = NewSession {
        id: world.edge.new_id(),
        principal: id,
        hash: token.hash(),
        idle_timeout: Milliseconds(3_600_000),
        absolute_until: now.after(Milliseconds(7_200_000)),
        methods: Methods::of(&[Proof::Password]),
        fingerprint: TokenHash::from_bytes([1; 32]),
        device: world.edge.new_id(),
        address: LookupHash::from_bytes([2; 32]),
        agent: "test".to_owned(),
    };
    let command = bezant_identity::Command {
        by: Authority::Anyone,
        action: Action::Session(session::Command::Start(new)),
    };
    world.submit(of, Command::Identity(command)).await;
    format!("bezant_session={}", *token.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_made_found_changed_and_forgotten() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let new = json!({
        "kind": "user", "name": "Bob", "email": "Bob@Shop.example", "phone": "+49 1", "attributes": { "region": "eu" },
    });
    let made = ann.post(&world, "/api/v1/principals", new.clone()).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(
        (made.text("name"), made.text("email"), &made.body["attributes"]["region"]),
        ("Bob", "Bob@Shop.example", &json!("eu"))
    );
    let again = ann.post(&world, "/api/v1/principals", new).await;
    assert_eq!(again.problem(), (409, "email_taken"));
    let path = format!("/api/v1/principals/{}", made.text("id"));

    let found = ann.get(&world, "/api/v1/principals?email=bob%40shop.EXAMPLE").await;
    assert_eq!(found.body["data"][0]["id"], made.body["id"]);
    let page = ann.get(&world, "/api/v1/principals?limit=1&kind=user").await;
    let next = format!("/api/v1/principals?limit=1&kind=user&cursor={}", page.text("next_cursor"));
    let second = ann.get(&world, &next).await;
    assert_ne!(page.body["data"][0]["id"], second.body["data"][0]["id"]);

    let changed = ann.patch(&world, &path, json!({ "name": "Robert", "phone": null })).await;
    assert_eq!((changed.status.as_u16(), changed.text("name")), (200, "Robert"));
    assert_eq!((&changed.body["phone"], changed.text("email")), (&Value::Null, "Bob@Shop.example"));

    let suspended = ann.post(&world, &format!("{path}/suspend"), Value::Null).await;
    assert_eq!(suspended.text("status"), "suspended");
    let active = ann.post(&world, &format!("{path}/reactivate"), Value::Null).await;
    assert_eq!(active.text("status"), "active");

    // What was sealed of a person is not readable in the log, before and after they are forgotten.
    let events = ann.get(&world, "/api/v1/tenant/export").await.body.to_string();
    assert!(events.contains("Robert"), "who exports sees people");
    let erased = ann.post(&world, &format!("{path}/erase"), Value::Null).await;
    assert_eq!(erased.status, 200, "{erased:?}");
    let gone = ann.get(&world, &path).await;
    assert_eq!((gone.text("status"), &gone.body["email"]), ("deleted", &Value::Null));
    let events = ann.get(&world, "/api/v1/tenant/export").await.body.to_string();
    assert!(!events.contains("Robert") && !events.contains("Bob"), "{events}");
    assert!(events.contains("principal.deleted") && events.contains("\"object\":\"tenant\"") || events.contains("principal.deleted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn administrative_roles_take_a_second_person() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let ben = user(&world, "shop", "ben", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &["viewer"]).await;
    let roles = format!("/api/v1/principals/{}/roles", eve.id);

    let plain = ann.post(&world, &roles, json!({ "role": "operator" })).await;
    assert_eq!((plain.status.as_u16(), &plain.body["roles"]), (200, &json!(["operator", "viewer"])));
    let asked = ann.post(&world, &roles, json!({ "role": "admin" })).await;
    assert_eq!((asked.status.as_u16(), asked.text("status")), (202, "waiting"), "{asked:?}");
    assert_eq!(asked.text("requested_by"), ann.id);
    let approval = format!("/api/v1/approvals/{}", asked.text("id"));
    let listed = ben.get(&world, "/api/v1/approvals").await;
    assert_eq!(listed.body["data"][0]["id"], asked.body["id"]);

    let own = ann.post(&world, &format!("{approval}/approve"), Value::Null).await;
    assert_eq!(own.problem(), (403, "approval_own"));
    let herself = eve.post(&world, &format!("{approval}/approve"), Value::Null).await;
    assert_eq!(herself.problem(), (403, "permission_missing"));
    let given = ben.post(&world, &format!("{approval}/approve"), Value::Null).await;
    assert_eq!((given.status.as_u16(), given.text("status")), (200, "approved"), "{given:?}");
    let may = ann.get(&world, &format!("/api/v1/principals/{}/permissions", eve.id)).await;
    let all = may.body["permissions"].as_array().unwrap();
    let manage = all.iter().find(|one| one["permission"] == "identity.manage").unwrap();
    assert_eq!(manage["from"], json!([{ "role": "admin", "by": "principal", "through": null }]));

    let role = json!({ "name": "clerk", "permissions": ["payments.read"] });
    assert_eq!(ann.post(&world, "/api/v1/roles", role).await.status, 201);
    let more = json!({ "permissions": ["payments.read", "keys.manage"] });
    let waits = ann.put(&world, "/api/v1/roles/clerk", more).await;
    assert_eq!(waits.status, 202, "{waits:?}");
    let turned_down = ann
        .post(&world, &format!("/api/v1/approvals/{}/reject", waits.text("id")), Value::Null)
        .await;
    assert_eq!(turned_down.text("status"), "rejected");
    let node_wide = json!({ "name": "router", "permissions": ["routing.manage"] });
    assert_eq!(ann.post(&world, "/api/v1/roles", node_wide).await.problem().0, 403);
    assert_eq!(
        ann.delete(&world, "/api/v1/roles/admin").await.problem(),
        (409, "role_built_in")
    );
    assert_eq!(ann.delete(&world, "/api/v1/roles/clerk").await.status, 200);

    // What is dangerous takes a proof that is fresh.
    world.clock.go_ahead(6 * 60_000);
    let stale = ann.post(&world, &roles, json!({ "role": "auditor" })).await;
    assert_eq!(stale.problem(), (403, "step_up_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_give_their_members_roles() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &[]).await;
    let made = ann.post(&world, "/api/v1/groups", json!({ "name": "Desk" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/api/v1/groups/{}", made.text("id"));
    assert_eq!(eve.get(&world, "/api/v1/payments").await.problem(), (403, "permission_missing"));
    let role = ann.post(&world, &format!("{path}/roles"), json!({ "role": "viewer" })).await;
    assert_eq!(role.body["roles"], json!(["viewer"]));
    let members = json!({ "principals": [eve.id] });
    let added = ann.post(&world, &format!("{path}/members"), members).await;
    assert_eq!(added.body["members"], 1, "{added:?}");
    assert_eq!(eve.get(&world, "/api/v1/payments").await.status, 200);
    let listed = ann.get(&world, &format!("{path}/members")).await;
    assert_eq!(listed.body["data"], json!([{ "principal": eve.id }]));
    let out = ann.delete(&world, &format!("{path}/members/{}", eve.id)).await;
    assert_eq!(out.body["members"], 0, "{out:?}");
    assert_eq!(eve.get(&world, "/api/v1/payments").await.problem(), (403, "permission_missing"));
    assert_eq!(ann.delete(&world, &format!("{path}/roles/viewer")).await.body["roles"], json!([]));
    let renamed = ann.patch(&world, &path, json!({ "name": "Front desk" })).await;
    assert_eq!(renamed.text("name"), "Front desk");
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(ann.get(&world, &path).await.problem(), (404, "group_unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_go_out_by_letter_when_nothing_waits_any_more() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let ben = user(&world, "shop", "ben", &["admin"]).await;
    let body = json!({ "email": "new@shop.example", "name": "New", "roles": ["viewer"] });
    let made = ann.post(&world, "/api/v1/invitations", body).await;
    assert_eq!((made.status.as_u16(), &made.body["sent"]), (201, &json!(true)), "{made:?}");
    assert!(made.body.get("link").is_none(), "who invites does not get the link");
    let sent = || world.letters.sent.lock().unwrap().len();
    assert_eq!(sent(), 1);
    {
        let letters = world.letters.sent.lock().unwrap();
        assert_eq!(&*letters[0].to, "new@shop.example");
        assert!(letters[0].text.contains("/invitation?token=bzi_"));
    }
    let body = json!({ "email": "boss@shop.example", "roles": ["admin"] });
    let asked = ann.post(&world, "/api/v1/invitations", body).await;
    assert_eq!((asked.status.as_u16(), sent()), (202, 1), "{asked:?}");
    let approve = format!("/api/v1/approvals/{}/approve", asked.text("id"));
    assert_eq!(ben.post(&world, &approve, Value::Null).await.status, 200);
    assert_eq!(sent(), 2);
    let listed = ann.get(&world, "/api/v1/invitations").await;
    let emails: Vec<_> = listed.body["data"].as_array().unwrap().iter().map(|one| &one["email"]).collect();
    assert!(emails.contains(&&json!("boss@shop.example")) && emails.len() == 2, "{listed:?}");
    let path = format!("/api/v1/invitations/{}", made.text("id"));
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(ann.get(&world, &path).await.problem(), (404, "invitation_unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_show_their_secret_once_and_rotate_with_an_overlap() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let body = json!({ "name": "till", "permissions": ["payments.read"], "certifications": [] });
    let made = ann.post(&world, "/api/v1/api-keys", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let (first, path) = (made.text("secret").to_owned(), format!("/api/v1/api-keys/{}", made.text("id")));
    assert_eq!(world.get(&first, "/api/v1/payments").await.status, 200);
    assert_eq!(world.get(&first, "/api/v1/events").await.problem(), (403, "permission_missing"));
    let rotated = ann.post(&world, &format!("{path}/rotate"), json!({ "overlap_seconds": 60 })).await;
    let second = rotated.text("secret").to_owned();
    for secret in [&first, &second] {
        assert_eq!(world.get(secret, "/api/v1/payments").await.status, 200);
    }
    world.clock.go_ahead(61_000);
    assert_eq!(world.get(&first, "/api/v1/payments").await.problem().1, "api_key_unknown");
    assert_eq!(world.get(&second, "/api/v1/payments").await.status, 200);
    let listed = ann.get(&world, "/api/v1/api-keys").await;
    assert!(!listed.body.to_string().contains("bzk_"));
    let revoked = ann.delete(&world, &path).await;
    assert!(revoked.body["revoked_at"].is_string(), "{revoked:?}");
    assert_eq!(world.get(&second, "/api/v1/payments").await.problem().1, "api_key_revoked");

    let too_much = json!({ "name": "router", "scopes": ["operate"] });
    assert_eq!(
        ann.post(&world, "/api/v1/api-keys", too_much).await.problem(),
        (403, "key_exceeds_authority")
    );
    let key = world.key("shop", &["read", "write"]).await;
    let more = world.post(&key, "/api/v1/api-keys", json!({ "name": "x", "scopes": ["read"] })).await;
    assert_eq!(more.problem(), (403, "permission_missing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_makes_nothing_again_and_shows_no_secret_again() {
    let world = World::idle(Default::default()).await;
    let key = world.admin("/admin/v1/keys", {
        tenant(&world, "shop").await;
        json!({ "tenant": "shop", "name": "chief", "scopes": ["read"], "permissions": ["keys.manage", "keys.read"] })
    });
    let key = key.await.text("secret").to_owned();
    let body = json!({ "name": "till", "scopes": ["read"] }).to_string();
    let once = || world.post_with(&key, "/api/v1/api-keys", &[("idempotency-key", "1")], body.as_bytes());
    let (first, second) = (once().await, once().await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201), "{second:?}");
    assert_eq!(first.body["id"], second.body["id"]);
    assert!(first.body["secret"].is_string() && second.body.get("secret").is_none());
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_and_providers_are_managed() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let body = json!({ "name": "App", "redirect_uris": ["https://app.example/back"], "scope": "openid payments.read" });
    let made = ann.post(&world, "/api/v1/oauth-clients", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert!(made.text("secret").starts_with("bzo_"));
    let path = format!("/api/v1/oauth-clients/{}", made.text("id"));
    let read = ann.get(&world, &path).await;
    assert!(read.body.get("secret").is_none() && read.text("scope") == "openid payments.read");
    let changed = ann.patch(&world, &path, json!({ "name": "The app" })).await;
    assert_eq!((changed.text("name"), changed.text("scope")), ("The app", "openid payments.read"));
    let rotated = ann.post(&world, &format!("{path}/rotate-secret"), Value::Null).await;
    assert_ne!(rotated.text("secret"), made.text("secret"));
    let bad = json!({ "name": "Bad", "redirect_uris": ["http://app.example"], "scope": "openid" });
    assert_eq!(
        ann.post(&world, "/api/v1/oauth-clients", bad).await.problem(),
        (422, "oauth_redirect_uri_invalid")
    );
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(ann.get(&world, &path).await.problem(), (404, "oauth_client_unknown"));

    let provider = "/api/v1/identity-providers/corp";
    let body = json!({ "kind": "ldap", "mapping": { "staff": ["viewer"] }, "just_in_time": true });
    let set = ann.put(&world, provider, body).await;
    assert_eq!((set.status.as_u16(), &set.body["configured"]), (200, &json!(false)), "{set:?}");
    let bosses = json!({ "kind": "ldap", "mapping": { "bosses": ["admin"] } });
    assert_eq!(ann.put(&world, provider, bosses).await.status, 202);
    assert_eq!(ann.get(&world, provider).await.body["mapping"], json!({ "staff": ["viewer"] }));
    assert_eq!(ann.delete(&world, provider).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_given_shown_and_taken_back() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &["viewer"]).await;
    let text = json!({ "purpose": "marketing_mail", "language": "en", "text": "We write to you." });
    let published = ann.post(&world, "/api/v1/consent-texts", text).await;
    assert_eq!((published.status.as_u16(), &published.body["version"]), (201, &json!(1)), "{published:?}");
    let own = eve
        .post(&world, "/api/v1/me/consents", json!({ "purpose": "marketing_mail", "version": 1 }))
        .await;
    assert_eq!((own.status.as_u16(), own.text("principal")), (201, &*eve.id), "{own:?}");
    let body = json!({
        "reference": "customer 4711", "purpose": "marketing_mail", "version": 1, "channel": "phone", "evidence": "call 9",
    });
    let other = ann.post(&world, "/api/v1/consents", body).await;
    assert_eq!(other.status, 201, "{other:?}");
    let found = ann.get(&world, "/api/v1/consents?reference=customer%204711").await;
    assert_eq!(found.body["data"], json!([other.body]));
    assert_eq!(ann.get(&world, "/api/v1/consents").await.body["data"].as_array().unwrap().len(), 2);
    let withdrawn = eve
        .post(&world, &format!("/api/v1/me/consents/{}/withdraw", own.text("id")), Value::Null)
        .await;
    assert_eq!(withdrawn.text("status"), "withdrawn");
    let foreign = format!("/api/v1/me/consents/{}/withdraw", other.text("id"));
    assert_eq!(eve.post(&world, &foreign, Value::Null).await.status, 404);
    assert_eq!(eve.get(&world, "/api/v1/consents").await.problem(), (403, "permission_missing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_changes_what_is_its_own() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let body = json!({ "features": { "beta": true }, "sign_in": { "session_idle_minutes": 10 } });
    let changed = ann.patch(&world, "/api/v1/tenant", body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["sign_in"]["session_idle_minutes"], 10);
    assert_eq!(changed.body["sign_in"]["session_absolute_hours"], 12);
    let region = ann.patch(&world, "/api/v1/tenant", json!({ "region": "us" })).await;
    assert_eq!(region.mistakes(), [("region", "field_unknown")]);
    let export = ann.get(&world, "/api/v1/tenant/export").await;
    let text = export.body.as_str().unwrap();
    let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for object in ["tenant", "principal", "event"] {
        assert!(objects.iter().any(|one| one["object"] == object), "{object}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_takes_effect_when_it_is_activated_and_one_that_does_not_compile_never() {
    let world = World::idle(Default::default()).await;
    let operator = world.key("shop", &["read", "operate"]).await;
    let reader = world.key("shop", &["read"]).await;
    let shown = world.get(&operator, "/api/v1/policy").await;
    assert_eq!((shown.status.as_u16(), &shown.body["version"]), (200, &json!(0)), "{shown:?}");
    let broken = json!({ "files": { "authz.rego": "package bezant.authz\n\ndecision := {" } });
    let refused = world.post(&operator, "/api/v1/policy/bundles", broken).await;
    assert_eq!(refused.problem(), (422, "policy_invalid"));
    assert!(refused.body["errors"][0]["line"].is_u64(), "{refused:?}");
    assert_eq!(refused.mistakes()[0].0, "files.authz.rego");

    // Nobody sees gateways; everything else that is permitted is.
    let text = "package bezant.authz\n\
        decision := {\"allow\": false, \"reasons\": [\"closed\"]} if input.request.route == \"/api/v1/gateways\"\n\
        decision := {\"allow\": true, \"reasons\": [\"open\"]} if input.request.route != \"/api/v1/gateways\"\n";
    let bundle = json!({ "files": { "authz.rego": text }, "note": "close gateways", "dry_run": true });
    let kept = world.post(&operator, "/api/v1/policy/bundles", bundle).await;
    assert_eq!((kept.status.as_u16(), &kept.body["version"]), (201, &json!(1)), "{kept:?}");
    assert_eq!(world.get(&reader, "/api/v1/gateways").await.status, 200);
    let denied = world.post(&reader, "/api/v1/policy/bundles/1/activate", json!({})).await;
    assert_eq!(denied.problem(), (403, "permission_missing"));
    let active = world.post(&operator, "/api/v1/policy/bundles/1/activate", json!({})).await;
    assert_eq!((&active.body["version"], &active.body["applied_version"]), (&json!(1), &json!(1)), "{active:?}");
    assert_eq!(world.get(&reader, "/api/v1/gateways").await.problem(), (403, "policy_denied"));
    let back = world.post(&operator, "/api/v1/policy/roll-back", json!({})).await;
    assert_eq!(back.body["version"], 0);
    assert_eq!(world.get(&reader, "/api/v1/gateways").await.status, 200);
    let missing = world.post(&operator, "/api/v1/policy/bundles/9/activate", json!({})).await;
    assert_eq!(missing.problem(), (404, "policy_version_unknown"));
    assert_eq!(world.get(&operator, "/api/v1/policy/bundles").await.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_shown_to_their_tenant_and_explained() {
    let world = World::idle(Default::default()).await;
    let auditor = user(&world, "shop", "aud", &["auditor"]).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let other = user(&world, "other", "bob", &["auditor"]).await;
    // A denial is always kept.
    assert_eq!(auditor.post(&world, "/api/v1/groups", json!({ "name": "x" })).await.status, 403);
    assert_eq!(ann.post(&world, "/api/v1/groups", json!({ "name": "x" })).await.status, 201);
    let path = format!("/api/v1/policy/decisions?principal={}&allow=true", ann.id);
    let mut rows = Value::Null;
    for _ in 0..200 {
        rows = auditor.get(&world, &path).await.body["data"].clone();
        if rows.as_array().is_some_and(|rows| !rows.is_empty()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let row = &rows[0];
    assert_eq!((&row["allow"], &row["input"]["request"]["route"]), (&json!(true), &json!("/api/v1/groups")), "{rows}");
    assert_eq!(other.get(&world, &path).await.body["data"], json!([]));
    let key = world.key("shop", &["read", "operate"]).await;
    let explained = world.post(&key, "/api/v1/policy/decisions/explain", row["input"].clone()).await;
    assert_eq!((explained.status.as_u16(), &explained.body["allow"]), (200, &json!(true)), "{explained:?}");
    until(|| true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_sees_and_changes_nothing() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let bob = user(&world, "other", "bob", &["admin"]).await;
    let group = ann.post(&world, "/api/v1/groups", json!({ "name": "Desk" })).await;
    let key = ann.post(&world, "/api/v1/api-keys", json!({ "name": "k", "permissions": ["payments.read"] })).await;
    assert_eq!(key.status, 201, "{key:?}");
    let reads = [
        (format!("/api/v1/principals/{}", ann.id), "principal_unknown"),
        (format!("/api/v1/principals/{}/permissions", ann.id), "principal_unknown"),
        (format!("/api/v1/groups/{}", group.text("id")), "group_unknown"),
        (format!("/api/v1/groups/{}/members", group.text("id")), "group_unknown"),
        (format!("/api/v1/api-keys/{}", key.text("id")), "key_unknown"),
    ];
    for (path, code) in reads {
        assert_eq!(ann.get(&world, &path).await.status, 200, "{path}");
        assert_eq!(bob.get(&world, &path).await.problem(), (404, code), "{path}");
    }
    let path = format!("/api/v1/principals/{}", ann.id);
    for action in ["suspend", "erase"] {
        let answer = bob.post(&world, &format!("{path}/{action}"), Value::Null).await;
        assert_eq!(answer.status, 404, "{action} {answer:?}");
    }
    assert_eq!(bob.delete(&world, &path).await.status, 404);
    assert_eq!(bob.delete(&world, &format!("/api/v1/api-keys/{}", key.text("id"))).await.status, 404);
    assert_eq!(ann.get(&world, &path).await.text("status"), "active");
    let people = bob.get(&world, "/api/v1/principals").await;
    assert!(!people.body.to_string().contains(&ann.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_s_operator_opens_closes_and_lets_in() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let answer = world.admin("/admin/v1/tenants/shop/suspend", json!({ "reason": "unpaid" })).await;
    assert_eq!((answer.text("status"), answer.text("reason")), ("suspended", "unpaid"));
    assert_eq!(ann.get(&world, "/api/v1/tenant").await.problem(), (403, "tenant_suspended"));
    assert_eq!(world.admin("/admin/v1/tenants/shop/resume", json!({})).await.text("status"), "active");
    assert_eq!(ann.get(&world, "/api/v1/tenant").await.status, 200);

    let link = world.admin(&format!("/admin/v1/principals/{}/recovery-link", ann.id), json!({})).await;
    assert!(link.text("link").contains("/recover?token=bzp_"), "{link:?}");
    let invited = world
        .admin("/admin/v1/invitations", json!({ "tenant": "shop", "email": "two@shop.example", "roles": ["admin"] }))
        .await;
    assert!(invited.text("link").contains("/invitation?token=bzi_"), "{invited:?}");
    let role = format!("/api/v1/principals/{}/roles", user(&world, "shop", "eve", &[]).await.id);
    let asked = ann.post(&world, &role, json!({ "role": "admin" })).await;
    let approved = world.admin(&format!("/admin/v1/approvals/{}/approve", asked.text("id")), json!({})).await;
    assert_eq!(approved.text("status"), "approved", "{approved:?}");
    let people = world.admin_get("/admin/v1/principals?tenant=shop").await;
    assert_eq!(people.body["data"].as_array().unwrap().len(), 2);
    let client = json!({ "tenant": "shop", "name": "App", "kind": "public", "redirect_uris": ["https://a.example/"], "scope": "openid" });
    assert_eq!(world.admin("/admin/v1/oauth-clients", client).await.status, 201);
    let export = world.admin_get("/admin/v1/tenants/shop/export").await;
    assert!(export.body.as_str().unwrap().contains("ann@shop.example"));
    assert_eq!(world.admin("/admin/v1/tenants/shop/close", json!({})).await.problem(), (409, "tenant_not_suspended"));
}
