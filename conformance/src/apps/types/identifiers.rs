//! UUIDs, URLs and IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use twinlane::prelude::*;
use twinlane::types::ipnet::{IpNet, Ipv4Net, Ipv6Net};
use twinlane::types::{
    AnyHttpUrl, Email, FileUrl, FtpUrl, HttpUrl, Interface, NameEmail, Uuid1, Uuid4, Uuid5, Uuid7,
    WebsocketUrl,
};

pub(super) fn router() -> Router {
    Router::new().routes(routes![
        post_uuid,
        get_uuid,
        post_uuid1,
        get_uuid1,
        post_uuid4,
        get_uuid4,
        post_uuid5,
        get_uuid5,
        post_uuid7,
        get_uuid7,
        post_url,
        get_url,
        post_any_http_url,
        get_any_http_url,
        post_http_url,
        get_http_url,
        post_websocket_url,
        get_websocket_url,
        post_file_url,
        get_file_url,
        post_ftp_url,
        get_ftp_url,
        post_ipv4,
        get_ipv4,
        post_ipv6,
        get_ipv6,
        post_ip,
        get_ip,
        post_ipv4_network,
        get_ipv4_network,
        post_ipv6_network,
        get_ipv6_network,
        post_ip_network,
        get_ip_network,
        post_ipv4_interface,
        get_ipv4_interface,
        post_ipv6_interface,
        get_ipv6_interface,
        post_ip_interface,
        get_ip_interface,
        post_email,
        get_email,
        post_name_email,
        get_name_email,
    ])
}

#[model]
struct UuidField {
    v: Uuid,
}

#[post("/uuid")]
async fn post_uuid(body: UuidField) -> UuidField {
    body
}

#[get("/uuid")]
async fn get_uuid(v: Uuid) -> UuidField {
    UuidField { v }
}

#[model]
struct Uuid1Field {
    v: Uuid1,
}

#[post("/uuid1")]
async fn post_uuid1(body: Uuid1Field) -> Uuid1Field {
    body
}

#[get("/uuid1")]
async fn get_uuid1(v: Uuid1) -> Uuid1Field {
    Uuid1Field { v }
}

#[model]
struct Uuid4Field {
    v: Uuid4,
}

#[post("/uuid4")]
async fn post_uuid4(body: Uuid4Field) -> Uuid4Field {
    body
}

#[get("/uuid4")]
async fn get_uuid4(v: Uuid4) -> Uuid4Field {
    Uuid4Field { v }
}

#[model]
struct Uuid5Field {
    v: Uuid5,
}

#[post("/uuid5")]
async fn post_uuid5(body: Uuid5Field) -> Uuid5Field {
    body
}

#[get("/uuid5")]
async fn get_uuid5(v: Uuid5) -> Uuid5Field {
    Uuid5Field { v }
}

#[model]
struct Uuid7Field {
    v: Uuid7,
}

#[post("/uuid7")]
async fn post_uuid7(body: Uuid7Field) -> Uuid7Field {
    body
}

#[get("/uuid7")]
async fn get_uuid7(v: Uuid7) -> Uuid7Field {
    Uuid7Field { v }
}

#[model]
struct UrlField {
    v: Url,
}

#[post("/url")]
async fn post_url(body: UrlField) -> UrlField {
    body
}

#[get("/url")]
async fn get_url(v: Url) -> UrlField {
    UrlField { v }
}

#[model]
struct AnyHttpUrlField {
    v: AnyHttpUrl,
}

#[post("/any_http_url")]
async fn post_any_http_url(body: AnyHttpUrlField) -> AnyHttpUrlField {
    body
}

#[get("/any_http_url")]
async fn get_any_http_url(v: AnyHttpUrl) -> AnyHttpUrlField {
    AnyHttpUrlField { v }
}

#[model]
struct HttpUrlField {
    v: HttpUrl,
}

#[post("/http_url")]
async fn post_http_url(body: HttpUrlField) -> HttpUrlField {
    body
}

#[get("/http_url")]
async fn get_http_url(v: HttpUrl) -> HttpUrlField {
    HttpUrlField { v }
}

#[model]
struct WebsocketUrlField {
    v: WebsocketUrl,
}

#[post("/websocket_url")]
async fn post_websocket_url(body: WebsocketUrlField) -> WebsocketUrlField {
    body
}

#[get("/websocket_url")]
async fn get_websocket_url(v: WebsocketUrl) -> WebsocketUrlField {
    WebsocketUrlField { v }
}

#[model]
struct FileUrlField {
    v: FileUrl,
}

#[post("/file_url")]
async fn post_file_url(body: FileUrlField) -> FileUrlField {
    body
}

#[get("/file_url")]
async fn get_file_url(v: FileUrl) -> FileUrlField {
    FileUrlField { v }
}

#[model]
struct FtpUrlField {
    v: FtpUrl,
}

#[post("/ftp_url")]
async fn post_ftp_url(body: FtpUrlField) -> FtpUrlField {
    body
}

#[get("/ftp_url")]
async fn get_ftp_url(v: FtpUrl) -> FtpUrlField {
    FtpUrlField { v }
}

#[model]
struct Ipv4Field {
    v: Ipv4Addr,
}

#[post("/ipv4")]
async fn post_ipv4(body: Ipv4Field) -> Ipv4Field {
    body
}

#[get("/ipv4")]
async fn get_ipv4(v: Ipv4Addr) -> Ipv4Field {
    Ipv4Field { v }
}

#[model]
struct Ipv6Field {
    v: Ipv6Addr,
}

#[post("/ipv6")]
async fn post_ipv6(body: Ipv6Field) -> Ipv6Field {
    body
}

#[get("/ipv6")]
async fn get_ipv6(v: Ipv6Addr) -> Ipv6Field {
    Ipv6Field { v }
}

#[model]
struct IpField {
    v: IpAddr,
}

#[post("/ip")]
async fn post_ip(body: IpField) -> IpField {
    body
}

#[get("/ip")]
async fn get_ip(v: IpAddr) -> IpField {
    IpField { v }
}

#[model]
struct Ipv4NetworkField {
    v: Ipv4Net,
}

#[post("/ipv4_network")]
async fn post_ipv4_network(body: Ipv4NetworkField) -> Ipv4NetworkField {
    body
}

#[get("/ipv4_network")]
async fn get_ipv4_network(v: Ipv4Net) -> Ipv4NetworkField {
    Ipv4NetworkField { v }
}

#[model]
struct Ipv6NetworkField {
    v: Ipv6Net,
}

#[post("/ipv6_network")]
async fn post_ipv6_network(body: Ipv6NetworkField) -> Ipv6NetworkField {
    body
}

#[get("/ipv6_network")]
async fn get_ipv6_network(v: Ipv6Net) -> Ipv6NetworkField {
    Ipv6NetworkField { v }
}

#[model]
struct IpNetworkField {
    v: IpNet,
}

#[post("/ip_network")]
async fn post_ip_network(body: IpNetworkField) -> IpNetworkField {
    body
}

#[get("/ip_network")]
async fn get_ip_network(v: IpNet) -> IpNetworkField {
    IpNetworkField { v }
}

#[model]
struct Ipv4InterfaceField {
    v: Interface<Ipv4Net>,
}

#[post("/ipv4_interface")]
async fn post_ipv4_interface(body: Ipv4InterfaceField) -> Ipv4InterfaceField {
    body
}

#[get("/ipv4_interface")]
async fn get_ipv4_interface(v: Interface<Ipv4Net>) -> Ipv4InterfaceField {
    Ipv4InterfaceField { v }
}

#[model]
struct Ipv6InterfaceField {
    v: Interface<Ipv6Net>,
}

#[post("/ipv6_interface")]
async fn post_ipv6_interface(body: Ipv6InterfaceField) -> Ipv6InterfaceField {
    body
}

#[get("/ipv6_interface")]
async fn get_ipv6_interface(v: Interface<Ipv6Net>) -> Ipv6InterfaceField {
    Ipv6InterfaceField { v }
}

#[model]
struct IpInterfaceField {
    v: Interface<IpNet>,
}

#[post("/ip_interface")]
async fn post_ip_interface(body: IpInterfaceField) -> IpInterfaceField {
    body
}

#[get("/ip_interface")]
async fn get_ip_interface(v: Interface<IpNet>) -> IpInterfaceField {
    IpInterfaceField { v }
}

#[model]
struct EmailField {
    v: Email,
}

#[post("/email")]
async fn post_email(body: EmailField) -> EmailField {
    body
}

#[get("/email")]
async fn get_email(v: Email) -> EmailField {
    EmailField { v }
}

#[model]
struct NameEmailField {
    v: NameEmail,
}

#[post("/name_email")]
async fn post_name_email(body: NameEmailField) -> NameEmailField {
    body
}

#[get("/name_email")]
async fn get_name_email(v: NameEmail) -> NameEmailField {
    NameEmailField { v }
}
