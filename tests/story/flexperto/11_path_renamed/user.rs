use flexperto::types::ReserveMeetingRequest;

pub async fn reserve(client: &flexperto::Client) -> bool {
    client.meetings().reserve_meeting(&ReserveMeetingRequest::new([])).await.is_ok()
}
