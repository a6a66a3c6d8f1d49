use twinlane::prelude::*;

#[get("/items/")]
async fn read_items() -> Html {
    Html::new(
        "
    <html>
        <head>
            <title>Some HTML in here</title>
        </head>
        <body>
            <h1>Look ma! HTML!</h1>
        </body>
    </html>
    ",
    )
}

pub fn app() -> App {
    App::new().routes(routes![read_items])
}
