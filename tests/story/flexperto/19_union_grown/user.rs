use flexperto::types::Problem;

pub fn owner(problem: &Problem) -> Option<i64> {
    match problem {
        Problem::TakenProblem(it) => it.owner,
        _ => None,
    }
}
