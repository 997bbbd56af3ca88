use clientwright::{source::Sources, *};
fn main() {
    let mut dump = false;
    for path in std::env::args().skip(1) {
        if path == "--dump" {
            dump = true;
            continue;
        }
        let Ok(text) = std::fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut sources = Sources::default();
        let id = sources.add(path.clone(), text);
        let t = std::time::Instant::now();
        let request = Request {
            description: id,
            overlay: None,
            names: None,
            package: None,
            title: None,
            manifest: Manifest {
                runtime: "{ path = \"x\" }".into(),
                workspace: true,
                command: None,
            },
        };
        let result = std::panic::catch_unwind(|| generate(&sources, &request));
        match result {
            Ok(out) => {
                let mut codes = std::collections::BTreeMap::new();
                for f in &out.findings {
                    if f.code.severity() == diagnostic::Severity::Gap
                        || f.code.severity() == diagnostic::Severity::Error
                    {
                        *codes.entry(f.code.slug()).or_insert(0) += 1;
                    }
                }
                println!(
                    "{} ops {} types {} web {} inf {} gaps {} {:?} {:.0}ms",
                    path.rsplit('/').next().unwrap(),
                    out.census.operations,
                    out.census.types,
                    out.census.web,
                    out.census.inferred,
                    out.census.gaps,
                    codes,
                    t.elapsed().as_secs_f64() * 1e3
                );
                if dump {
                    for (p, t) in out.files.unwrap_or_default() {
                        println!("=== {p}\n{t}");
                    }
                    println!("{}", out.names);
                    println!(
                        "{}",
                        diagnostic::render(&out.findings, &sources, diagnostic::Format::Short)
                    );
                }
            }
            Err(_) => println!("PANIC {path}"),
        }
    }
}
