pub fn ids(page: &flexperto::types::ArchiveList) -> Vec<Option<String>> {
    page.items.iter().flatten().map(|it| it.id.clone()).collect()
}
