//! `clientwright show`: one node in each of its forms.

use crate::project::{Project, Ran, run};

const SHOP: &str = "\
openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /orders:
    get:
      tags: [orders]
      operationId: listOrders
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/order' } }
components:
  schemas:
    order:
      type: object
      properties:
        state:
          type: [string, 'null']
          enum: [open, paid, null]
        note: { type: string }
";

fn show(args: &[&str]) -> Ran {
    let project = Project::new();
    project.write("specs/shop/vendor.toml", "crate = \"shop\"\ntitle = \"Shop\"\n");
    project.write("specs/shop/openapi.yaml", SHOP);
    project.write(
        "specs/shop/overlay.yaml",
        "overlay: 1.0.0\nactions:\n  - target: $.components.schemas.order.properties\n    update: { price: { type: number } }\n",
    );
    run(project.root(), &[&["show"], args].concat(), &clientwright::generate)
}

/// The heads of the sections, and what is in one of them.
fn section<'r>(ran: &'r Ran, head: &str) -> &'r str {
    let from = ran.out.split_once(&format!("── {head}")).map_or("", |it| it.1);
    from.split("\n── ").next().unwrap_or_default()
}

#[test]
fn an_operation_is_found_by_each_of_its_names() {
    let names = [
        "orders.list_orders",
        "listOrders",
        "GET /orders",
        "/paths/~1orders/get",
        "#/paths/~1orders/get",
    ];
    let all: Vec<_> = names.iter().map(|it| show(&["shop", it]).ends(0)).collect();
    for ran in &all {
        assert_eq!(ran.out, all[0].out);
    }
    let ran = &all[0];
    assert!(section(ran, "description: ").starts_with("specs/shop/openapi.yaml:5:5\n    get:\n"));
    assert!(section(ran, "canonical: ").contains("operationId: listOrders"));
    assert!(section(ran, "api.json: orders.list_orders").contains("\"gives\": \"Vec<Order>\""));
    let rust = section(ran, "Rust: src/orders.rs");
    assert!(
        rust.contains("pub fn list_orders(&self) -> ListOrders")
            && rust.contains("pub type ListOrders = ApiRequest<")
    );
}

#[test]
fn a_member_is_shown_with_the_type_that_it_is_part_of() {
    let ran = show(&["shop", "/components/schemas/order/properties/state"]).ends(0);
    let described = section(&ran, "description: ");
    assert_eq!(
        described,
        "specs/shop/openapi.yaml:19:9\n        state:\n          type: [string, 'null']\n          enum: [open, paid, null]\n"
    );
    assert!(section(&ran, "canonical: ").contains("nullable: true"));
    assert!(section(&ran, "Rust: ").contains("pub enum OrderState"), "{}", ran.out);
}

#[test]
fn what_an_overlay_brought_is_shown_there() {
    let ran = show(&["shop", "/components/schemas/order/properties/price"]).ends(0);
    assert!(
        section(&ran, "description: ").starts_with("specs/shop/overlay.yaml:4:"),
        "{}",
        ran.out
    );
    assert!(section(&ran, "Rust: ").contains("pub struct Order "), "{}", ran.out);
}

#[test]
fn types_are_found_by_both_names_and_listed() {
    assert_eq!(show(&["shop", "Order"]).ends(0).out, show(&["shop", "order"]).ends(0).out);
    let ran = show(&["shop"]).ends(0);
    assert_eq!(ran.out.lines().next(), Some("orders.list_orders  GET /orders"));
    assert!(ran.out.contains("\nOrder               order\n"), "{}", ran.out);
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let ran = show(&["shop", "Ordr"]).ends(2);
    assert!(ran.err.contains("there is no operation, type or pointer `Ordr`"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `Order`?"), "{}", ran.err);
    show(&["shop", "/components/schemas/nothing"]).ends(2);
}
