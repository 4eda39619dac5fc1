//! SCIM's groups, in the shapes in which Entra ID and Okta change them, and what a directory can't give by them.

use axum::http::Method;
use bezant_credentials::seal::{Lookup, Subject};
use bezant_identity::access::{
    Arrival, Command, Holder, ProviderKind, ProviderName, ProviderSettings, Request, RoleName,
};
use bezant_identity::{Action, Permission, access};
use bezant_kernel::ApprovalId;
use serde_json::{Value, json};

use super::scim::{ada, error, get, key_with, made, provisioner, scim, scim_with, submit};
use super::world::{Answer, World};
use crate::profile::{self, Profile};

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_does_not_move_the_accounts_that_a_provider_made() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let provider = ProviderSettings {
        name: ProviderName::new("corp").unwrap(),
        kind: ProviderKind::OpenId,
        mapping: Default::default(),
        default_roles: Default::default(),
        just_in_time: true,
        link_by_email: false,
    };
    let ask = Command::Ask {
        request: Request::SetProvider(provider.clone()),
        approval: world.edge.new_id(),
        seen_version: None,
    };
    submit(&world, "acme", Action::Access(ask)).await;
    let sealer = &world.edge.identity().sealer;
    let email = |text| sealer.lookup_hash(world.edge_tenant("acme"), Lookup::Email, text);
    for (name, email_verified) in [("zoe@corp.test", true), ("max@corp.test", false)] {
        let id = world.edge.new_id();
        let profile = Profile {
            email: Some(name.to_owned()),
            ..Profile::default()
        };
        let profile = profile::seal(sealer, Subject::Principal(id), &profile).await;
        let arrival = Command::ProvisionFromOutside(Arrival {
            provider: provider.name.clone(),
            subject: access::Subject::new(name).unwrap(),
            email: Some(email(name)),
            email_verified,
            profile: Some(profile.unwrap()),
            groups: Default::default(),
            new_id: id,
        });
        submit(&world, "acme", Action::Access(arrival)).await;

        let path = format!("/Users/{id}");
        let patch = async |value: Value| {
            let body = json!({ "Operations": [{ "op": "replace", "value": value }] });
            scim(&world, &key, Method::PATCH, &path, body).await
        };
        let moved = patch(json!({ "userName": "thief@corp.test" })).await;
        assert_eq!(error(&moved), (400, Some("mutability")), "{moved:?}");
        let named = patch(json!({ "userName": name, "displayName": "Zoe" })).await;
        assert_eq!((named.status.as_u16(), named.text("displayName")), (200, "Zoe"));
        let stopped = patch(json!({ "active": false })).await;
        assert_eq!(
            (stopped.status.as_u16(), &stopped.body["active"]),
            (200, &json!(false))
        );
    }
}

fn members(answer: &Answer) -> Vec<&str> {
    let members = answer.body["members"].as_array();
    members
        .into_iter()
        .flatten()
        .map(|one| one["value"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_made_changed_and_deleted_as_directories_do_it() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let ada = made(&world, &key, "/Users", ada()).await;
    let bob = made(&world, &key, "/Users", json!({ "userName": "bob@example.test" })).await;
    let staff = json!({ "displayName": "Staff", "externalId": "G-1", "members": [{ "value": ada }] });
    let group = made(&world, &key, "/Groups", staff.clone()).await;
    let path = format!("/Groups/{group}");
    let read = get(&world, &key, &path).await;
    assert_eq!((read.text("displayName"), members(&read)), ("Staff", vec![&*ada]));
    let user = get(&world, &key, &format!("/Users/{ada}")).await;
    assert_eq!(user.body["groups"][0]["display"], "Staff");

    let patch = async |operation: Value| {
        let answer = scim(
            &world,
            &key,
            Method::PATCH,
            &path,
            json!({ "Operations": [operation] }),
        )
        .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    };
    // Entra ID adds, and removes by value.
    let after = patch(json!({ "op": "Add", "path": "members", "value": [{ "value": bob }] })).await;
    assert_eq!(members(&after).len(), 2);
    let after = patch(json!({ "op": "Remove", "path": "members", "value": [{ "value": ada }] })).await;
    assert_eq!(members(&after), [&*bob]);
    // Okta removes by filter, renames without a path, and replaces all.
    let after = patch(json!({ "op": "remove", "path": format!("members[value eq \"{bob}\"]") })).await;
    assert!(members(&after).is_empty());
    let after = patch(json!({ "op": "replace", "value": { "id": group, "displayName": "People" } })).await;
    assert_eq!(after.text("displayName"), "People");
    let after =
        patch(json!({ "op": "replace", "path": "members", "value": [{ "value": ada }, { "value": bob }] }))
            .await;
    assert_eq!(members(&after).len(), 2);

    for (query, total) in [
        ("filter=displayName+eq+%22people%22", 1),
        ("filter=externalId+eq+%22G-1%22", 1),
        ("filter=displayName+sw+%22Staff%22", 0),
        (&*format!("filter=members+eq+%22{bob}%22"), 1),
        ("count=0", 1),
    ] {
        let found = get(
            &world,
            &key,
            &format!("/Groups?excludedAttributes=members&{query}"),
        )
        .await;
        assert_eq!(found.body["totalResults"], total, "{query}");
        assert!(
            found.body["Resources"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one.get("members").is_none())
        );
    }
    let put = scim(&world, &key, Method::PUT, &path, staff).await;
    assert_eq!((put.text("displayName"), members(&put)), ("Staff", vec![&*ada]));
    let old = [("if-match", "W/\"1\"")];
    let late = scim_with(&world, &key, Method::DELETE, &path, &old, Value::Null).await;
    assert_eq!(error(&late), (412, None));
    let same = scim(
        &world,
        &key,
        Method::POST,
        "/Groups",
        json!({ "displayName": "Staff" }),
    )
    .await;
    assert_eq!(error(&same), (409, Some("uniqueness")));
    for wrong in [
        json!({ "members": [] }),
        json!({ "displayName": "x".repeat(65) }),
        json!({ "displayName": "" }),
    ] {
        assert_eq!(
            error(&scim(&world, &key, Method::POST, "/Groups", wrong).await),
            (400, Some("invalidValue"))
        );
    }
    assert_eq!(
        scim(&world, &key, Method::DELETE, &path, Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(error(&get(&world, &key, &path).await), (404, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_gives_nobody_more_than_was_meant_for_it() {
    let world = World::new().await;
    let key = provisioner(&world, "acme").await;
    let ada = made(&world, &key, "/Users", ada()).await;
    let role = || RoleName::new("viewer").unwrap();

    // A group that was made here and not marked is not there for it.
    let hidden = world.edge.new_id();
    let group = access::NewGroup {
        id: hidden,
        name: access::Label::new("Owners").unwrap(),
        external_id: None,
        provisioned: false,
    };
    submit(&world, "acme", Action::Access(Command::CreateGroup(group))).await;
    let add = json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": ada }] }] });
    let adding = scim(
        &world,
        &key,
        Method::PATCH,
        &format!("/Groups/{hidden}"),
        add.clone(),
    )
    .await;
    assert_eq!(error(&adding), (404, None));
    let taking = scim(
        &world,
        &key,
        Method::POST,
        "/Groups",
        json!({ "displayName": "Owners" }),
    )
    .await;
    assert_eq!(error(&taking), (409, Some("uniqueness")));

    // A marked group gives what it was given here.
    let staff = made(&world, &key, "/Groups", json!({ "displayName": "Staff" })).await;
    let request = access::Request::AssignRole {
        to: Holder::Group(staff.parse().unwrap()),
        role: role(),
    };
    let approval: ApprovalId = world.edge.new_id();
    let assign = Command::Ask {
        request,
        approval,
        seen_version: None,
    };
    submit(&world, "acme", Action::Access(assign)).await;
    let id = ada.parse().unwrap();
    let tenant = world.edge_tenant("acme");
    let may = || {
        let directory = world.edge.directory();
        directory.read(|directory| directory.identity().access.permissions_of(tenant, id))
    };
    assert!(!may().contains(Permission::PaymentsRead));
    let path = format!("/Groups/{staff}");
    assert_eq!(scim(&world, &key, Method::PATCH, &path, add).await.status, 200);
    assert!(may().contains(Permission::PaymentsRead));
    let suspend = json!({ "Operations": [{ "op": "replace", "value": { "active": "false" } }] });
    scim(&world, &key, Method::PATCH, &format!("/Users/{ada}"), suspend).await;
    assert!(!may().contains(Permission::PaymentsRead));

    // Software is no member, and its key no directory.
    let reader = key_with(&world, "acme", &[Permission::PaymentsRead]).await;
    assert_eq!(
        error(&scim(&world, &reader, Method::DELETE, &path, Value::Null).await),
        (403, None)
    );
    assert!(get(&world, &key, &path).await.status.is_success());
}
