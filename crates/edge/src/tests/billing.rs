//! Who is billed: sealed everywhere, shown at one place, found by address, gone with the customer.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::world::{World, order};

const NAME: &str = "Augusta Ada Lovelace";
const EMAIL: &str = "Ada@Example.com";

fn billed(customer: &str) -> Value {
    let mut order = order(4_990, "tok_approved");
    order["customer"] = json!(customer);
    order["billing_details"] = json!({
        "name": NAME, "email": EMAIL, "address_lines": ["12 St James's Square"], "city": "London", "country": "GB",
    });
    order
}

async fn pay(world: &World, key: &str, order: Value) -> String {
    let made = world.post(key, "/api/v1/payments", order).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    assert!(!made.body.to_string().contains("Lovelace"), "{made:?}");
    made.text("id").to_owned()
}

#[tokio::test]
async fn details_are_shown_at_one_place_and_gone_with_their_customer() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let (ada, bob) = (
        pay(&world, &key, billed("ada")).await,
        pay(&world, &key, billed("bob")).await,
    );
    let path = |id: &str| format!("/api/v1/payments/{id}/billing-details");
    let shown = world.get(&key, &path(&ada)).await;
    assert_eq!(shown.body, billed("ada")["billing_details"]);
    let bare = pay(&world, &key, order(100, "tok_approved")).await;
    assert_eq!(world.get(&key, &path(&bare)).await.problem().0, 404);
    let stranger = world.full_key("stranger").await;
    assert_eq!(world.get(&stranger, &path(&ada)).await.problem().0, 404);

    // By address, in whatever case, and by nobody else.
    world.views_caught_up().await;
    for (asking, found) in [(&key, 2), (&stranger, 0)] {
        let listed = world
            .get(asking, "/api/v1/payments?billing_email=ada%40example.COM")
            .await;
        assert_eq!(listed.body["data"].as_array().unwrap().len(), found, "{listed:?}");
    }
    let events = world.get(&key, &format!("/api/v1/payments/{ada}/events")).await;
    assert!(!events.body.to_string().contains("Lovelace"));

    let erase = json!({ "customer": "ada" });
    for _ in 0..2 {
        let erased = world.post(&key, "/api/v1/customers/erase", erase.clone()).await;
        assert_eq!(erased.status, StatusCode::OK, "{erased:?}");
    }
    assert_eq!(
        world.get(&key, &path(&ada)).await.problem(),
        (409, "person_erased")
    );
    assert_eq!(world.get(&key, &path(&bob)).await.status, StatusCode::OK);
    for (name, erased) in [("Ada, of London", true), ("", false), (&*"x".repeat(129), false)] {
        let answer = world
            .post(&key, "/api/v1/customers/erase", json!({ "customer": name }))
            .await;
        assert_eq!(answer.status == StatusCode::OK, erased, "{answer:?}");
    }
    let payment = world.get(&key, &format!("/api/v1/payments/{ada}")).await;
    assert_eq!(payment.text("status"), "COMPLETED", "the payment stays");
    let again = world.post(&key, "/api/v1/payments", billed("ada")).await;
    assert_eq!(again.problem(), (409, "person_erased"));
}

#[tokio::test]
async fn a_repetition_is_the_same_payment_and_wrong_details_are_named() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let body = billed("ada").to_string();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let made = world
            .post_with(
                &key,
                "/api/v1/payments",
                &[("idempotency-key", "one")],
                body.as_bytes(),
            )
            .await;
        answers.push(made.text("id").to_owned());
    }
    assert_eq!(answers[0], answers[1]);
    let refused = async |change: fn(&mut Value)| {
        let mut order = billed("ada");
        change(&mut order);
        world.post(&key, "/api/v1/payments", order).await
    };
    let no_customer = refused(|order| order["customer"] = Value::Null).await;
    assert_eq!(no_customer.problem().1, "billing_details_without_customer");
    let number = refused(|order| order["billing_details"]["name"] = json!("4111 1111 1111 1111")).await;
    assert_eq!(number.problem().1, "card_number_not_accepted");
    for (change, field) in [
        (
            (|order| order["billing_details"]["email"] = json!("ada")) as fn(&mut Value),
            "billing_details.email",
        ),
        (
            |order| order["billing_details"]["country"] = json!("Britain"),
            "billing_details.country",
        ),
        (
            |order| order["billing_details"]["address_lines"] = json!(["a", "b", "c", "d", "e"]),
            "billing_details.address_lines",
        ),
        (
            |order| order["billing_details"] = json!({}),
            "billing_details.name",
        ),
    ] {
        let answer = refused(change).await;
        assert_eq!(answer.mistakes(), [(field, "field_invalid")]);
    }
}
