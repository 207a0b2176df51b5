//! QR codes of addresses.

use anyhow::anyhow;
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder, QRCode};

use crate::Result;

/// Light modules around a code, by which scanners find it (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A code that is still read when up to a seventh of it is not.
fn code(address: &str) -> Result<QRCode> {
    let made = QRBuilder::new(address).ecl(ECL::M).build();
    made.map_err(|error| anyhow!("a QR code: {error:?}").into())
}

/// As an image.
pub fn svg(address: &str) -> Result<String> {
    Ok(SvgBuilder::default().margin(MARGIN).to_str(&code(address)?))
}

/// As rows of modules, without a margin; true is dark.
pub fn modules(address: &str) -> Result<Vec<Vec<bool>>> {
    let code = code(address)?;
    let row = |row: usize| (0..code.size).map(|column| code[row][column].value()).collect();
    Ok((0..code.size).map(row).collect())
}
