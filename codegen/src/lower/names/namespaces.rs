//! Names of components without the namespaces that frameworks put in front: `com.example.api.v1.User`.
//!
//! - In: the names of all components.
//! - Out: for each the words of its name, with as much of its namespace as tells it from the others.

use std::collections::BTreeMap;

use crate::lower::names::camel;

/// What top-level domains and hosts begin or follow: `com_example_…`, `example_com_…`.
const DOMAINS: &[&str] = &["com", "org", "net", "io", "dev", "edu"];

/// The words of each name.
pub(in crate::lower) fn shortened(names: &[String]) -> Vec<String> {
    let paths: Vec<Vec<Path>> = names.iter().map(|it| paths(it)).collect();
    let mut kept = vec![0_usize; names.len()];
    let longest = paths.iter().flatten().map(|it| it.namespace.len()).max().unwrap_or(0);
    for _ in 0..longest {
        let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, (paths, kept)) in paths.iter().zip(&kept).enumerate() {
            alike.entry(camel(&words(paths, *kept))).or_default().push(index);
        }
        let rivals: Vec<usize> = alike.into_values().filter(|it| it.len() > 1).flatten().collect();
        if rivals.is_empty() {
            break;
        }
        for index in rivals {
            if let Some(kept) = kept.get_mut(index) {
                *kept += 1;
            }
        }
    }
    paths.iter().zip(kept).map(|(paths, kept)| words(paths, kept)).collect()
}

/// A name within namespaces.
#[derive(Debug)]
struct Path {
    namespace: Vec<String>,
    name: String,
}

/// The words, with the last `kept` steps of each namespace.
fn words(paths: &[Path], kept: usize) -> String {
    let steps = paths.iter().flat_map(|it| {
        let idle = it.namespace.len().saturating_sub(kept);
        it.namespace.iter().skip(idle).chain([&it.name])
    });
    let mut words: Vec<&str> = Vec::new();
    for step in steps {
        // A module is often called after what it is for: `user.User`.
        if words.last().is_some_and(|it| it.eq_ignore_ascii_case(step)) {
            words.pop();
        }
        words.push(step);
    }
    words.join(" ")
}

/// The paths that a name consists of: several where it is generic, as `Page[shop.User]`.
fn paths(name: &str) -> Vec<Path> {
    let name = without_assemblies(name);
    let is_part = |c: char| c.is_alphanumeric() || "_.-+:/".contains(c);
    let parts: Vec<&str> = name.split(|c| !is_part(c)).filter(|it| !it.trim().is_empty()).collect();
    if parts.is_empty() {
        return vec![Path { namespace: Vec::new(), name: name.clone() }];
    }
    parts.into_iter().map(path).collect()
}

fn path(part: &str) -> Path {
    let whole = || Path { namespace: Vec::new(), name: part.to_owned() };
    let is_type = |it: &str| it.starts_with(char::is_uppercase);
    let split = |separator: &str| -> Option<Path> {
        let mut steps: Vec<String> = part.split(separator).map(str::to_owned).collect();
        let name = steps.pop().filter(|it| is_type(it))?;
        let sound = !steps.is_empty() && steps.iter().all(|it| !it.trim().is_empty());
        sound.then_some(Path { namespace: steps, name })
    };
    let spaced = |it: &Path| {
        let is_domain = |it: &String| DOMAINS.contains(&it.as_str());
        let small = |it: &String| !it.starts_with(char::is_uppercase);
        it.namespace.iter().take(2).any(is_domain) && it.namespace.iter().all(small)
    };
    split(".")
        .or_else(|| split("::"))
        .or_else(|| split("__"))
        .or_else(|| split("/"))
        .or_else(|| split("_").filter(spaced))
        .unwrap_or_else(whole)
}

/// Leaves out what .NET says of generic types and where they come from:
/// ``List`1[[Shop.User, Shop, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null]]``.
fn without_assemblies(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(['`', ',']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let end = if after.starts_with('`') {
            after.get(1..).and_then(|it| it.find(|c: char| !c.is_ascii_digit())).map(|it| it + 1)
        } else if after.contains("Version=") && out.contains('[') {
            after.find(']')
        } else {
            out.push(' ');
            Some(1)
        };
        rest = end.and_then(|it| after.get(it..)).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn short(names: &[&str], expected: &[&str]) {
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        let short: Vec<String> = shortened(&names).iter().map(|it| camel(it)).collect();
        assert_eq!(short, expected);
    }

    #[test]
    fn namespaces_are_left_out() {
        short(
            &[
                "com.shop.api.v1.UserDto",
                "Shop.Core.Mvc.ProblemDetails",
                "github_com_shop_pkg_Model",
                "app__schemas__user__Order",
                "shop::stock::Item",
            ],
            &["UserDto", "ProblemDetails", "Model", "Order", "Item"],
        );
    }

    #[test]
    fn what_tells_two_apart_stays() {
        short(
            &["io.shop.core.v1.Event", "io.shop.events.v1.Event", "io.shop.core.v1.Pod"],
            &["CoreV1Event", "EventsV1Event", "Pod"],
        );
        short(&["app.models.user.User", "app.schemas.user.User"], &["ModelsUser", "SchemasUser"]);
        short(&["shop.User", "User"], &["ShopUser", "User"]);
    }

    #[test]
    fn names_that_are_no_types_keep_all() {
        short(
            &["checkout.session", "list_users_Response", "v1.2", "User.v1", "user_Name"],
            &["CheckoutSession", "ListUsersResponse", "V1_2", "UserV1", "UserName"],
        );
    }

    #[test]
    fn generic_types_are_called_after_all_that_they_are_made_of() {
        short(
            &[
                "Page[User]",
                "Paged\u{ab}Order\u{bb}",
                "Shop.List`1[[Shop.User, Shop, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null]]",
                "Map<String, shop.api.Item>",
            ],
            &["PageUser", "PagedOrder", "ListUser", "MapStringItem"],
        );
    }
}
