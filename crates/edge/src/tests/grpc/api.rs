//! The REST interface over gRPC as a generated client has it, and what anyone may ask.

use bezant_proto::api::v1::{self, payments_client::PaymentsClient};
use futures::stream;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_types::StatusExt;

use super::with_key;
use crate::tests::representations::channel;
use crate::tests::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_client_pays_and_learns_why_not() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut payments = PaymentsClient::new(channel(&world).await);
    let order = |token: &str| {
        let method = v1::NewPaymentMethod {
            r#type: Some("card".to_owned()),
            token: Some(token.to_owned()),
        };
        let create = v1::CreatePayment {
            amount: Some(1_000),
            currency: Some("EUR".to_owned()),
            payment_method: Some(method),
            ..v1::CreatePayment::default()
        };
        let mut request = with_key(&key, create);
        request
            .metadata_mut()
            .insert("idempotency-key", "one".parse().unwrap());
        request
            .metadata_mut()
            .insert("x-request-id", "order-1".parse().unwrap());
        request
    };
    let made = payments.create(order("tok_approved")).await.unwrap();
    assert_eq!(made.metadata().get("x-request-id").unwrap(), "order-1");
    let again = payments.create(order("tok_approved")).await.unwrap();
    assert_eq!(again.metadata().get("idempotent-replayed").unwrap(), "true");
    let made = made.into_inner();
    assert_eq!((made.status.as_str(), made.amount_captured), ("COMPLETED", 1_000));
    assert_eq!(again.into_inner(), made);
    let read = |id: &str| with_key(&key, v1::PaymentId { id: id.to_owned() });
    assert_eq!(payments.get(read(&made.id)).await.unwrap().into_inner(), made);

    let reused = payments.create(order("tok_declined")).await.unwrap_err();
    let elsewhere = payments
        .get(read(&format!("{}/refunds", made.id)))
        .await
        .unwrap_err();
    let nothing = payments.get(read("")).await.unwrap_err();
    let nobody = payments
        .get(Request::new(v1::PaymentId { id: made.id.clone() }))
        .await
        .unwrap_err();
    let long = payments.get(read(&"x".repeat(70_000))).await.unwrap_err();
    for (status, code, reason) in [
        (reused, Code::InvalidArgument, "idempotency_key_reused"),
        (elsewhere, Code::InvalidArgument, "request_invalid"),
        (nothing, Code::InvalidArgument, "request_invalid"),
        (nobody, Code::Unauthenticated, "credentials_missing"),
    ] {
        let details = status.get_error_details();
        assert_eq!(
            (status.code(), &*details.error_info().unwrap().reason),
            (code, reason),
            "{status:?}"
        );
    }
    assert_eq!(long.code(), Code::OutOfRange, "{long:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_may_ask_whether_and_what_is_served() {
    let world = World::new().await;
    let channel = channel(&world).await;
    let mut health = HealthClient::new(channel.clone());
    let mut check = async |service: &str| {
        let request = HealthCheckRequest {
            service: service.to_owned(),
        };
        health
            .check(request)
            .await
            .map(|answer| answer.into_inner().status)
    };
    for service in ["", "bezant.api.v1.Payments", "bezant.ledger.v1.Ledger"] {
        assert_eq!(check(service).await.unwrap(), 1, "{service}");
    }
    assert_eq!(
        check("bezant.api.v1.Nothing").await.unwrap_err().code(),
        Code::NotFound
    );

    let question = |about| ServerReflectionRequest {
        host: String::new(),
        message_request: Some(about),
    };
    let symbol = "bezant.api.v1.CreatePayment".to_owned();
    let questions = [
        question(MessageRequest::ListServices(String::new())),
        question(MessageRequest::FileContainingSymbol(symbol)),
    ];
    let mut reflection = ServerReflectionClient::new(channel);
    let answers = reflection
        .server_reflection_info(stream::iter(questions))
        .await
        .unwrap();
    let mut answers = answers.into_inner();
    let Some(MessageResponse::ListServicesResponse(services)) =
        answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("services are listed");
    };
    let names: Vec<&str> = services
        .service
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    for name in [
        "bezant.api.v1.Payments",
        "bezant.api.v1.Accounts",
        "bezant.ledger.v1.Ledger",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let described = answers.message().await.unwrap().unwrap().message_response;
    assert!(
        matches!(described, Some(MessageResponse::FileDescriptorResponse(ref files)) if !files.file_descriptor_proto.is_empty())
    );
}
