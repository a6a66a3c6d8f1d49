use twinlane::prelude::*;

/// A text that is fixed when the program is compiled.
trait FixedContent: Send + 'static {
    const CONTENT: &'static str;
}

struct Bar;

impl FixedContent for Bar {
    const CONTENT: &'static str = "bar";
}

#[dependency]
async fn checker<C: FixedContent>(#[query(default = "")] q: String) -> bool {
    q.contains(C::CONTENT)
}

#[get("/query-checker/")]
async fn read_query_check(fixed_content_included: Depends<checker<Bar>>) -> Value {
    json!({ "fixed_content_in_query": *fixed_content_included })
}

pub fn app() -> App {
    App::new().routes(routes![read_query_check])
}
