//! Connectors against fake gateways over sockets: one suite that each of them passes, and what is special about each.
#![allow(clippy::unwrap_used)]

mod adyen;
mod bench;
mod benches;
mod notifications;
mod outcomes;
mod stripe;

/// Runs every check of the suite for each connector.
macro_rules! suite {
    ($($connector:ident: $bench:ty => { $($module:ident: $($check:ident),+;)+ })+) => {$(
        mod $connector {
            $($(
                #[tokio::test]
                async fn $check() {
                    crate::$module::$check::<$bench>().await;
                }
            )+)+
        }
    )+};
}

/// The checks, named once for all connectors.
macro_rules! connectors {
    ($($connector:ident: $bench:ty;)+) => {
        suite! {$(
            $connector: $bench => {
                outcomes:
                    a_sale_takes_the_money_once_however_often_it_is_sent,
                    reserved_money_is_captured_in_part_and_refunded_in_parts,
                    a_void_releases_and_excludes_a_capture,
                    declines_are_told_apart,
                    faults_before_the_charge_are_never_taken_for_done,
                    faults_after_the_charge_are_unknown_until_told,
                    a_late_answer_is_a_timeout,
                    a_failed_inquiry_says_nothing_about_the_operation,
                    what_never_left_is_a_failure;
                notifications:
                    only_signed_notifications_are_believed,
                    repeated_notifications_are_told_apart_by_their_event,
                    a_request_with_a_bad_field_is_refused_as_a_whole,
                    a_broken_body_is_refused_wherever_it_is_broken;
            }
        )+}
    };
}

connectors! {
    conformance_of_stripe: crate::benches::StripeBench;
    conformance_of_adyen: crate::benches::AdyenBench;
}
