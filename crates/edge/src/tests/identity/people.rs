//! People: made, found, invited, forgotten; what is theirs and what is not.

use bezant_core::Event;
use bezant_credentials::seal::Subject;
use bezant_identity::{EventKind, access};
use bezant_log::Position;
use serde_json::{Value, json};

use super::user;
use crate::profile;
use crate::tests::scim::{get as scim_get, provisioner};
use crate::tests::world::World;

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
        (
            made.text("name"),
            made.text("email"),
            &made.body["attributes"]["region"]
        ),
        ("Bob", "Bob@Shop.example", &json!("eu"))
    );
    let again = ann.post(&world, "/api/v1/principals", new).await;
    assert_eq!(again.problem(), (409, "email_taken"));
    let path = format!("/api/v1/principals/{}", made.text("id"));

    let found = ann
        .get(&world, "/api/v1/principals?email=bob%40shop.EXAMPLE")
        .await;
    assert_eq!(found.body["data"][0]["id"], made.body["id"]);
    let page = ann.get(&world, "/api/v1/principals?limit=1&kind=user").await;
    let next = format!(
        "/api/v1/principals?limit=1&kind=user&cursor={}",
        page.text("next_cursor")
    );
    let second = ann.get(&world, &next).await;
    assert_ne!(page.body["data"][0]["id"], second.body["data"][0]["id"]);

    let changed = ann
        .patch(&world, &path, json!({ "name": "Robert", "phone": null }))
        .await;
    assert_eq!((changed.status.as_u16(), changed.text("name")), (200, "Robert"));
    assert_eq!(
        (&changed.body["phone"], changed.text("email")),
        (&Value::Null, "Bob@Shop.example")
    );

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
    assert_eq!(
        (gone.text("status"), &gone.body["email"]),
        ("deleted", &Value::Null)
    );
    let events = ann.get(&world, "/api/v1/tenant/export").await.body.to_string();
    assert!(!events.contains("Robert") && !events.contains("Bob"), "{events}");
    assert!(
        events.contains("principal.deleted") && events.contains("\"object\":\"tenant\"")
            || events.contains("principal.deleted")
    );
}

/// Whether each profile of an invitation that stands in the log can be opened.
async fn sealed_names(world: &World) -> Vec<bool> {
    world.edge.settled().await;
    let mut follower = world.engine.follow(Position(0));
    let mut readable = Vec::new();
    while follower.position() < world.engine.committed() {
        for entry in follower.next(64).await.unwrap() {
            for event in &entry.events {
                let Event::Identity(identity) = event else {
                    continue;
                };
                let (EventKind::Access(access::Event::InvitationMade(new))
                | EventKind::Access(access::Event::ApprovalRequested {
                    request: access::Request::Invite(new),
                    ..
                })) = &identity.kind
                else {
                    continue;
                };
                let subject = Subject::Invitation(new.id);
                let opened = profile::open(&world.edge.identity().sealer, subject, &new.profile).await;
                readable.push(opened.unwrap().is_some());
            }
        }
    }
    readable
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_is_erased_from_their_invitations_too() {
    let world = World::with_one_clock().await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let invite = async |email: &str, roles: &[&str]| {
        let body = json!({ "email": email, "name": "Zoe Zander", "roles": roles, "expires_in_hours": 1 });
        ann.post(&world, "/api/v1/invitations", body).await
    };
    // One that runs out, one that is open, one that waits for a second person, one that is turned down.
    assert_eq!(invite("zoe@shop.example", &["viewer"]).await.status, 201);
    assert_eq!(invite("zoe@home.example", &["viewer"]).await.status, 201);
    assert_eq!(invite("zoe@shop.example", &["admin"]).await.status, 202);
    let refused = invite("zoe@shop.example", &["admin"]).await;
    let path = format!("/api/v1/approvals/{}/reject", refused.text("id"));
    assert_eq!(ann.post(&world, &path, Value::Null).await.status, 200);
    assert_eq!(
        sealed_names(&world).await,
        [true, true, true, false],
        "what was turned down is gone at once"
    );

    let new = json!({ "kind": "user", "name": "Zoe Zander", "email": "zoe@shop.example" });
    let zoe = ann.post(&world, "/api/v1/principals", new).await;
    assert_eq!(zoe.status, 201, "{zoe:?}");
    let erase = format!("/api/v1/principals/{}/erase", zoe.text("id"));
    assert_eq!(ann.post(&world, &erase, Value::Null).await.status, 200);
    assert_eq!(
        sealed_names(&world).await,
        [false, true, false, false],
        "what is open for another address stays"
    );
    let listed = ann.get(&world, "/api/v1/invitations").await;
    assert_eq!(
        listed.body["data"].as_array().map(Vec::len),
        Some(1),
        "{listed:?}"
    );
    let waiting = ann.get(&world, "/api/v1/approvals").await;
    assert_eq!(waiting.body["data"], json!([]));

    world.clock.go_ahead(2 * 3_600_000);
    crate::tending::erase_ended_invitations(&world.edge)
        .await
        .unwrap();
    assert_eq!(sealed_names(&world).await, [false; 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_external_id_is_shown_and_found_and_stands_in_the_log_as_a_hash() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let new =
        json!({ "kind": "user", "name": "Bob", "email": "bob@shop.example", "external_id": "EMP-bob.b" });
    let made = ann.post(&world, "/api/v1/principals", new).await;
    assert_eq!(
        (made.status.as_u16(), made.text("external_id")),
        (201, "EMP-bob.b"),
        "{made:?}"
    );
    let agent = json!({ "kind": "agent", "name": "payer", "external_id": "EMP-agent" });
    let agent = ann.post(&world, "/api/v1/principals", agent).await;
    assert_eq!(agent.text("external_id"), "EMP-agent");
    let path = format!("/api/v1/principals/{}", made.text("id"));
    let find = async |id: &str| {
        let found = ann
            .get(&world, &format!("/api/v1/principals?external_id={id}"))
            .await;
        found.body["data"][0]["id"].clone()
    };
    assert_eq!(find("EMP-bob.b").await, made.body["id"]);

    // The same one function that SCIM uses: a directory finds whom somebody wrote down here.
    ann.patch(&world, &path, json!({ "provisioned": true })).await;
    let key = provisioner(&world, "shop").await;
    let listed = scim_get(&world, &key, "/Users?filter=externalId+eq+%22EMP-bob.b%22").await;
    assert_eq!(listed.body["Resources"][0]["id"], made.body["id"], "{listed:?}");
    assert_eq!(listed.body["Resources"][0]["externalId"], "EMP-bob.b");

    let changed = ann.patch(&world, &path, json!({ "external_id": "EMP-2" })).await;
    assert_eq!(changed.text("external_id"), "EMP-2");
    assert_eq!(
        (find("EMP-bob.b").await, find("EMP-2").await),
        (Value::Null, made.body["id"].clone())
    );
    let again = json!({ "kind": "user", "external_id": "EMP-2" });
    let again = ann.post(&world, "/api/v1/principals", again).await;
    assert_eq!(again.problem(), (409, "external_id_taken"));
    let mut follower = world.engine.follow(Position(0));
    while follower.position() < world.engine.committed() {
        for entry in follower.next(64).await.unwrap() {
            for event in &entry.events {
                let mut stored = Vec::new();
                <bezant_core::Core as bezant_engine::Machine>::encode_event(event, &mut stored);
                assert!(!stored.windows(4).any(|part| part == b"EMP-"), "{event:?}");
            }
        }
    }
    let gone = ann.patch(&world, &path, json!({ "external_id": null })).await;
    assert_eq!(gone.body["external_id"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_go_out_by_letter_when_nothing_waits_any_more() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let ben = user(&world, "shop", "ben", &["admin"]).await;
    let body = json!({ "email": "new@shop.example", "name": "New", "roles": ["viewer"] });
    let made = ann.post(&world, "/api/v1/invitations", body).await;
    assert_eq!(
        (made.status.as_u16(), &made.body["sent"]),
        (201, &json!(true)),
        "{made:?}"
    );
    assert!(
        made.body.get("link").is_none(),
        "who invites does not get the link"
    );
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
    let emails: Vec<_> = listed.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["email"])
        .collect();
    assert!(
        emails.contains(&&json!("boss@shop.example")) && emails.len() == 2,
        "{listed:?}"
    );
    let path = format!("/api/v1/invitations/{}", made.text("id"));
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(
        ann.get(&world, &path).await.problem(),
        (404, "invitation_unknown")
    );
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
    let region = ann
        .patch(&world, "/api/v1/tenant", json!({ "region": "us" }))
        .await;
    assert_eq!(region.mistakes(), [("region", "field_unknown")]);
    let export = ann.get(&world, "/api/v1/tenant/export").await;
    let text = export.body.as_str().unwrap();
    let objects: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for object in ["tenant", "principal", "event"] {
        assert!(objects.iter().any(|one| one["object"] == object), "{object}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_sees_and_changes_nothing() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let bob = user(&world, "other", "bob", &["admin"]).await;
    let group = ann
        .post(&world, "/api/v1/groups", json!({ "name": "Desk" }))
        .await;
    let key = ann
        .post(
            &world,
            "/api/v1/api-keys",
            json!({ "name": "k", "permissions": ["payments.read"] }),
        )
        .await;
    assert_eq!(key.status, 201, "{key:?}");
    let reads = [
        (format!("/api/v1/principals/{}", ann.id), "principal_unknown"),
        (
            format!("/api/v1/principals/{}/permissions", ann.id),
            "principal_unknown",
        ),
        (format!("/api/v1/groups/{}", group.text("id")), "group_unknown"),
        (
            format!("/api/v1/groups/{}/members", group.text("id")),
            "group_unknown",
        ),
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
    assert_eq!(
        bob.delete(&world, &format!("/api/v1/api-keys/{}", key.text("id")))
            .await
            .status,
        404
    );
    assert_eq!(ann.get(&world, &path).await.text("status"), "active");
    let people = bob.get(&world, "/api/v1/principals").await;
    assert!(!people.body.to_string().contains(&ann.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_s_operator_opens_closes_and_lets_in() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let answer = world
        .admin("/admin/v1/tenants/shop/suspend", json!({ "reason": "unpaid" }))
        .await;
    assert_eq!(
        (answer.text("status"), answer.text("reason")),
        ("suspended", "unpaid")
    );
    assert_eq!(
        ann.get(&world, "/api/v1/tenant").await.problem(),
        (403, "tenant_suspended")
    );
    assert_eq!(
        world
            .admin("/admin/v1/tenants/shop/resume", json!({}))
            .await
            .text("status"),
        "active"
    );
    assert_eq!(ann.get(&world, "/api/v1/tenant").await.status, 200);

    let link = world
        .admin(
            &format!("/admin/v1/principals/{}/recovery-link", ann.id),
            json!({}),
        )
        .await;
    assert!(link.text("link").contains("/recover?token=bzp_"), "{link:?}");
    let invited = world
        .admin(
            "/admin/v1/invitations",
            json!({ "tenant": "shop", "email": "two@shop.example", "roles": ["admin"] }),
        )
        .await;
    assert!(
        invited.text("link").contains("/invitation?token=bzi_"),
        "{invited:?}"
    );
    let role = format!(
        "/api/v1/principals/{}/roles",
        user(&world, "shop", "eve", &[]).await.id
    );
    let asked = ann.post(&world, &role, json!({ "role": "admin" })).await;
    let approved = world
        .admin(
            &format!("/admin/v1/approvals/{}/approve", asked.text("id")),
            json!({}),
        )
        .await;
    assert_eq!(approved.text("status"), "approved", "{approved:?}");
    let people = world.admin_get("/admin/v1/principals?tenant=shop").await;
    assert_eq!(people.body["data"].as_array().unwrap().len(), 2);
    let client = json!({ "tenant": "shop", "name": "App", "kind": "public", "redirect_uris": ["https://a.example/"], "scope": "openid" });
    assert_eq!(world.admin("/admin/v1/oauth-clients", client).await.status, 201);
    let export = world.admin_get("/admin/v1/tenants/shop/export").await;
    assert!(export.body.as_str().unwrap().contains("ann@shop.example"));
    assert_eq!(
        world
            .admin("/admin/v1/tenants/shop/close", json!({}))
            .await
            .problem(),
        (409, "tenant_not_suspended")
    );
}
