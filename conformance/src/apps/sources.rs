//! Headers, cookies and fields of a form of every type that fits into a text.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use twinlane::prelude::*;
use twinlane::types::DateTime;
use twinlane::types::chrono::TimeDelta;
use twinlane::types::{Email, HttpUrl, Time};

#[model]
enum Colour {
    #[field(rename = "red")]
    Red,
    #[field(rename = "sky-blue")]
    SkyBlue,
}

#[model(literal, rename_all = "lowercase")]
enum Choice {
    A,
    B,
}

#[model(untagged)]
enum Either {
    Int(i64),
    Str(String),
}

#[get("/header/int")]
async fn header_int(#[header] v: i64) -> i64 {
    v
}

#[get("/cookie/int")]
async fn cookie_int(#[cookie] v: i64) -> i64 {
    v
}

#[get("/header/float")]
async fn header_float(#[header(gt = 0)] v: f64) -> f64 {
    v
}

#[get("/cookie/float")]
async fn cookie_float(#[cookie(gt = 0)] v: f64) -> f64 {
    v
}

#[get("/header/bool")]
async fn header_bool(#[header] v: bool) -> bool {
    v
}

#[get("/cookie/bool")]
async fn cookie_bool(#[cookie] v: bool) -> bool {
    v
}

#[get("/header/text")]
async fn header_text(
    #[header(min_length = 2, max_length = 5, pattern = "^[a-z]+$")] v: String,
) -> String {
    v
}

#[get("/cookie/text")]
async fn cookie_text(
    #[cookie(min_length = 2, max_length = 5, pattern = "^[a-z]+$")] v: String,
) -> String {
    v
}

#[get("/header/decimal")]
async fn header_decimal(#[header] v: Decimal) -> Decimal {
    v
}

#[get("/cookie/decimal")]
async fn cookie_decimal(#[cookie] v: Decimal) -> Decimal {
    v
}

#[get("/header/datetime")]
async fn header_datetime(#[header] v: DateTime) -> DateTime {
    v
}

#[get("/cookie/datetime")]
async fn cookie_datetime(#[cookie] v: DateTime) -> DateTime {
    v
}

#[get("/header/date")]
async fn header_date(#[header] v: Date) -> Date {
    v
}

#[get("/cookie/date")]
async fn cookie_date(#[cookie] v: Date) -> Date {
    v
}

#[get("/header/time")]
async fn header_time(#[header] v: Time) -> Time {
    v
}

#[get("/cookie/time")]
async fn cookie_time(#[cookie] v: Time) -> Time {
    v
}

#[get("/header/duration")]
async fn header_duration(#[header] v: TimeDelta) -> TimeDelta {
    v
}

#[get("/cookie/duration")]
async fn cookie_duration(#[cookie] v: TimeDelta) -> TimeDelta {
    v
}

#[get("/header/uuid")]
async fn header_uuid(#[header] v: Uuid) -> Uuid {
    v
}

#[get("/cookie/uuid")]
async fn cookie_uuid(#[cookie] v: Uuid) -> Uuid {
    v
}

#[get("/header/colour")]
async fn header_colour(#[header] v: Colour) -> Colour {
    v
}

#[get("/cookie/colour")]
async fn cookie_colour(#[cookie] v: Colour) -> Colour {
    v
}

#[get("/header/choice")]
async fn header_choice(#[header] v: Choice) -> Choice {
    v
}

#[get("/cookie/choice")]
async fn cookie_choice(#[cookie] v: Choice) -> Choice {
    v
}

#[get("/header/url")]
async fn header_url(#[header] v: HttpUrl) -> HttpUrl {
    v
}

#[get("/cookie/url")]
async fn cookie_url(#[cookie] v: HttpUrl) -> HttpUrl {
    v
}

#[get("/header/email")]
async fn header_email(#[header] v: Email) -> Email {
    v
}

#[get("/cookie/email")]
async fn cookie_email(#[cookie] v: Email) -> Email {
    v
}

#[get("/header/ip")]
async fn header_ip(#[header] v: Ipv4Addr) -> Ipv4Addr {
    v
}

#[get("/cookie/ip")]
async fn cookie_ip(#[cookie] v: Ipv4Addr) -> Ipv4Addr {
    v
}

#[get("/header/either")]
async fn header_either(#[header] v: Either) -> Either {
    v
}

#[get("/cookie/either")]
async fn cookie_either(#[cookie] v: Either) -> Either {
    v
}

#[get("/header/strict")]
async fn header_strict(#[header(strict)] v: i64) -> i64 {
    v
}

#[get("/cookie/strict")]
async fn cookie_strict(#[cookie(strict)] v: i64) -> i64 {
    v
}

#[get("/header/ints")]
async fn header_ints(#[header] v: Vec<i64>) -> Vec<i64> {
    v
}

#[get("/header/set")]
async fn header_set(#[header] v: BTreeSet<i64>) -> BTreeSet<i64> {
    v
}

#[get("/header/some")]
async fn header_some(#[header(min_length = 2)] v: Vec<String>) -> Vec<String> {
    v
}

#[model(untagged)]
enum Any {
    Int(i64),
    Text(String),
    Nothing,
}

impl From<Option<String>> for Any {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

#[get("/all/{item_id}")]
#[expect(clippy::too_many_arguments, reason = "one of every kind")]
async fn read_all(
    item_id: i64,
    #[cookie] session: i64,
    #[header(min_length = 2)] x_token: String,
    #[query(le = 100)] limit: i64,
    #[header(description = "Who asks")] user_agent: Option<String>,
    #[header(convert_underscores = false, default = "none")] strange_name: String,
    #[header(alias = "X-Api-Version", ge = 1, deprecated, default = 1)] version: i64,
    #[cookie(alias = "ui-theme", title = "The theme")] theme: Option<String>,
    #[header(hidden)] hidden: Option<String>,
) -> Vec<Any> {
    vec![
        Any::Int(item_id),
        Any::Int(session),
        Any::Text(x_token),
        Any::Int(limit),
        user_agent.into(),
        Any::Text(strange_name),
        Any::Int(version),
        theme.into(),
        hidden.into(),
    ]
}

#[post("/form/int")]
async fn form_int(#[form] v: i64) -> i64 {
    v
}

#[post("/form/float")]
async fn form_float(#[form(gt = 0)] v: f64) -> f64 {
    v
}

#[post("/form/bool")]
async fn form_bool(#[form] v: bool) -> bool {
    v
}

#[post("/form/text")]
async fn form_text(
    #[form(min_length = 2, max_length = 5, pattern = "^[a-z]+$")] v: String,
) -> String {
    v
}

#[post("/form/decimal")]
async fn form_decimal(#[form] v: Decimal) -> Decimal {
    v
}

#[post("/form/datetime")]
async fn form_datetime(#[form] v: DateTime) -> DateTime {
    v
}

#[post("/form/date")]
async fn form_date(#[form] v: Date) -> Date {
    v
}

#[post("/form/time")]
async fn form_time(#[form] v: Time) -> Time {
    v
}

#[post("/form/duration")]
async fn form_duration(#[form] v: TimeDelta) -> TimeDelta {
    v
}

#[post("/form/uuid")]
async fn form_uuid(#[form] v: Uuid) -> Uuid {
    v
}

#[post("/form/colour")]
async fn form_colour(#[form] v: Colour) -> Colour {
    v
}

#[post("/form/choice")]
async fn form_choice(#[form] v: Choice) -> Choice {
    v
}

#[post("/form/url")]
async fn form_url(#[form] v: HttpUrl) -> HttpUrl {
    v
}

#[post("/form/email")]
async fn form_email(#[form] v: Email) -> Email {
    v
}

#[post("/form/ip")]
async fn form_ip(#[form] v: Ipv4Addr) -> Ipv4Addr {
    v
}

#[post("/form/either")]
async fn form_either(#[form] v: Either) -> Either {
    v
}

#[post("/form/strict")]
async fn form_strict(#[form(strict)] v: i64) -> i64 {
    v
}

#[post("/form/ints")]
async fn form_ints(#[form] v: Vec<i64>) -> Vec<i64> {
    v
}

#[post("/form/set")]
async fn form_set(#[form] v: BTreeSet<i64>) -> BTreeSet<i64> {
    v
}

#[post("/form/some")]
async fn form_some(#[form(min_length = 2)] v: Vec<String>) -> Vec<String> {
    v
}

/// The application.
pub fn app() -> App {
    App::new().title("Sources").routes(routes![
        header_int,
        cookie_int,
        header_float,
        cookie_float,
        header_bool,
        cookie_bool,
        header_text,
        cookie_text,
        header_decimal,
        cookie_decimal,
        header_datetime,
        cookie_datetime,
        header_date,
        cookie_date,
        header_time,
        cookie_time,
        header_duration,
        cookie_duration,
        header_uuid,
        cookie_uuid,
        header_colour,
        cookie_colour,
        header_choice,
        cookie_choice,
        header_url,
        cookie_url,
        header_email,
        cookie_email,
        header_ip,
        cookie_ip,
        header_either,
        cookie_either,
        header_strict,
        cookie_strict,
        header_ints,
        header_set,
        header_some,
        read_all,
        form_int,
        form_float,
        form_bool,
        form_text,
        form_decimal,
        form_datetime,
        form_date,
        form_time,
        form_duration,
        form_uuid,
        form_colour,
        form_choice,
        form_url,
        form_email,
        form_ip,
        form_either,
        form_strict,
        form_ints,
        form_set,
        form_some,
    ])
}
