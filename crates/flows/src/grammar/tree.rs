//! Sources and destinations: an account, or a block of them in order or by portions.

use chumsky::prelude::*;

use super::literal::{account, given, number, portion};
use super::{Rule, spanned, word};
use crate::span::Spanned;
use crate::syntax::{Amount, Item, Leaf, Node, Overdraft, Share};
use crate::token::Token;

pub(super) fn source<'t, 's: 't>(amount: impl Rule<'t, 's, Amount>) -> impl Rule<'t, 's, Node> {
    recursive(|source| {
        let shared = spanned(share(amount.clone()))
            .then_ignore(word("from"))
            .then(spanned(source.clone()));
        let any = spanned(source).map(|node| (Spanned::new(Share::Any, node.span), node));
        let item = shared.or(any).map(|(share, node)| Item {
            share,
            node,
            code: None,
        });
        leaf(amount).map(Node::Leaf).or(block(item)).boxed()
    })
}

pub(super) fn destination<'t, 's: 't>(amount: impl Rule<'t, 's, Amount>) -> impl Rule<'t, 's, Node> {
    recursive(|destination| {
        let code = word("code").ignore_then(given(number()));
        let to_leaf = spanned(leaf(amount.clone()).map(Node::Leaf)).then(code.or_not());
        let to_block = spanned(destination).map(|node| (node, None));
        let to = word("to").ignore_then(to_leaf.or(to_block));
        let kept = spanned(word("kept").to(Node::Kept)).map(|node| (node, None));
        let item = spanned(share(amount.clone()))
            .then(to.or(kept))
            .map(|(share, (node, code))| Item { share, node, code });
        leaf(amount).map(Node::Leaf).or(block(item)).boxed()
    })
}

fn block<'t, 's: 't>(item: impl Rule<'t, 's, Item>) -> impl Rule<'t, 's, Node> {
    spanned(item)
        .then_ignore(just(Token::Comma).or_not())
        .repeated()
        .at_least(1)
        .collect()
        .delimited_by(just(Token::OpenBrace), just(Token::CloseBrace))
        .map(Node::Block)
}

fn share<'t, 's: 't>(amount: impl Rule<'t, 's, Amount>) -> impl Rule<'t, 's, Share> {
    choice((
        up_to(amount).map(Share::UpTo),
        word("remaining").to(Share::Remaining),
        word("rounding").to(Share::Rounding),
        given(portion()).map(|portion| Share::Portion(portion.value)),
    ))
}

fn leaf<'t, 's: 't>(amount: impl Rule<'t, 's, Amount>) -> impl Rule<'t, 's, Leaf> {
    let bounded = word("overdraft").ignore_then(up_to(amount)).map(Overdraft::UpTo);
    let unbounded = word("unbounded").then(word("overdraft")).to(Overdraft::Unbounded);
    let overdraft = word("with").ignore_then(spanned(bounded.or(unbounded)));
    spanned(account())
        .then(overdraft.or_not())
        .map(|(account, overdraft)| Leaf { account, overdraft })
}

fn up_to<'t, 's: 't>(amount: impl Rule<'t, 's, Amount>) -> impl Rule<'t, 's, Spanned<Amount>> {
    word("up").then(word("to")).ignore_then(spanned(amount))
}
