use flexperto::types::ArchiveStatus;

pub fn is_there(status: &ArchiveStatus) -> bool {
    match status {
        ArchiveStatus::Available | ArchiveStatus::Abandoned => true,
        ArchiveStatus::Expired => false,
        _ => false,
    }
}
