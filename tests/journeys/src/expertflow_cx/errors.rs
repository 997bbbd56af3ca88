//! One error of each service: section 5.

use expertflow_cx::authentication::keycloak_oauth2::TokenRequired;
use expertflow_cx::clientwright_runtime::ResponseBody;
use expertflow_cx::queues_and_routing::precision_queues::DeleteQueueError;
use expertflow_cx::types::{
    self, AgentLoginError, CcmError, CimCustomerError, CimCustomerValidationError,
    ConversationManagerError, CreateReasonCodeRequest, CreateReasonCodeRequestRequired, Customer,
    KeycloakError, Login, LoginError, LoginRequired, MovePastConversationsRequest,
    MovePastConversationsRequestRequired, ReasonError, ReasonErrorCode, ReasonType,
    RoutingEngineError, RoutingEngineErrorCode, SetLogLevelError400, Task, UnifiedAdminError,
    UnifiedAdminLoginResponse, VerifySecureLinkError400, VerifySecureLinkRequest,
    VerifySecureLinkResponse,
};
use expertflow_cx::{Error, FilePart};
use std::fmt::Debug;

use super::cx::{CONVERSATION, Cx, PASSWORD, QUEUE, TASK};
use super::{builder, client};

/// The status and the body of a documented error.
#[track_caller]
fn documented<B, T, E>(result: Result<T, Error<E>>) -> (u16, B)
where
    B: Clone + 'static,
    T: Debug,
    E: ResponseBody + Debug + 'static,
{
    let error = result.unwrap_err();
    let body = error.downcast_ref::<B>().unwrap_or_else(|| panic!("{error:?}"));
    (error.status().unwrap(), body.clone())
}

#[tokio::test]
async fn keycloak_refuses_a_password() {
    let cx = Cx::start().await;
    let client = builder(&cx).build().unwrap();
    let keycloak = client.authentication().keycloak_oauth2();
    let secret = super::cx::CLIENT_SECRET;
    let login = keycloak.token(
        "expertflow",
        TokenRequired { grant_type: "password", client_id: "cim", client_secret: secret },
    );
    let (status, error) =
        documented::<KeycloakError, _, _>(login.username("sam.reed").password("guess").await);
    assert_eq!((status, error.error.as_str()), (401, "invalid_grant"));
    assert_eq!(error.error_description, "Invalid user credentials");
}

#[tokio::test]
async fn the_gateway_refuses_a_stale_token() {
    let cx = Cx::start().await;
    let client = client(&cx);
    cx.advance(300);
    let connectors = client.channel_configuration().channel_connectors();
    let (status, error) =
        documented::<KeycloakError, _, _>(connectors.list_channel_connectors().await);
    assert_eq!((status, error.error.as_str()), (401, "invalid_token"));
    // Most operations don't document it.
    let error = client.queues_and_routing().tasks().get_task(TASK).await.unwrap_err();
    let Error::UnexpectedResponse(it) = error else { panic!("{error:?}") };
    assert_eq!(it.status, 401);
    assert!(it.text().contains("Bearer token is absent or expired"));
}

#[tokio::test]
async fn the_routing_engine_has_a_code_and_a_time() {
    let cx = Cx::start().await;
    let routing = client(&cx).queues_and_routing();
    let task = routing.tasks().get_task(TASK).await.unwrap();
    assert_eq!(task.assigned_to.unwrap().name, "Sam Reed");
    let (status, error) =
        documented::<RoutingEngineError, _, _>(routing.tasks().get_task("none").await);
    assert_eq!((status, error.error), (404, RoutingEngineErrorCode::ResourceNotFound));
    assert_eq!(error.message, "Could not find the resource to act on");
    assert_eq!(error.timestamp.to_rfc3339(), "2026-01-01T08:00:00+00:00");

    let flushing = routing.queue_flushing();
    let done = flushing.flush_one_queue("Sales Chat").await.unwrap();
    assert_eq!(
        cx.gateway.last().line(),
        "DELETE /routing-engine/precision-queues/Sales%20Chat/tasks"
    );
    assert_eq!(done.message, "Queue Flush request executed successfully.");
    let done = flushing.flush_one_queue("Sales Chat").enqueued_since(60).await.unwrap();
    assert_eq!(
        cx.gateway.last().line(),
        "DELETE /routing-engine/precision-queues/Sales%20Chat/tasks?enqueuedSince=60"
    );
    assert_eq!(done.message, "Queue Flush request executed successfully.");
    let (status, error) =
        documented::<RoutingEngineError, _, _>(flushing.flush_one_queue("Board/Legal").await);
    assert_eq!((status, error.error), (403, RoutingEngineErrorCode::AccessDenied));
    let negative = flushing.flush_one_queue("Sales Chat").enqueued_since(-1);
    let (status, error) = documented::<RoutingEngineError, _, _>(negative.await);
    assert_eq!((status, error.error), (400, RoutingEngineErrorCode::IllegalArguments));
}

#[tokio::test]
async fn a_conflict_of_the_routing_engine_is_what_is_in_the_way() {
    let cx = Cx::start().await;
    let queues = client(&cx).queues_and_routing().precision_queues();
    let (status, tasks) = documented::<Vec<Task>, _, _>(queues.delete_queue(QUEUE).await);
    assert_eq!((status, tasks.len()), (409, 1));
    assert_eq!(tasks[0].id.to_string(), TASK);
    assert_eq!(tasks[0].conversation_id, CONVERSATION);

    let done = queues.delete_queue("65f0c6a2b3d4e5f60102030a").await.unwrap();
    assert_eq!(done.message, "Successfully deleted");
    let Error::Api(error) = queues.delete_queue("none").await.unwrap_err() else { panic!() };
    assert_eq!(error.status, 404);
    assert!(matches!(error.body, DeleteQueueError::RoutingEngineError(_)), "{error:?}");
}

#[tokio::test]
async fn unified_admin_has_a_number_for_a_code_or_a_word() {
    let cx = Cx::start().await;
    let reasons = client(&cx).agent_apis().reason_codes();
    let lunch = CreateReasonCodeRequest::new(CreateReasonCodeRequestRequired {
        name: "Lunch".into(),
        description: "Midday break".into(),
        type_: ReasonType::NotReady,
    });
    let created = reasons.create_reason_code(&lunch).await.unwrap();
    assert_eq!((created.name.as_str(), created.code), ("Lunch", 3));
    assert_eq!(created.type_, ReasonType::NotReady);

    let (status, error) = documented::<ReasonError, _, _>(reasons.create_reason_code(&lunch).await);
    assert_eq!((status, error.error), (409, ReasonErrorCode::ReasonNameConflict));
    let nameless = CreateReasonCodeRequest::new(CreateReasonCodeRequestRequired {
        name: String::new(),
        description: String::new(),
        type_: ReasonType::NotReady,
    });
    let (_, error) =
        documented::<UnifiedAdminError, _, _>(reasons.create_reason_code(&nameless).await);
    assert_eq!((error.code, error.message.as_str()), (400, "\"name\" is required"));
    let (status, error) =
        documented::<UnifiedAdminError, _, _>(reasons.get_reason_code("Lunch").await);
    assert_eq!((status, error.message.as_str()), (400, "Invalid Request Parameter"));

    let done = reasons.delete_reason_code(&created.id).await.unwrap();
    assert_eq!((done.code.as_str(), done.message.as_str()), ("Deleted", "Deleted Successfully"));
    let (_, error) =
        documented::<UnifiedAdminError, _, _>(reasons.delete_reason_code(&created.id).await);
    assert_eq!(error.code, 404);
    let built_in = "65f0cca2b3d4e5f601020301";
    let (status, error) =
        documented::<ReasonError, _, _>(reasons.delete_reason_code(built_in).await);
    assert_eq!((status, error.error), (405, ReasonErrorCode::NotAllowed));
}

#[tokio::test]
async fn a_level_that_is_none_is_refused_with_a_message_alone() {
    let cx = Cx::start().await;
    let operations = client(&cx).unified_admin_settings().operations();
    let set = operations.set_log_level("debug").await.unwrap();
    assert_eq!(set.msg, "log level updated to: debug");
    let (status, error) =
        documented::<SetLogLevelError400, _, _>(operations.set_log_level("verbose").await);
    assert_eq!(status, 400);
    assert!(error.msg.starts_with("log level verbose is not in"), "{}", error.msg);
}

#[tokio::test]
async fn a_refused_login_may_be_wrapped() {
    let cx = Cx::start().await;
    let logins = client(&cx).authentication().application_logins();
    let login = |user: &str, password: &str| {
        logins.agent_login(&Login::new(LoginRequired {
            username: user.into(),
            password: password.into(),
        }))
    };
    assert_eq!(login("sam.reed", PASSWORD).await.unwrap().status_code, 200);
    let (status, error) = documented::<LoginError, _, _>(login("sam.reed", "guess").await);
    assert_eq!((status, error.error_detail.status), (401, 401));
    assert_eq!(error.error_detail.reason, "Invalid user credentials");
    let (status, error) =
        documented::<AgentLoginError, _, _>(login("one.too.many", PASSWORD).await);
    assert_eq!((status, error.error.error_message.as_str()), (412, "License check failed"));

    let admin = logins
        .unified_admin_login(&Login::new(LoginRequired {
            username: "sam.reed".into(),
            password: PASSWORD.into(),
        }))
        .await
        .unwrap();
    let UnifiedAdminLoginResponse::LoginData(admin) = admin else { panic!("{admin:?}") };
    assert_eq!(admin.keycloak_user.username.as_deref(), Some("sam.reed"));
    let guess = logins
        .unified_admin_login(&Login::new(LoginRequired {
            username: "sam.reed".into(),
            password: "guess".into(),
        }))
        .await;
    assert_eq!(
        documented::<LoginError, _, _>(guess).1.error_detail.reason,
        "Invalid user credentials"
    );

    let users = logins.list_users_by_role(["agent", "supervisor"]).await.unwrap();
    assert_eq!(
        cx.gateway.last().target,
        "/unified-admin/users?roles%5B%5D=agent&roles%5B%5D=supervisor"
    );
    assert_eq!(users[0].roles.as_deref().unwrap(), ["agent"]);
    let (status, error) =
        documented::<LoginError, _, _>(logins.list_users_by_role(["nobody"]).await);
    assert_eq!((status, error.error_message.as_str()), (500, "An unknown error occurred"));
}

#[tokio::test]
async fn a_customer_is_refused_with_an_object_or_a_text() {
    let cx = Cx::start().await;
    let customers = client(&cx).customers().customers();
    let amina = |phone: &str| {
        let phones = vec![phone.to_owned()];
        let level = ("loyaltyLevel".to_owned(), "gold".into());
        Customer::new()
            .with_first_name("Amina")
            .with_phone_number(phones)
            .with_additional_properties([level].into())
    };
    let (status, error) = documented::<CimCustomerValidationError, _, _>(
        customers.create_customer(&amina("555")).await,
    );
    assert_eq!((status, error.status_code), (400, 400));
    assert_eq!(error.msg.error.attribute, "phoneNumber");
    assert_eq!(error.msg.error.validation, "value does not match PhoneNumber");

    let created = customers.create_customer(&amina("+15550100001")).await.unwrap();
    let id = created.id.clone().unwrap();
    // The attributes are those of the customer schema.
    assert_eq!(created.additional_properties["loyaltyLevel"], "gold");
    assert_eq!(customers.get_customer(&id).await.unwrap(), created);
    let (status, error) = documented::<CimCustomerError, _, _>(
        customers.create_customer(&amina("+15550100001")).await,
    );
    assert_eq!((status, error.msg.as_str()), (409, "Customer already exists"));
    let (status, error) =
        documented::<CimCustomerError, _, _>(customers.get_customer("none").await);
    assert_eq!((status, error.msg.as_str()), (404, "Customer not found"));
}

#[tokio::test]
async fn the_channel_manager_has_a_number_for_a_status() {
    let cx = Cx::start().await;
    let connectors = client(&cx).channel_configuration().channel_connectors();
    let (status, error) =
        documented::<CcmError, _, _>(connectors.get_connector_configuration("none").await);
    assert_eq!((status, error.status), (404, 404));
    assert_eq!(
        (error.message.as_str(), error.description.as_str()),
        ("NOT_FOUND", "Channel Connector not found")
    );
}

#[tokio::test]
async fn the_conversation_manager_has_a_word_for_a_status() {
    let cx = Cx::start().await;
    let conversations = client(&cx).conversations_and_topics();
    let request = MovePastConversationsRequest::new(MovePastConversationsRequestRequired {
        current_customer: Customer::new()
            .with_id("65f0c1a2b3d4e5f601020304")
            .with_first_name("Amina"),
        new_customer: Customer::new()
            .with_id("65f0d7a2b3d4e5f60102031a")
            .with_first_name("Amina K"),
    });
    let moved = conversations.customer_topics().move_past_conversations(&request).await;
    let (status, error) = documented::<ConversationManagerError, _, _>(moved);
    assert_eq!((status, error.status.as_str()), (404, "NOT_FOUND"));
    assert_eq!(error.message, "No conversation for this customer");
    // Or none at all.
    let data = conversations.conversation_data().get_conversation_data("none").await;
    assert_eq!(documented::<types::Error, _, _>(data).1.message, "Conversation not found");
}

#[tokio::test]
async fn the_file_engine_calls_what_it_refuses_not_found() {
    let cx = Cx::start().await;
    let files = client(&cx).files();
    let file = FilePart::new("re:ceipt.png", &b"PNG"[..]).content_type("image/png");
    let (status, error) =
        documented::<types::Error, _, _>(files.upload_file(CONVERSATION, file).await);
    assert_eq!(status, 404);
    assert_eq!(error.message, "An error occurred while uploading file.");
    let error = files.download_file_stream("none").await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status, error.message()), (404, Some("File not found")));
}

#[tokio::test]
async fn a_link_may_be_refused_with_a_200() {
    let cx = Cx::start().await;
    let links = client(&cx).conversations_and_topics().secure_link();
    let verify = |token: &str| links.verify_secure_link(&VerifySecureLinkRequest::new(token));
    let valid = verify("abc123").await.unwrap();
    let VerifySecureLinkResponse::Valid(valid) = valid else { panic!("{valid:?}") };
    assert_eq!(valid.channel_customer_identifier, "visitor-7781");
    let expired = verify("expired").await.unwrap();
    let VerifySecureLinkResponse::Refused(expired) = expired else { panic!("{expired:?}") };
    assert_eq!(expired.reason_code, "LINK_EXPIRED");
    // A link that is good may also be called so in plain text.
    let plain = verify("plain").await.unwrap();
    assert_eq!(plain, VerifySecureLinkResponse::Text("verified".to_owned()));
    let (status, error) = documented::<VerifySecureLinkError400, _, _>(verify("guess").await);
    assert_eq!((status, error.reason_code.as_str()), (400, "INVALID_LINK"));
}
