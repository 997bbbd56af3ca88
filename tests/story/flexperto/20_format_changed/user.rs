use flexperto::types::ReserveMeetingRequest;

pub async fn reserve(client: &flexperto::Client, expert: i64) -> bool {
    let meeting = ReserveMeetingRequest::new([]);
    client.meetings().reserve_meeting(&meeting).x_user_id(expert).await.is_ok()
}
