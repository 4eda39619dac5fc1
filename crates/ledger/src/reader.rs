//! Reads little-endian fields from stored bytes, one after the other.

use bezant_kernel::wire::Corrupt;

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Corrupt> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or(Corrupt("the bytes end too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Corrupt> {
        let (taken, rest) = self
            .bytes
            .split_first_chunk::<N>()
            .ok_or(Corrupt("the bytes end too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Corrupt> {
        self.array::<1>().map(|bytes| bytes[0])
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Corrupt> {
        self.array().map(|bytes| u16::from_le_bytes(*bytes))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Corrupt> {
        self.array().map(|bytes| u32::from_le_bytes(*bytes))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Corrupt> {
        self.array().map(|bytes| u64::from_le_bytes(*bytes))
    }

    pub(crate) fn u128(&mut self) -> Result<u128, Corrupt> {
        self.array().map(|bytes| u128::from_le_bytes(*bytes))
    }
}
