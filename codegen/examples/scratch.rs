use clientwright::{source::Sources, *};
fn main() {
    let mut dump = false;
    let mut outdir: Option<String> = None;
    for path in std::env::args().skip(1) {
        if path == "--dump" {
            dump = true;
            continue;
        }
        if let Some(d) = path.strip_prefix("--out=") {
            outdir = Some(d.to_owned());
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
            package: Some(format!(
                "c-{}",
                path.rsplit('/')
                    .next()
                    .unwrap()
                    .trim_end_matches(".json")
                    .trim_end_matches(".yaml")
                    .replace(['.', '_'], "-")
                    .to_lowercase()
            )),
            title: None,
            manifest: Manifest {
                runtime: "{ path = \"/work/main/codegen/runtime\" }".into(),
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
                if let Some(d) = &outdir {
                    for (p, t) in out.files.clone().unwrap_or_default() {
                        let f = std::path::Path::new(d).join(&out.package).join(p);
                        std::fs::create_dir_all(f.parent().unwrap()).unwrap();
                        if std::fs::read_to_string(&f).ok().as_deref() != Some(&t) {
                            std::fs::write(f, t).unwrap();
                        }
                    }
                }
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
