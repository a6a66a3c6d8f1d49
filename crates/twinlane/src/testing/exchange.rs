//! Sending a request of a test, and following where it leads.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use tower_service::Service as _;
use twinlane_web::{Body, Scheme};

use super::redirect::{self, MOST_REDIRECTS};
use super::request::{Content, TestRequest};
use super::test_url::TestUrl;
use super::{TestResponse, TestStream};
use crate::service::Service;
use crate::witness::ErrorWitness;

/// A request that has been answered; the body of its response is still to be read.
pub(super) struct Exchange {
    response: Response<Body>,
    method: Method,
    url: TestUrl,
    /// Those that redirected to this one.
    history: Vec<TestResponse>,
    service: Service,
    witness: Option<ErrorWitness>,
}

impl Exchange {
    /// Sends the request, and those that the responses redirect to.
    ///
    /// # Panics
    ///
    /// If there are too many redirects, or one that cannot be followed, and if the application fails and the client panics then.
    pub(super) async fn of(mut request: TestRequest) -> Self {
        let mut history = Vec::new();
        add_defaults(&mut request);
        loop {
            let exchange = Self::of_one(&mut request).await;
            let (status, headers) = (exchange.response.status(), exchange.response.headers());
            let Some(location) = redirect::location(status, headers)
                .cloned()
                .filter(|_| request.follows_redirects)
            else {
                return Self {
                    history,
                    ..exchange
                };
            };
            let response = exchange.into_response().await;
            let from = format!("{} {}", request.method, request.url);
            redirected(&mut request, &response, &location)
                .unwrap_or_else(|reason| panic!("{from} redirects to {location:?}: {reason}"));
            history.push(response);
            assert!(
                history.len() <= MOST_REDIRECTS,
                "{from}: more than {MOST_REDIRECTS} redirects"
            );
        }
    }

    async fn of_one(request: &mut TestRequest) -> Self {
        let client = request.client.clone();
        let mut service = client.app.service().await.clone();
        if let Some(address) = client.options.address {
            service = service.for_client(address);
        }
        let witness = client.options.panics_on_server_error;
        let witness = witness.then(ErrorWitness::default);
        let mut outgoing = outgoing(request);
        #[cfg(feature = "websockets")]
        outgoing
            .extensions_mut()
            .extend(std::mem::take(&mut request.extensions));
        if let Some(witness) = &witness {
            outgoing.extensions_mut().insert(witness.clone());
        }
        let root_path = &client.options.root_path;
        if !root_path.is_empty() {
            outgoing.extensions_mut().insert(root_path.clone());
        }
        let response = match service.call(outgoing).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        client.jar.take_from(response.headers(), &request.url);
        if let Some(error) = witness.as_ref().and_then(ErrorWitness::error) {
            panic!("{} {} failed: {error}", request.method, request.url);
        }
        Self {
            response,
            method: request.method.clone(),
            url: request.url.clone(),
            history: Vec::new(),
            service,
            witness,
        }
    }

    /// Its head.
    #[cfg(feature = "websockets")]
    pub(super) fn status(&self) -> http::StatusCode {
        self.response.status()
    }

    #[cfg(feature = "websockets")]
    pub(super) fn headers(&self) -> &http::HeaderMap {
        self.response.headers()
    }

    /// Reads the whole response, and waits for the background tasks.
    pub(super) async fn into_response(self) -> TestResponse {
        let (mut parts, body) = self.response.into_parts();
        let length = body.size_hint().exact();
        let name = || format!("{} {}", self.method, self.url);
        let bytes = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => panic!("the response of {} broke off: {error}", name()),
        };
        self.service.wait_for_background().await;
        if let Some(error) = self.witness.as_ref().and_then(ErrorWitness::error) {
            panic!("{} failed: {error}", name());
        }
        // The server adds the length on the wire.
        let bodiless = matches!(parts.status.as_u16(), 204 | 304);
        if let Some(length) = length.filter(|_| !bodiless) {
            parts
                .headers
                .entry(header::CONTENT_LENGTH)
                .or_insert(HeaderValue::from(length));
        }
        let head = self.method == Method::HEAD;
        let bytes = if head { Bytes::new() } else { bytes };
        TestResponse::new(parts, bytes, self.url.to_string(), self.history)
    }

    /// The response as it has begun.
    pub(super) fn into_stream(self) -> TestStream {
        let (parts, body) = self.response.into_parts();
        TestStream::new(parts, body, self.url.to_string())
    }
}

/// Adds the headers of the client that the request has not. Once: a redirect to another origin takes some of them off, as with httpx.
fn add_defaults(request: &mut TestRequest) {
    let defaults = request.client.default_headers().clone();
    let own = std::mem::replace(&mut request.headers, defaults);
    // Its values of a name replace those of the client.
    request.headers.extend(own);
}

/// The request as the application gets it.
fn outgoing(request: &mut TestRequest) -> Request<Body> {
    let mut headers = http::HeaderMap::new();
    let own = HeaderValue::try_from(&request.url.authority).expect("a host is visible ASCII");
    headers.insert(header::HOST, own);
    for (name, value) in &request.headers {
        if name == header::HOST {
            headers.insert(name, value.clone());
        } else {
            headers.append(name, value.clone());
        }
    }
    let target = request.url.request_target();
    add_cookies(&mut headers, request);
    let body = match &mut request.content {
        Content::Whole(bytes) => Body::from(bytes.clone()),
        Content::Stream(body) => std::mem::take(body),
    };
    let mut outgoing = Request::new(body);
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = target.expect("a target that was looked at when the request was made");
    *outgoing.headers_mut() = headers;
    let scheme = request.url.scheme();
    if scheme == Scheme::Https {
        outgoing.extensions_mut().insert(scheme);
    }
    outgoing
}

/// Adds the cookies of the client and of the request. `Cookie` headers of the test stand in the place of the client's, as they are.
fn add_cookies(headers: &mut http::HeaderMap, request: &TestRequest) {
    let own = &request.cookies;
    let is_written = headers.contains_key(header::COOKIE);
    let kept = if is_written {
        Vec::new()
    } else {
        request.client.jar.for_request(&request.url)
    };
    let kept = kept.iter();
    let kept = kept.filter(|(name, _)| !own.iter().any(|(other, _)| other == name));
    let pairs: Vec<String> = kept
        .chain(own)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if !pairs.is_empty() {
        let value = HeaderValue::from_bytes(pairs.join("; ").as_bytes());
        let value = value.expect("cookies that can stand in a header");
        headers.append(header::COOKIE, value);
    }
}

/// Makes the request the one that a response redirects to.
fn redirected(
    request: &mut TestRequest,
    response: &TestResponse,
    location: &HeaderValue,
) -> Result<(), String> {
    let location = location.to_str().map_err(|error| error.to_string())?;
    let url = request.url.join(location)?;
    redirect::change_headers(&mut request.headers, (&request.url, &url));
    request.cookies.clear();
    let method = redirect::method(&request.method, response.status());
    if method != request.method {
        request.headers.remove(header::CONTENT_LENGTH);
        request.headers.remove(header::TRANSFER_ENCODING);
        request.content = Content::Whole(Bytes::new());
    } else if matches!(request.content, Content::Stream(_)) {
        return Err("a body that streams cannot be sent again".to_owned());
    }
    request.method = method;
    request.url = url;
    Ok(())
}
