use twinlane::prelude::*;

// A `Response` says nothing in the document.
#[get("/items/")]
async fn read_items() -> Response {
    let html_content = "
    <html>
        <head>
            <title>Some HTML in here</title>
        </head>
        <body>
            <h1>Look ma! HTML!</h1>
        </body>
    </html>
    ";
    Response::html(html_content)
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
