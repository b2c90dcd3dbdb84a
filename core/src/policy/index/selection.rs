//! A set of positions that is kept for long: as bits where it is dense, as a list where it is sparse,
//! so that ten thousand roles which name three others each do not weigh ten thousand bit sets.

use alloc::vec::Vec;

use super::bits::Bits;

/// A set of positions that does not change.
#[derive(Clone, Debug)]
pub struct Selection(Form);

#[derive(Clone, Debug)]
enum Form {
    /// In ascending order.
    Few(Vec<u32>),
    Many(Bits),
}

impl Default for Selection {
    fn default() -> Self {
        Self(Form::Few(Vec::new()))
    }
}

/// One position in so many makes a list. It would save memory up to one in 32, but adding bits by the
/// word takes less time.
const SPARSE: usize = 128;

impl From<Bits> for Selection {
    fn from(bits: Bits) -> Self {
        let few = bits.count() <= bits.bound() / SPARSE;
        let list = || -> Option<Vec<u32>> {
            let positions = bits.positions();
            positions.map(|position| position.try_into().ok()).collect()
        };
        Self(match few.then(list).flatten() {
            Some(list) => Form::Few(list),
            None => Form::Many(bits),
        })
    }
}

impl Selection {
    /// Whether there is no position in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Form::Few(list) => list.is_empty(),
            Form::Many(bits) => bits.count() == 0,
        }
    }

    /// Whether the position is in it.
    #[must_use]
    pub fn contains(&self, position: usize) -> bool {
        match &self.0 {
            Form::Few(list) => {
                u32::try_from(position).is_ok_and(|position| list.binary_search(&position).is_ok())
            }
            Form::Many(bits) => bits.contains(position),
        }
    }

    /// Adds all of it to `bits`.
    pub fn add_to(&self, bits: &mut Bits) {
        match &self.0 {
            Form::Few(list) => list
                .iter()
                .for_each(|position| bits.insert(*position as usize)),
            Form::Many(many) => bits.add(many),
        }
    }

    /// Takes all of it away from `bits`.
    pub fn take_from(&self, bits: &mut Bits) {
        match &self.0 {
            Form::Few(list) => list
                .iter()
                .for_each(|position| bits.remove(*position as usize)),
            Form::Many(many) => bits.subtract(many),
        }
    }
}
