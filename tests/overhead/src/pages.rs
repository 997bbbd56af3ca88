//! The page of accounts in the forms in which vendors send it: 60 of them, 10 KB and more.

/// As the description has it.
pub fn in_order() -> String {
    page(|id, salutation, rest| format!(r#""id":{id},"salutation":"{salutation}",{rest}"#))
}

/// With the members in another order.
pub fn other_order() -> String {
    page(|id, salutation, rest| format!(r#"{rest},"salutation":"{salutation}","id":{id}"#))
}

/// With members that the description doesn't have.
pub fn unknown_members() -> String {
    page(|id, salutation, rest| {
        format!(
            r#""id":{id},"uuid":"0d4f2bc8-4c6e-4c1c-8e4c-6d8b8f4a8a11","salutation":"{salutation}","settings":{{"dark":true,"zoom":1.25}},{rest},"deletedAt":null"#
        )
    })
}

fn page(user: impl Fn(usize, &str, &str) -> String) -> String {
    let users: Vec<String> = (0..60)
        .map(|n| {
            let rest = format!(
                r#""firstName":"Maximiliane {n}","lastName":"Mustermann-Example \"{}\"","email":"maximiliane.mustermann.{n}@example.org","roles":["EXPERT","ADMIN"]"#,
                n % 7,
            );
            format!("{{{}}}", user(1000 + n, if n % 2 == 0 { "MR" } else { "MRS" }, &rest))
        })
        .collect();
    let users = users.join(",");
    format!(r#"{{"items":[{users}],"count":60,"offset":0,"limit":60,"total":2500}}"#)
}
