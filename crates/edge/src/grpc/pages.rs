//! An account's transfers, page after page, as fast as the caller takes them.

use bezant_proto::TRANSFER_BYTES;
use bezant_proto::ledger::v1;
use futures::Stream;
use tokio::time::Instant;
use tonic::Status;

use super::front::Admitted;
use super::service::Service;
use crate::problem::Problem;

struct Pages {
    service: Service,
    admitted: Admitted,
    /// What is left of the question; nothing when it is answered.
    question: Option<v1::AccountTransfersRequest>,
}

pub(super) fn pages(
    service: Service,
    admitted: Admitted,
    question: v1::AccountTransfersRequest,
) -> impl Stream<Item = Result<v1::TransferPage, Status>> + Send {
    let pages = Pages {
        service,
        admitted,
        question: Some(question),
    };
    futures::stream::unfold(pages, |mut pages| async move {
        let question = pages.question.take()?;
        let page = pages.next(question).await.map_err(Status::from);
        Some((page, pages))
    })
}

impl Pages {
    async fn next(&mut self, mut question: v1::AccountTransfersRequest) -> Result<v1::TransferPage, Problem> {
        if self
            .admitted
            .deadline
            .is_some_and(|deadline| deadline <= Instant::now())
        {
            return Err(Problem::deadline_passed());
        }
        if *self.service.edge.closing().borrow() {
            return Err(Problem::closing());
        }
        self.admitted.check_key(&self.service.edge)?;
        let tenant = self.admitted.caller.tenant;
        let page = self.service.backend.account_transfers(tenant, &question).await?;
        assert!(
            page.records.len().is_multiple_of(TRANSFER_BYTES),
            "a backend packs transfers whole"
        );
        let mut is_over = page.cursor.is_empty();
        if question.limit > 0 {
            let given = (page.records.len() / TRANSFER_BYTES) as u64;
            question.limit = question
                .limit
                .checked_sub(given)
                .expect("a page has no more than was asked for");
            is_over |= question.limit == 0;
        }
        if !is_over {
            question.cursor = page.cursor.clone();
            self.question = Some(question);
        }
        Ok(page)
    }
}
