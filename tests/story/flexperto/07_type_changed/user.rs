pub fn number(it: &flexperto::types::ReserveMeetingResponse) -> Option<i64> {
    it.id
}
