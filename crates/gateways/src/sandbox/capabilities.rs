//! What the sandbox can do: everything, in every currency.

use bezant_kernel::{MethodKind, OperationKind};

pub(super) const METHODS: &[MethodKind] = MethodKind::ALL;
pub(super) const OPERATIONS: &[OperationKind] = OperationKind::ALL;
