use twinlane::prelude::*;
use twinlane::types::HttpUrl;

#[model]
struct Invoice {
    id: String,
    title: Option<String>,
    customer: String,
    total: f64,
}

#[model]
struct InvoiceEvent {
    description: String,
    paid: bool,
}

#[model]
struct InvoiceEventReceived {
    ok: bool,
}

#[callback(post, "{$callback_url}/invoices/{$request.body.id}")]
fn invoice_notification(body: InvoiceEvent) -> InvoiceEventReceived;

/// Create an invoice.
///
/// This will (let's imagine) let the API user (some external developer) create an
/// invoice.
///
/// And this path operation will:
///
/// * Send the invoice to the client.
/// * Collect the money from the client.
/// * Send a notification back to the API user (the external developer), as a callback.
///     * At this point is that the API will somehow send a POST request to the
///         external API with the notification of the invoice event
///         (e.g. "payment successful").
#[post("/invoices/", callbacks(invoice_notification))]
fn create_invoice(invoice: Invoice, callback_url: Option<HttpUrl>) -> Value {
    // Send the invoice, collect the money, send the notification (the callback)
    println!("{} is sent to {}", invoice.id, invoice.customer);
    if let Some(url) = callback_url {
        println!("{url} is told when it is paid");
    }
    json!({ "msg": "Invoice received" })
}

pub fn app() -> App {
    App::new().routes(routes![create_invoice])
}
