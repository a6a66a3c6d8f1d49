//! A served application over real sockets is tested in `examples/tests`; here is what needs no socket.

use twinlane::prelude::*;

#[tokio::test]
async fn a_mistake_is_reported_before_the_port_opens() {
    #[get("/")]
    async fn root(missing: State<String>) -> String {
        missing.to_string()
    }
    let error = App::new()
        .routes(routes![root])
        .serve_with(twinlane::Settings::default().port(0))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the application has no state of type"),
        "{error}"
    );
}
