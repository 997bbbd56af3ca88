//! The items of version 2: folders in folders, and requests.

use super::request;
use super::sent::Defaults;
use super::spot::Spot;
use super::tree::{Group, Node};
use super::{auth, scripts};
use crate::diagnostic::{Sink, findings};

/// The folder that a folder, or the collection, is; its variables' places are added to `scopes`.
pub(super) fn group<'a>(
    spot: &Spot<'a>,
    defaults: Defaults,
    scopes: &mut Vec<Spot<'a>>,
    sink: &mut Sink,
) -> Group {
    let defaults = defaults.within(spot);
    scopes.extend(spot.any(&["variable", "variables"]));
    let mut nodes = Vec::new();
    // A folder that is a request as well.
    if let Some(request) = spot.get("request") {
        nodes.extend(single(spot, &request, defaults, sink));
    }
    for item in items(spot, sink) {
        node(&item, defaults, scopes, &mut nodes, sink);
    }
    Group {
        name: spot.word_of(&["name"]).unwrap_or_default(),
        description: spot.description(),
        stated: auth::stated(spot),
        sets: scripts::sets(spot),
        at: spot.at.clone(),
        nodes,
    }
}

/// The elements of `item`; an object in place of the list is its only element.
fn items<'a>(spot: &Spot<'a>, sink: &mut Sink) -> Vec<Spot<'a>> {
    let Some(list) = spot.any(&["item", "items"]) else { return Vec::new() };
    if list.is_object() {
        list.report(sink, findings::postman::item_for_list());
        return vec![list];
    }
    if !list.is_list() {
        list.report(sink, findings::postman::no_list_of_items());
    }
    list.items()
}

fn node<'a>(
    item: &Spot<'a>,
    defaults: Defaults,
    scopes: &mut Vec<Spot<'a>>,
    nodes: &mut Vec<Node>,
    sink: &mut Sink,
) {
    let request = item.get("request");
    let is_folder = item.any(&["item", "items"]).is_some() || item.is_set("_postman_isSubFolder");
    match request {
        // The list is empty in what some exporters write for a request.
        Some(request) if !has_items(item) => {
            scopes.extend(item.any(&["variable", "variables"]));
            nodes.extend(single(item, &request, defaults, sink));
        }
        _ if is_folder => nodes.push(Node::Group(Box::new(group(item, defaults, scopes, sink)))),
        _ => {
            let name = item.word_of(&["name"]);
            item.report(sink, findings::postman::empty_item(name.as_deref()));
        }
    }
}

fn has_items(item: &Spot<'_>) -> bool {
    item.any(&["item", "items"]).is_some_and(|it| it.is_object() || !it.items().is_empty())
}

fn single(
    item: &Spot<'_>,
    request: &Spot<'_>,
    defaults: Defaults,
    sink: &mut Sink,
) -> Option<Node> {
    let own = request::request(item, request, defaults, sink)?;
    Some(Node::Request(Box::new(own)))
}
