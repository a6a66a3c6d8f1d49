use twinlane::prelude::*;

fn generate_html_response() -> Html {
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
    Html::new(html_content)
}

#[get("/items/")]
async fn read_items() -> Html {
    generate_html_response()
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
