//! Unions that hold together with something else: every variant gets what all have.
//!
//! - In: an `allOf` of which one part or several are unions, or a union beside members.
//! - Out: one union, with a variant for each combination of alternatives that some value may fit.

use crate::diagnostic::findings;
use crate::ir::Ty;
use crate::lower::facets::{Facets, Placed, placed};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::merge::{Alternatives, Merged, says_more};
use super::union::Member;

/// How many combinations of alternatives become variants.
const MOST: usize = 16;

/// How many variants unions within variants may add up to.
const MOST_NESTED: usize = 256;

/// How deep unions of unions are taken apart.
const DEPTH: usize = 4;

impl<'a> Walk<'a> {
    /// The union of what every combination of alternatives comes to; `None` where no value fits any.
    pub(super) fn distribute(
        &mut self,
        mut base: Merged<'a>,
        whole: &Facets<'a>,
        at: &Pointer,
    ) -> Option<Ty> {
        let unions = std::mem::take(&mut base.unions);
        if let ([union], true) = (unions.as_slice(), base.adds_nothing()) {
            return Some(self.plain_union(union, whole, at));
        }
        let n_rivals = |combinations: &Vec<_>| base.rivals.max(1) * combinations.len();
        let combinations = self.combinations(&unions);
        let few = |it: &Vec<_>| base.rivals == 0 || n_rivals(it) <= MOST_NESTED;
        let Some(combinations) = combinations.filter(few) else {
            self.report(at, findings::unions::too_many_combinations());
            return base.is_object().then(|| self.open_record(&base, whole.docs(), at));
        };
        let n_rivals = n_rivals(&combinations);
        let keyword =
            if unions.iter().any(|it| !it.facets.one_of.is_empty()) { "oneOf" } else { "anyOf" };
        let mut possible = Vec::new();
        for combination in combinations {
            let place = at.child(keyword).index(possible.len());
            let mut merged = base.alternative(&place, n_rivals);
            for part in &combination {
                self.gather(part, &mut merged);
            }
            if !self.is_impossible(&merged) {
                possible.push((combination, merged, place));
            }
        }
        if let [(_, only, _)] = possible.as_slice() {
            return self.finish_merged(only.clone(), whole, at);
        }
        let mut members = Vec::new();
        for (combination, merged, place) in possible {
            let Some((node, node_at)) = combination.first() else { continue };
            let Some(part) = self.resolver.resolve_node(*node, node_at) else { continue };
            let own = Facets::new(part.schema);
            let Some(ty) = self.finish_merged(merged, &own, &place) else { continue };
            let nodes = combination.iter().map(|it| it.0).collect();
            members.push(Member { nodes, ty });
        }
        if members.is_empty() {
            return None;
        }
        let discriminated = match unions.as_slice() {
            [one] => Some(&one.facets),
            _ => None,
        };
        Some(self.union_of(whole, discriminated.unwrap_or(whole), at, members))
    }

    /// The union itself, where nothing else is said about its variants.
    fn plain_union(&mut self, union: &Alternatives<'a>, whole: &Facets<'a>, at: &Pointer) -> Ty {
        let facets = Facets { data: whole.data, ..union.facets.clone() };
        self.union_ty(&facets, &union.facets, &union.nodes, at)
    }

    /// One alternative of each union; `None` where these are too many.
    fn combinations(&self, unions: &[Alternatives<'a>]) -> Option<Vec<Vec<Placed<'a>>>> {
        let mut combinations: Vec<Vec<Placed<'a>>> = vec![Vec::new()];
        for union in unions {
            let mut nodes = Vec::new();
            self.flatten(&union.nodes, 0, &mut nodes);
            let more = combinations.iter().flat_map(|start| {
                let with = |node: &Placed<'a>| {
                    let mut combination = start.clone();
                    combination.push(node.clone());
                    combination
                };
                nodes.iter().map(with).collect::<Vec<_>>()
            });
            // One union may have as many alternatives as it likes.
            let most = if unions.len() > 1 { MOST } else { usize::MAX };
            combinations = more.take(most.saturating_add(1)).collect();
            if combinations.len() > most {
                return None;
            }
        }
        Some(combinations)
    }

    /// Takes the alternatives that are unions and nothing else for their own alternatives.
    fn flatten(&self, nodes: &[Placed<'a>], depth: usize, flat: &mut Vec<Placed<'a>>) {
        for (node, at) in nodes {
            let inner =
                self.resolver.resolve_node(*node, at).filter(|_| depth < DEPTH).and_then(|it| {
                    let facets = Facets::new(it.schema);
                    let union = says_more(&facets.one_of) != says_more(&facets.any_of);
                    let only = facets.only_composes() && facets.all_of.is_empty();
                    (union && only).then_some((facets, it.at))
                });
            match inner {
                Some((facets, inner_at)) => {
                    self.flatten(&placed(&facets, &inner_at), depth + 1, flat);
                }
                None => flat.push((*node, at.clone())),
            }
        }
    }
}
