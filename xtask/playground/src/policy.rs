//! What the page's Content-Security-Policy has to let run of the report of `diff`, which is shown within it.

use clientwright::diff::{self, Diff, Format, Report};

/// The digests of the report's style and script, as the report's own policy has them: `style-src 'sha256-…'`.
pub(crate) fn report() -> Vec<String> {
    let diff = Diff::default();
    let report = Report::new("shop", "before", &diff);
    let page = diff::render(&[report], Format::Html);
    let policy = page.split_once("Content-Security-Policy\" content=\"").map_or("", |(_, it)| it);
    let policy = policy.split('"').next().unwrap_or_default();
    let is_wanted = |it: &&str| it.starts_with("style-src ") || it.starts_with("script-src ");
    policy.split(';').map(str::trim).filter(is_wanted).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_report_has_one_style_and_one_script() {
        let found = super::report();
        let is_digest = |it: &String| it.contains(" 'sha256-") && it.ends_with('\'');
        assert!(found.len() == 2 && found.iter().all(is_digest), "{found:?}");
    }
}
