pub fn may_present(it: &flexperto::types::ConferencePermissions) -> bool {
    it.presenting == Some(true)
}
