use twinlane::prelude::*;

#[dependency]
async fn common_parameters(
    q: Option<String>,
    #[query(default = 0)] skip: i64,
    #[query(default = 100)] limit: i64,
) -> Value {
    json!({ "q": q, "skip": skip, "limit": limit })
}

#[get("/items/")]
async fn read_items(commons: Depends<common_parameters>) -> Value {
    json!({ "message": "Hello Items!", "params": *commons })
}

#[get("/users/")]
async fn read_users(commons: Depends<common_parameters>) -> Value {
    json!({ "message": "Hello Users!", "params": *commons })
}

pub fn app() -> App {
    App::new().routes(routes![read_items, read_users])
}

#[cfg(test)]
mod tests {
    use twinlane::testing::{BlockingClient, TestClient};

    use super::*;

    #[dependency]
    async fn override_dependency(q: Option<String>) -> Value {
        json!({ "q": q, "skip": 5, "limit": 10 })
    }

    fn client() -> BlockingClient {
        TestClient::blocking(
            app().override_dependency_with::<common_parameters, override_dependency>(),
        )
    }

    #[test]
    fn test_override_in_items() {
        let response = client().get("/items/").send();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.json::<Value>(),
            json!({ "message": "Hello Items!", "params": { "q": null, "skip": 5, "limit": 10 } })
        );
    }

    #[test]
    fn test_override_in_items_with_q() {
        let response = client().get("/items/?q=foo").send();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.json::<Value>(),
            json!({ "message": "Hello Items!", "params": { "q": "foo", "skip": 5, "limit": 10 } })
        );
    }

    #[test]
    fn test_override_in_items_with_params() {
        let response = client().get("/items/?q=foo&skip=100&limit=200").send();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.json::<Value>(),
            json!({ "message": "Hello Items!", "params": { "q": "foo", "skip": 5, "limit": 10 } })
        );
    }
}
