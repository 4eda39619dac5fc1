//! What a guess at a kept password costs follows the configuration.

use bezant_credentials::password::{Cost, Hasher, HasherConfig, Password};
use bezant_identity::Action;
use bezant_identity::credential::{self, PasswordHash};

use super::sign_in_people::{Browser, PASSWORD, Person, command};
use super::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_hashed_for_less_is_hashed_anew_at_the_next_sign_in() {
    let at = |passes| HasherConfig {
        cost: Cost {
            memory_kib: 8,
            passes,
            lanes: 1,
        },
        ..HasherConfig::default()
    };
    let world = World::with_identity(|identity| identity.hasher = Hasher::start(at(2)).unwrap()).await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut before = Browser::signed_in(&world, &ann).await;
    let policy = world.edge.identity().password_policy.clone();
    let cheap = Hasher::start(at(1)).unwrap();
    let cheap = cheap
        .accept(policy, Password::new(PASSWORD.to_owned()), None)
        .await;
    let set = credential::Command::SetPassword {
        principal: ann.id,
        hash: PasswordHash::parse(&cheap.unwrap()).unwrap(),
    };
    command(&world, ann.tenant, Action::Credential(set)).await;
    let costs = |cost: &str| {
        world.edge.directory().read(|directory| {
            let own = directory.identity().credential.of(ann.tenant, ann.id).unwrap();
            own.password.as_ref().unwrap().hash.as_str().contains(cost)
        })
    };
    let mut browser = Browser::default();
    browser
        .post(&world, "/api/v1/sign-in", ann.sign_in("a wrong one"))
        .await;
    assert!(costs("m=8,t=1,p=1"), "a guess changes nothing");
    Browser::signed_in(&world, &ann).await;
    until(|| costs("m=8,t=2,p=1")).await;
    Browser::signed_in(&world, &ann).await;
    assert_eq!(before.get(&world, "/api/v1/me").await.status.as_u16(), 200);
}
