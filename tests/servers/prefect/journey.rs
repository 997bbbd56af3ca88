//! A flow is deployed, runs with a task, logs what it does and succeeds; what came of it is read back.

use std::env;
use std::error::Error;
use std::time::SystemTime;

use client::clientwright_runtime::chrono::{DateTime, Utc};
use client::types::{DeploymentCreate, DeploymentFlowRunCreate, FlowCreate, FlowFilter};
use client::types::{FlowFilterName, FlowRunCreate, LogCreate, LogCreateRequired, LogFilter};
use client::types::{LogFilterFlowRunId, ReadFlowsBody, ReadLogsBody, SetFlowRunStateBody};
use client::types::{SetStateStatus, SetTaskRunStateBody, StateCreate, StateType, TaskRunCreate};
use client::types::{TaskRunCreateRequired, VariableCreate, VariableValue, WorkPoolCreate};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/api", env::var("SERVER_URL")?);
    let client = Client::builder().wrap(recording::wrap).server(Server::custom(url)).build()?;

    let flow = FlowCreate::new("nightly").with_tags(["reports"]);
    let flow = client.flows().create_flow(&flow).await?;
    let name = FlowFilterName::new().with_any(vec!["nightly".to_owned()]);
    let named = ReadFlowsBody::new().with_flows(FlowFilter::new().with_name(name));
    let found = client.flows().read_flows().body(&named).await?;
    assert_eq!(found[0].id, flow.id);
    assert_eq!(client.flows().count_flows().await?, 1);

    client.work_pools().create_work_pool(&WorkPoolCreate::new("pool").with_type("process")).await?;
    let daily = DeploymentCreate::new(flow.id, "daily")
        .with_work_pool_name("pool")
        .with_entrypoint("flow.py:nightly");
    let daily = client.deployments().create_deployment(&daily).await?;
    let read = client.deployments().read_deployment_by_name("nightly", "daily").await?;
    assert_eq!(read.id, daily.id);
    let asked = DeploymentFlowRunCreate::new().with_name("asked for");
    let asked = client.deployments().create_flow_run_from_deployment(daily.id, &asked).await?;
    assert_eq!(asked.state_type, Some(StateType::Scheduled));

    let run = FlowRunCreate::new(flow.id)
        .with_name("first")
        .with_state(StateCreate::new(StateType::Pending));
    let run = client.flow_runs().create_flow_run(&run).await?.id;
    let set = |to: StateType| SetFlowRunStateBody::new(StateCreate::new(to));
    let started = client.flow_runs().set_flow_run_state(run, &set(StateType::Running)).await?;
    assert_eq!(started.status, SetStateStatus::Accept);
    let task = TaskRunCreate::new(TaskRunCreateRequired {
        task_key: "sum".into(),
        dynamic_key: "0".into(),
    });
    let task = task.with_flow_run_id(run).with_state(StateCreate::new(StateType::Running));
    let task = client.task_runs().create_task_run(&task).await?.id;
    let done = SetTaskRunStateBody::new(StateCreate::new(StateType::Completed));
    client.task_runs().set_task_run_state(task, &done).await?;
    assert_eq!(
        client.task_runs().read_task_run(task).await?.state_type,
        Some(StateType::Completed)
    );

    let line = LogCreate::new(LogCreateRequired {
        name: "flow".into(),
        level: 20,
        message: "half of it is done".into(),
        timestamp: DateTime::<Utc>::from(SystemTime::now()).into(),
    });
    client.logs().create_logs(&[line.with_flow_run_id(run)]).await?;
    let of_the_run =
        LogFilter::new().with_flow_run_id(LogFilterFlowRunId::new().with_any(vec![run]));
    let lines = client.logs().read_logs().body(&ReadLogsBody::new().with_logs(of_the_run)).await?;
    assert_eq!(lines[0].message, "half of it is done");

    client.flow_runs().set_flow_run_state(run, &set(StateType::Completed)).await?;
    let ended = client.flow_runs().read_flow_run(run).await?;
    assert_eq!(ended.state_type, Some(StateType::Completed));
    assert!(ended.start_time <= ended.end_time);
    let states = client.flow_run_states().read_flow_run_states(run).await?;
    assert_eq!(states.len(), 3);
    let graph = client.flow_runs().read_flow_run_graph_v2(run).await?;
    assert_eq!(graph.root_node_ids, [task]);

    let limit = VariableCreate::new("limit", Some(VariableValue::Text("5".into())));
    client.variables().create_variable(&limit).await?;
    let limit = client.variables().read_variable_by_name("limit").await?;
    assert_eq!(limit.value, Some(VariableValue::Text("5".into())));
    client.variables().delete_variable_by_name("limit").await?;

    client.deployments().delete_deployment(daily.id).await?;
    client.flow_runs().delete_flow_run(run).await?;
    let gone = client.flow_runs().read_flow_run(run).await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}
