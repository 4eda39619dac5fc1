//! Roles and groups, and what takes a second person.

use serde_json::{Value, json};

use super::user;
use crate::tests::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn administrative_roles_take_a_second_person() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let ben = user(&world, "shop", "ben", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &["viewer"]).await;
    let roles = format!("/api/v1/principals/{}/roles", eve.id);

    let plain = ann.post(&world, &roles, json!({ "role": "operator" })).await;
    assert_eq!(
        (plain.status.as_u16(), &plain.body["roles"]),
        (200, &json!(["operator", "viewer"]))
    );
    let asked = ann.post(&world, &roles, json!({ "role": "admin" })).await;
    assert_eq!(
        (asked.status.as_u16(), asked.text("status")),
        (202, "waiting"),
        "{asked:?}"
    );
    assert_eq!(asked.text("requested_by"), ann.id);
    let approval = format!("/api/v1/approvals/{}", asked.text("id"));
    let listed = ben.get(&world, "/api/v1/approvals").await;
    assert_eq!(listed.body["data"][0]["id"], asked.body["id"]);

    let own = ann
        .post(&world, &format!("{approval}/approve"), Value::Null)
        .await;
    assert_eq!(own.problem(), (403, "approval_own"));
    let herself = eve
        .post(&world, &format!("{approval}/approve"), Value::Null)
        .await;
    assert_eq!(herself.problem(), (403, "permission_missing"));
    let given = ben
        .post(&world, &format!("{approval}/approve"), Value::Null)
        .await;
    assert_eq!(
        (given.status.as_u16(), given.text("status")),
        (200, "approved"),
        "{given:?}"
    );
    let may = ann
        .get(&world, &format!("/api/v1/principals/{}/permissions", eve.id))
        .await;
    let all = may.body["permissions"].as_array().unwrap();
    let manage = all
        .iter()
        .find(|one| one["permission"] == "identity.manage")
        .unwrap();
    assert_eq!(
        manage["from"],
        json!([{ "role": "admin", "by": "principal", "through": null }])
    );

    let role = json!({ "name": "clerk", "permissions": ["payments.read"] });
    assert_eq!(ann.post(&world, "/api/v1/roles", role).await.status, 201);
    let more = json!({ "permissions": ["payments.read", "keys.manage"] });
    let waits = ann.put(&world, "/api/v1/roles/clerk", more).await;
    assert_eq!(waits.status, 202, "{waits:?}");
    let turned_down = ann
        .post(
            &world,
            &format!("/api/v1/approvals/{}/reject", waits.text("id")),
            Value::Null,
        )
        .await;
    assert_eq!(turned_down.text("status"), "rejected");
    let node_wide = json!({ "name": "router", "permissions": ["routing.manage"] });
    assert_eq!(
        ann.post(&world, "/api/v1/roles", node_wide).await.problem().0,
        403
    );
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
    let made = ann
        .post(&world, "/api/v1/groups", json!({ "name": "Desk" }))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/api/v1/groups/{}", made.text("id"));
    assert_eq!(
        eve.get(&world, "/api/v1/payments").await.problem(),
        (403, "permission_missing")
    );
    let role = ann
        .post(&world, &format!("{path}/roles"), json!({ "role": "viewer" }))
        .await;
    assert_eq!(role.body["roles"], json!(["viewer"]));
    let members = json!({ "principals": [eve.id] });
    let added = ann.post(&world, &format!("{path}/members"), members).await;
    assert_eq!(added.body["members"], 1, "{added:?}");
    assert_eq!(eve.get(&world, "/api/v1/payments").await.status, 200);
    let listed = ann.get(&world, &format!("{path}/members")).await;
    assert_eq!(listed.body["data"], json!([{ "principal": eve.id }]));
    let out = ann.delete(&world, &format!("{path}/members/{}", eve.id)).await;
    assert_eq!(out.body["members"], 0, "{out:?}");
    assert_eq!(
        eve.get(&world, "/api/v1/payments").await.problem(),
        (403, "permission_missing")
    );
    assert_eq!(
        ann.delete(&world, &format!("{path}/roles/viewer")).await.body["roles"],
        json!([])
    );
    let renamed = ann.patch(&world, &path, json!({ "name": "Front desk" })).await;
    assert_eq!(renamed.text("name"), "Front desk");
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(ann.get(&world, &path).await.problem(), (404, "group_unknown"));
}
