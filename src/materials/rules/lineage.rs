//! What may be made of a material, by its licence.

use crate::Refusal;
use crate::materials::Licence;

pub const NO_ADAPTATION: Refusal = Refusal::new("materials-no-adaptation");
pub const SAME_LICENCE: Refusal = Refusal::new("materials-same-licence");
pub const STAYS_NON_COMMERCIAL: Refusal = Refusal::new("materials-stays-non-commercial");

/// Whether something under `child` may be made of something under `parent`.
pub fn check(parent: &Licence, child: &Licence) -> Result<(), Refusal> {
    if !parent.adaptable {
        return Err(NO_ADAPTATION);
    }
    if parent.share_alike && parent.id != child.id {
        return Err(SAME_LICENCE);
    }
    if parent.non_commercial && !child.non_commercial {
        return Err(STAYS_NON_COMMERCIAL);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::materials::licence;

    #[test]
    fn a_licence_binds_what_is_made_of_it() {
        let may =
            |parent: &str, child: &str| check(licence(parent).unwrap(), licence(child).unwrap());
        assert_eq!(may("CC-BY-4.0", "CC-BY-SA-4.0"), Ok(()));
        assert_eq!(may("CC-BY-ND-4.0", "CC-BY-ND-4.0"), Err(NO_ADAPTATION));
        assert_eq!(may("CC-BY-SA-4.0", "CC-BY-4.0"), Err(SAME_LICENCE));
        assert_eq!(may("CC-BY-SA-4.0", "CC-BY-SA-4.0"), Ok(()));
        assert_eq!(may("CC-BY-NC-4.0", "CC-BY-4.0"), Err(STAYS_NON_COMMERCIAL));
        assert_eq!(may("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"), Ok(()));
        assert_eq!(may("etalab-2.0", "MIT"), Ok(()));
    }
}
