use flexperto::webhook_events::Event;

pub fn is_available(event: &Event) -> bool {
    match event {
        Event::ArchiveAvailable(_) => true,
        Event::Unknown { .. } => false,
        _ => false,
    }
}
