//! SCIM as directories speak it: users, their errors, their lists, and who may not ask.

use axum::http::Method;
use bezant_core::Command;
use bezant_credentials::seal::Lookup;
use bezant_identity::access::NewPrincipal;
use bezant_identity::tenancy::{Command as Tenancy, NewKey};
use bezant_identity::{Action, Authority, KeySecret, Permission, Permissions, Scopes, access};
use serde_json::{Value, json};

use super::world::{Answer, Call, World};

/// A tenant's key that may provision, and no more.
pub(super) async fn provisioner(world: &World, tenant: &str) -> String {
    world.key(tenant, &["read"]).await;
    key_with(world, tenant, &[Permission::ScimManage]).await
}

/// A tenant's key with these permissions.
pub(super) async fn key_with(world: &World, tenant: &str, permissions: &[Permission]) -> String {
    let secret = KeySecret::new(world.edge.new_id(), rand::random());
    let new = NewKey {
        permissions: Permissions::of(permissions),
        ..NewKey::new(secret.id(), "directory", secret.hash(), Scopes::default())
    };
    submit(world, tenant, Action::Tenancy(Tenancy::CreateKey(Box::new(new)))).await;
    secret.expose().to_string()
}

/// As the machine's operator.
pub(super) async fn submit(world: &World, tenant: &str, action: Action) {
    let command = bezant_identity::Command {
        by: Authority::Node,
        action,
    };
    world.submit(tenant, Command::Identity(command)).await;
}

/// A SCIM request below `/scim/v2`.
pub(super) async fn scim(world: &World, key: &str, method: Method, path: &str, body: Value) -> Answer {
    scim_with(world, key, method, path, &[], body).await
}

pub(super) async fn scim_with(
    world: &World,
    key: &str,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Answer {
    let (bearer, path) = (format!("Bearer {key}"), format!("/scim/v2{path}"));
    let mut all = vec![
        ("authorization", &*bearer),
        ("content-type", "application/scim+json"),
    ];
    all.extend(headers);
    let body = if body.is_null() {
        Vec::new()
    } else {
        body.to_string().into_bytes()
    };
    let answer = world
        .send(Call {
            method,
            path: &path,
            headers: all,
            body,
        })
        .await;
    if answer.status.is_client_error() {
        assert_eq!(
            answer.header("content-type"),
            Some("application/scim+json"),
            "{answer:?}"
        );
        assert_eq!(
            answer.body["schemas"],
            json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
        );
        assert_eq!(answer.body["status"], answer.status.as_str());
    }
    answer
}

pub(super) async fn get(world: &World, key: &str, path: &str) -> Answer {
    scim(world, key, Method::GET, path, Value::Null).await
}

pub(super) fn ada() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "Ada@example.test", "externalId": "E-1", "displayName": "Ada Lovelace",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "emails": [{ "value": "ada.l@example.test", "type": "work", "primary": true }], "active": true,
    })
}

pub(super) async fn made(world: &World, key: &str, path: &str, body: Value) -> String {
    let answer = scim(world, key, Method::POST, path, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("id").to_owned()
}

/// Status and kind of an error.
pub(super) fn error(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status.as_u16(), answer.body["scimType"].as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_made_read_changed_suspended_and_deleted() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let made = scim(&world, &key, Method::POST, "/Users", ada()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/Users/{}", made.text("id"));
    assert_eq!(made.header("location"), made.body["meta"]["location"].as_str());
    assert!(
        made.header("location")
            .unwrap()
            .ends_with(&format!("/scim/v2{path}"))
    );
    let etag = made.header("etag").unwrap().to_owned();
    assert_eq!(made.body["meta"]["version"], *etag);

    let read = get(&world, &key, &path).await;
    assert_eq!((read.status.as_u16(), &read.body), (200, &made.body));
    for (field, value) in ada().as_object().unwrap() {
        assert_eq!(read.body[field], *value, "{field}");
    }
    let same = scim_with(
        &world,
        &key,
        Method::GET,
        &path,
        &[("if-none-match", &etag)],
        Value::Null,
    )
    .await;
    assert_eq!(same.status, 304);

    // As Entra ID says that somebody has left.
    let leave = json!({ "Operations": [{ "op": "Replace", "path": "active", "value": "False" }] });
    let left = scim_with(
        &world,
        &key,
        Method::PATCH,
        &path,
        &[("if-match", &etag)],
        leave.clone(),
    )
    .await;
    assert_eq!(
        (left.status.as_u16(), &left.body["active"]),
        (200, &json!(false)),
        "{left:?}"
    );
    let late = scim_with(&world, &key, Method::PATCH, &path, &[("if-match", &etag)], leave).await;
    assert_eq!(error(&late), (412, None));

    // PUT without `active` lets nobody act again; what is not there is gone.
    let bare = json!({ "userName": "ada@new.test" });
    let put = scim(&world, &key, Method::PUT, &path, bare).await;
    assert_eq!(
        (put.status.as_u16(), &put.body["active"]),
        (200, &json!(false)),
        "{put:?}"
    );
    assert_eq!((put.body.get("externalId"), put.body.get("emails")), (None, None));
    assert_eq!(put.text("userName"), "ada@new.test");
    let back =
        json!({ "Operations": [{ "op": "replace", "value": { "active": true, "externalId": "E-2" } }] });
    let back = scim(&world, &key, Method::PATCH, &path, back).await;
    assert_eq!(
        (&back.body["active"], &back.body["externalId"]),
        (&json!(true), &json!("E-2"))
    );
    let found = get(&world, &key, "/Users?filter=userName%20eq%20%22ADA@NEW.TEST%22").await;
    assert_eq!(found.body["totalResults"], 1);
    let before = get(
        &world,
        &key,
        "/Users?filter=userName%20eq%20%22ada@example.test%22",
    )
    .await;
    assert_eq!(before.body["totalResults"], 0);

    assert_eq!(
        scim(&world, &key, Method::DELETE, &path, Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(error(&get(&world, &key, &path).await), (404, None));
    assert_eq!(
        error(&scim(&world, &key, Method::DELETE, &path, Value::Null).await),
        (404, None)
    );
    // The address is free again.
    let again = scim(
        &world,
        &key,
        Method::POST,
        "/Users",
        json!({ "userName": "ada@new.test" }),
    )
    .await;
    assert_eq!(again.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_in_scims_words() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let id = made(&world, &key, "/Users", ada()).await;
    let path = format!("/Users/{id}");
    let taken = json!({ "userName": "ADA@EXAMPLE.TEST" });
    assert_eq!(
        error(&scim(&world, &key, Method::POST, "/Users", taken).await),
        (409, Some("uniqueness"))
    );
    let taken = json!({ "userName": "b@example.test", "externalId": "E-1" });
    assert_eq!(
        error(&scim(&world, &key, Method::POST, "/Users", taken).await),
        (409, Some("uniqueness"))
    );
    let other = made(&world, &key, "/Users", json!({ "userName": "b@example.test" })).await;
    let taking = json!({ "userName": "ada@example.test" });
    let taking = scim(&world, &key, Method::PUT, &format!("/Users/{other}"), taking).await;
    assert_eq!(error(&taking), (409, Some("uniqueness")));

    for (method, path, body, expected) in [
        (
            Method::POST,
            "/Users",
            json!({ "userName": "bjensen" }),
            "invalidValue",
        ),
        (Method::POST, "/Users", json!([]), "invalidSyntax"),
        (Method::PATCH, &*path, json!({}), "invalidSyntax"),
        (
            Method::PATCH,
            &path,
            json!({ "Operations": [{ "op": "replace", "path": "id", "value": "x" }] }),
            "mutability",
        ),
        (
            Method::PATCH,
            &path,
            json!({ "Operations": [{ "op": "replace", "path": "x", "value": "x" }] }),
            "invalidPath",
        ),
        (
            Method::PATCH,
            &path,
            json!({ "Operations": [{ "op": "replace", "path": "emails[type eq \"home\"].value", "value": "x" }] }),
            "noTarget",
        ),
        (
            Method::PATCH,
            &path,
            json!({ "Operations": [{ "op": "remove", "path": "userName" }] }),
            "invalidValue",
        ),
        (
            Method::GET,
            "/Users?filter=title%20eq%20%22x%22",
            Value::Null,
            "invalidFilter",
        ),
        (
            Method::GET,
            "/Users?filter=userName%20pr",
            Value::Null,
            "invalidFilter",
        ),
        (
            Method::GET,
            "/Groups?filter=active%20eq%20true",
            Value::Null,
            "invalidFilter",
        ),
        (Method::GET, "/Users?count=x", Value::Null, "invalidValue"),
    ] {
        let answer = scim(&world, &key, method.clone(), path, body).await;
        assert_eq!(error(&answer), (400, Some(expected)), "{method} {path}");
    }
    let after = get(&world, &key, &path).await;
    assert_eq!(
        after.text("userName"),
        "Ada@example.test",
        "nothing was done by halves"
    );
    for unknown in [
        "/Users/prn_x",
        "/Users/1",
        "/Groups/1",
        "/Schemas/x",
        "/ResourceTypes/x",
    ] {
        assert_eq!(error(&get(&world, &key, unknown).await), (404, None), "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_paged() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    made(&world, &key, "/Users", ada()).await;
    for number in 0..4 {
        let user = json!({
            "userName": format!("user{number}@example.test"), "displayName": format!("User {number}"),
            "active": number != 3, "externalId": format!("X-{number}"),
        });
        // Lists are in the order of ids, which have milliseconds.
        world.clock.go_ahead(1);
        made(&world, &key, "/Users", user).await;
    }
    let names = async |query: &str| {
        let answer = get(&world, &key, &format!("/Users?{query}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let names: Vec<String> = answer.body["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["userName"].as_str().unwrap().to_owned())
            .collect();
        (answer.body["totalResults"].as_u64().unwrap(), names.join(" "))
    };
    let all = "Ada@example.test user0@example.test user1@example.test user2@example.test user3@example.test";
    for (query, total, expected) in [
        ("", 5, all),
        ("startIndex=2&count=2", 5, "user0@example.test user1@example.test"),
        ("startIndex=9", 5, ""),
        ("count=0", 5, ""),
        ("filter=userName+eq+%22ADA@example.test%22", 1, "Ada@example.test"),
        ("filter=externalId+eq+%22X-1%22", 1, "user1@example.test"),
        ("filter=externalId+eq+%22x-1%22", 0, ""),
        ("filter=active+eq+false", 1, "user3@example.test"),
        (
            "filter=userName+sw+%22user%22+and+active+eq+true&count=2",
            3,
            "user0@example.test user1@example.test",
        ),
        ("filter=userName+co+%22SER2%22", 1, "user2@example.test"),
        ("filter=displayName+eq+%22ada+lovelace%22", 1, "Ada@example.test"),
        (
            "filter=emails.value+eq+%22ADA.L@example.test%22",
            1,
            "Ada@example.test",
        ),
        ("filter=emails+co+%22ada.l%22", 1, "Ada@example.test"),
        (
            "filter=userName+eq+%22ada@example.test%22+and+active+eq+false",
            0,
            "",
        ),
        (
            "filter=userName+eq+%22ada@example.test%22+and+displayName+sw+%22Ada%22",
            1,
            "Ada@example.test",
        ),
    ] {
        assert_eq!(names(query).await, (total, expected.to_owned()), "{query}");
    }
    let thin = get(
        &world,
        &key,
        "/Users?filter=externalId+eq+%22E-1%22&attributes=userName,name.givenName",
    )
    .await;
    let one = thin.body["Resources"][0].as_object().unwrap();
    assert_eq!(
        one.keys().map(String::as_str).collect::<Vec<_>>(),
        ["id", "name", "schemas", "userName"]
    );
    assert_eq!(one["name"], json!({ "givenName": "Ada" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_provisions_and_nobody_else_is_seen() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let stranger = provisioner(&world, "other").await;
    let id = made(&world, &key, "/Users", ada()).await;
    let path = format!("/Users/{id}");
    let group = made(&world, &key, "/Groups", json!({ "displayName": "Staff" })).await;

    // Another tenant's directory sees and reaches none of it, and has names and addresses of its own.
    assert_eq!(get(&world, &stranger, "/Users").await.body["totalResults"], 0);
    assert_eq!(get(&world, &stranger, "/Groups").await.body["totalResults"], 0);
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        let body = match method {
            Method::PUT => ada(),
            Method::PATCH => json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] }),
            _ => Value::Null,
        };
        let answer = scim(&world, &stranger, method.clone(), &path, body.clone()).await;
        assert_eq!(error(&answer), (404, None), "{method}");
    }
    let foreign = json!({ "displayName": "Staff", "members": [{ "value": id }] });
    let foreign = scim(&world, &stranger, Method::POST, "/Groups", foreign).await;
    assert_eq!(error(&foreign), (400, Some("invalidValue")));
    made(&world, &stranger, "/Users", ada()).await;

    // Without the permission, and without a credential.
    let other = key_with(&world, "acme", &[Permission::IdentityRead]).await;
    for path in [
        "/Users",
        &path,
        "/Groups",
        "/Schemas",
        "/ServiceProviderConfig",
        "/ResourceTypes",
    ] {
        assert_eq!(error(&get(&world, &other, path).await), (403, None), "{path}");
    }
    let nobody = get(&world, "bzk_nonsense", "/Users").await;
    assert_eq!(nobody.status, 401);
    assert!(nobody.header("www-authenticate").is_some());

    // Who was made here and not marked is not shown, not changed and not a name to take.
    let hidden = world.edge.new_id();
    let sealer = &world.edge.identity().sealer;
    let email = sealer.lookup_hash(world.edge_tenant("acme"), Lookup::Email, "boss@example.test");
    let new = NewPrincipal {
        email: Some(email),
        ..NewPrincipal::user(hidden)
    };
    submit(
        &world,
        "acme",
        Action::Access(access::Command::CreatePrincipal(new)),
    )
    .await;
    assert_eq!(
        error(&get(&world, &key, &format!("/Users/{hidden}")).await),
        (404, None)
    );
    let taking = scim(
        &world,
        &key,
        Method::POST,
        "/Users",
        json!({ "userName": "boss@example.test" }),
    )
    .await;
    assert_eq!(error(&taking), (409, Some("uniqueness")));
    assert_eq!(get(&world, &key, "/Users").await.body["totalResults"], 1);
    assert!(
        get(&world, &key, &format!("/Groups/{group}"))
            .await
            .status
            .is_success()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_can_do_is_discovered() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let config = get(&world, &key, "/ServiceProviderConfig").await.body;
    assert_eq!(
        (&config["bulk"]["supported"], &config["patch"]["supported"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(config["filter"]["maxResults"], 200);
    let types = get(&world, &key, "/ResourceTypes").await.body;
    assert_eq!(types["totalResults"], 2);
    assert_eq!(
        get(&world, &key, "/ResourceTypes/User").await.body["endpoint"],
        "/Users"
    );
    let schema = get(
        &world,
        &key,
        "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
    )
    .await
    .body;
    let attributes = schema["attributes"].as_array().unwrap();
    let name = attributes.iter().find(|one| one["name"] == "userName").unwrap();
    assert_eq!(
        (&name["required"], &name["uniqueness"]),
        (&json!(true), &json!("server"))
    );
    assert!(
        attributes
            .iter()
            .any(|one| one["name"] == "groups" && one["mutability"] == "readOnly")
    );
}
