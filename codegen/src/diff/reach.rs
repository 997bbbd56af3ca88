//! Which operations lead to two types that are compared, and which way their values travel.
//!
//! - In: pairs of types, each with what mentions it.
//! - Out: for each of them what leads there, by however many types in between.

use std::collections::{BTreeSet, VecDeque};

use super::effect::Direction;

/// Two types of which one stands where the other stood.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    pub(super) base: &'a str,
    pub(super) revision: &'a str,
    /// The pairs that it is mentioned by.
    pub(super) parents: BTreeSet<usize>,
    /// The users that mention it themselves.
    pub(super) users: BTreeSet<(usize, Direction)>,
}

/// What leads to a pair.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    pub(super) direction: Direction,
    /// A bit for each user.
    users: Vec<u64>,
}

impl Reach {
    fn of(pair: &Pair<'_>) -> Self {
        let mut it = Self::default();
        for (user, direction) in &pair.users {
            it.direction = it.direction.and(*direction);
            let (word, bit) = (user / 64, user % 64);
            it.users.resize(it.users.len().max(word + 1), 0);
            it.users.get_mut(word).into_iter().for_each(|it| *it |= 1 << bit);
        }
        it
    }

    /// Adds what leads to another pair that mentions this one, and returns whether that is more than was known.
    fn add(&mut self, other: &Self) -> bool {
        let direction = self.direction.and(other.direction);
        let mut is_more = direction != self.direction;
        self.direction = direction;
        self.users.resize(self.users.len().max(other.users.len()), 0);
        for (own, others) in self.users.iter_mut().zip(&other.users) {
            is_more |= *others & !*own != 0;
            *own |= others;
        }
        is_more
    }

    /// The numbers of the users.
    pub(super) fn users(&self) -> impl Iterator<Item = usize> {
        let words = self.users.iter().enumerate();
        words.flat_map(|(n, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| n * 64 + bit)
        })
    }
}

/// What leads to each pair.
pub(super) fn reaches(pairs: &[Pair<'_>]) -> Vec<Reach> {
    let mut children = vec![Vec::new(); pairs.len()];
    for (index, pair) in pairs.iter().enumerate() {
        for parent in &pair.parents {
            children.get_mut(*parent).into_iter().for_each(|it: &mut Vec<_>| it.push(index));
        }
    }
    let mut all: Vec<Reach> = pairs.iter().map(Reach::of).collect();
    let mut queue: VecDeque<usize> = (0..pairs.len()).collect();
    let mut is_queued = vec![true; pairs.len()];
    while let Some(index) = queue.pop_front() {
        is_queued.get_mut(index).into_iter().for_each(|it| *it = false);
        let Some(parent) = all.get_mut(index).map(std::mem::take) else { continue };
        for child in children.get(index).into_iter().flatten().filter(|it| **it != index) {
            let is_more = all.get_mut(*child).is_some_and(|it| it.add(&parent));
            if let Some(it) = is_queued.get_mut(*child)
                && is_more
                && !*it
            {
                *it = true;
                queue.push_back(*child);
            }
        }
        all.get_mut(index).into_iter().for_each(|it| *it = parent.clone());
    }
    all
}
