//! Places that are given out and taken back, without asking for memory in between.

/// A store of values with numbers of 32 bits; a place that was given back is the next to be given out.
#[derive(Debug, Clone)]
pub struct Slab<T> {
    places: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Slab<T> {
    /// Makes an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Forgets every value; keeps the memory.
    pub fn clear(&mut self) {
        self.places.clear();
        self.free.clear();
    }

    /// Stores a value.
    ///
    /// # Panics
    /// With 2³² values at once.
    #[inline]
    pub fn insert(&mut self, value: T) -> u32 {
        if let Some(place) = self.free.pop() {
            self.places[place as usize] = value;
            return place;
        }
        let place = u32::try_from(self.places.len()).expect("fewer than 2^32 values live at once");
        self.places.push(value);
        place
    }

    /// Gives a place back. Its value stays until the place is given out again.
    #[inline]
    pub fn release(&mut self, place: u32) {
        self.free.push(place);
    }

    /// The number of places in use.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Whether no place is in use.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of places there have ever been: all numbers are below it.
    #[must_use]
    pub fn extent(&self) -> usize {
        self.places.len()
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;

    #[inline]
    fn index(&self, place: u32) -> &T {
        &self.places[place as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, place: u32) -> &mut T {
        &mut self.places[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_out_again() {
        let mut slab = Slab::new();
        let (a, b) = (slab.insert('a'), slab.insert('b'));
        slab.release(a);
        let c = slab.insert('c');
        assert_eq!((a, b, c, slab.len(), slab.extent()), (0, 1, 0, 2, 2));
        assert_eq!((slab[b], slab[c]), ('b', 'c'));
        slab.clear();
        assert!(slab.is_empty());
    }
}
