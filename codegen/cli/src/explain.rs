//! `explain`: what a kind of finding means.

use clientwright::Code;
use clientwright::internal::diagnostic::most_similar;

use crate::args::Explain;
use crate::{Error, Outcome, Shell};

pub(crate) fn run(args: &Explain, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    match &args.code {
        Some(slug) => explain(slug, shell)?,
        None => list(shell)?,
    }
    Ok(Outcome::Done)
}

fn explain(slug: &str, shell: &mut Shell<'_>) -> Result<(), Error> {
    let code = Code::ALL
        .iter()
        .find(|it| it.slug() == slug || it.slug().strip_prefix("gap::") == Some(slug));
    let Some(code) = code else {
        let all = format!("`{} explain` lists them all", shell.command);
        let help = match most_similar(slug, Code::ALL.iter().map(|it| it.slug())) {
            Some(near) => format!("did you mean `{near}`? {all}"),
            None => all,
        };
        return Err(Error::new(format!("no finding has the code `{slug}`")).help(help));
    };
    shell.print(format_args!("{} ({})\n", code.slug(), code.severity().name()))?;
    let meaning = code.explanation().lines().map(str::trim).take_while(|it| !it.is_empty());
    for line in meaning {
        shell.print(line)?;
    }
    shell.print("\nFor example:\n")?;
    for line in code.example().lines() {
        shell.print(format_args!("    {line}"))?;
    }
    shell.print(format_args!("\n{}", code.advice()))
}

fn list(shell: &mut Shell<'_>) -> Result<(), Error> {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|it| (it.severity(), it.slug()));
    let width = codes.iter().map(|it| it.slug().len()).max().unwrap_or(0);
    for code in codes {
        let first = code.summary();
        shell.print(format_args!(
            "{:7}  {:width$}  {first}",
            code.severity().name(),
            code.slug()
        ))?;
    }
    Ok(())
}
