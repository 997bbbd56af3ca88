//! Tasks without a browser.

use serde_json::{Value, json};

const PETS: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: { type: array, items: { $ref: 'pet.yaml#/Pet' } }
";

const PET: &str = "Pet:\n  type: object\n  properties:\n    name: { type: string }\n";

fn run(task: &Value) -> Value {
    serde_json::from_str(&super::run(&task.to_string())).unwrap()
}

#[test]
fn a_description_in_parts_gives_a_crate_and_the_places_of_all_of_it() {
    let files = json!({ "api/openapi.yaml": PETS, "api/pet.yaml": PET });
    let task = json!({ "task": "generate", "files": files, "description": "api/openapi.yaml" });
    let out = run(&task);
    assert_eq!(out["package"], "pets");
    assert!(out["files"]["generated.lock"].as_str().unwrap().contains("  src/lib.rs"));
    let names: Vec<_> = out["items"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["client.list_pets", "Pet"]);
    let place = json!({ "file": "api/openapi.yaml", "first": 6, "last": 13 });
    assert_eq!(out["items"][0]["place"], place);
    assert_eq!(out["items"][1]["place"], json!({ "file": "api/pet.yaml", "first": 1, "last": 4 }));
    for item in out["items"].as_array().unwrap() {
        let first = &item["code"][0];
        let text = out["files"][first["file"].as_str().unwrap()].as_str().unwrap();
        let lines = text.lines().skip(usize::try_from(first["first"].as_u64().unwrap()).unwrap());
        let name = item["name"].as_str().unwrap().rsplit('.').next().unwrap();
        assert!(lines.take(40).any(|it| it.contains(name)), "{item}");
    }
}

#[test]
fn what_is_missing_is_a_finding() {
    let task = json!({ "task": "generate", "files": { "openapi.yaml": PETS }, "description": "openapi.yaml" });
    let found = &run(&task)["findings"][0];
    assert_eq!((&found["file"], &found["line"]), (&json!("openapi.yaml"), &json!(13)));
}

#[test]
fn two_descriptions_are_compared() {
    let side = |text: &str| json!({ "files": { "a.yaml": text, "pet.yaml": PET }, "description": "a.yaml" });
    let task = json!({
        "task": "compare", "name": "before", "base": side(PETS), "revision": side(&PETS.replace("/pets:", "/all-pets:")),
    });
    let out = run(&task);
    assert!(out["report"].as_str().unwrap().contains("/all-pets"), "{out}");
    assert_eq!(out["wire"], "breaking");
    assert!(out["changelog"].as_str().unwrap().starts_with("## 0.1.1\n"), "{out}");
    let task =
        json!({ "task": "compare", "name": "before", "base": side("[]"), "revision": side(PETS) });
    let out = run(&task);
    assert_eq!((&out["report"], &out["changelog"]), (&Value::Null, &Value::Null));
    assert_eq!(out["base"][0]["severity"], "error");
}

#[test]
fn an_action_goes_behind_those_that_are_there() {
    let action = "- target: $.info\n  update: {title: B}\n";
    let repair = |overlay: &str| {
        run(&json!({ "task": "repair", "title": "Mine", "overlay": overlay, "action": action }))
    };
    let first = repair("")["overlay"].as_str().unwrap().to_owned();
    let second = repair(&first)["overlay"].as_str().unwrap().to_owned();
    assert_eq!(second, format!("{first}  - target: $.info\n    update: {{title: B}}\n"));
    let flow = repair("{overlay: 1.0.0, actions: []}");
    let action = r#"{"target":"$.info","update":{"title":"B"}}"#;
    assert!(flow["overlay"].as_str().unwrap().contains(action), "{flow}");
    assert_eq!(repair("overlay: 1.0.0\n")["overlay"], Value::Null);
}

#[test]
fn a_task_that_is_none_is_said_to_be() {
    for (task, said) in [
        (json!({}), "the task has no text `task`"),
        (json!({ "task": "fly" }), "there is no task `fly`"),
        (json!({ "task": "generate" }), "the task has no object `files`"),
        (json!({ "task": "generate", "files": {}, "description": "a" }), "there is no file `a`"),
    ] {
        assert_eq!(run(&task)["error"], said);
    }
}
