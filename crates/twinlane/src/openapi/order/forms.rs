//! The objects of an `OpenAPI` document, each with its fields in the order of FastAPI's models.

use Part::{
    Any, Converted, Each, EachOfEach, EachThatFits, Flag, List, Names, Number, One, Text, Type,
    Whole,
};

/// The fields of an object.
pub(super) struct Form(pub(super) &'static [(&'static str, Part)]);

/// The kind of a field.
pub(super) enum Part {
    /// A value of any kind.
    Any,
    /// A text that the model converts: to a URL, or to one of several names.
    Converted,
    Text,
    Flag,
    /// A number without a fraction.
    Whole,
    /// A number, which is written with a fraction.
    Number,
    /// A list of texts.
    Names,
    /// The name of a type, or several.
    Type,
    One(&'static Form),
    List(&'static Form),
    /// An object of objects.
    Each(&'static Form),
    /// An object of objects, of which those stay as they are that do not fit.
    EachThatFits(&'static Form),
    EachOfEach(&'static Form),
}

/// The document.
pub(super) static OPENAPI: Form = Form(&[
    ("openapi", Text),
    ("info", One(&INFO)),
    ("jsonSchemaDialect", Text),
    ("servers", List(&SERVER)),
    ("paths", EachThatFits(&PATH_ITEM)),
    ("webhooks", Each(&PATH_ITEM)),
    ("components", One(&COMPONENTS)),
    ("security", Any),
    ("tags", List(&TAG)),
    ("externalDocs", One(&EXTERNAL_DOCS)),
]);

static INFO: Form = Form(&[
    ("title", Text),
    ("summary", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", Any),
    ("license", Any),
    ("version", Text),
]);

static SERVER: Form = Form(&[("url", Text), ("description", Text), ("variables", Any)]);

static TAG: Form = Form(&[
    ("name", Text),
    ("description", Text),
    ("externalDocs", One(&EXTERNAL_DOCS)),
]);

static EXTERNAL_DOCS: Form = Form(&[("description", Text), ("url", Converted)]);

static PATH_ITEM: Form = Form(&[
    ("$ref", Text),
    ("summary", Text),
    ("description", Text),
    ("get", One(&OPERATION)),
    ("put", One(&OPERATION)),
    ("post", One(&OPERATION)),
    ("delete", One(&OPERATION)),
    ("options", One(&OPERATION)),
    ("head", One(&OPERATION)),
    ("patch", One(&OPERATION)),
    ("trace", One(&OPERATION)),
    ("servers", List(&SERVER)),
    ("parameters", List(&PARAMETER)),
]);

static OPERATION: Form = Form(&[
    ("tags", Names),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", One(&EXTERNAL_DOCS)),
    ("operationId", Text),
    ("parameters", List(&PARAMETER)),
    ("requestBody", One(&REQUEST_BODY)),
    ("responses", EachThatFits(&RESPONSE)),
    ("callbacks", EachOfEach(&PATH_ITEM)),
    ("deprecated", Flag),
    ("security", Any),
    ("servers", List(&SERVER)),
]);

static PARAMETER: Form = Form(&[
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(&SCHEMA)),
    ("example", Any),
    ("examples", Each(&EXAMPLE)),
    ("content", Each(&MEDIA_TYPE)),
    ("name", Text),
    ("in", Converted),
]);

static REQUEST_BODY: Form = Form(&[
    ("description", Text),
    ("content", Each(&MEDIA_TYPE)),
    ("required", Flag),
]);

static RESPONSE: Form = Form(&[
    ("description", Text),
    ("headers", Each(&PARAMETER)),
    ("content", Each(&MEDIA_TYPE)),
    ("links", Each(&LINK)),
]);

static MEDIA_TYPE: Form = Form(&[
    ("schema", One(&SCHEMA)),
    ("example", Any),
    ("examples", Each(&EXAMPLE)),
    ("encoding", Each(&ENCODING)),
]);

static EXAMPLE: Form = Form(&[
    ("summary", Text),
    ("description", Text),
    ("value", Any),
    ("externalValue", Converted),
]);

static ENCODING: Form = Form(&[
    ("contentType", Text),
    ("headers", Each(&PARAMETER)),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
]);

static LINK: Form = Form(&[
    ("operationRef", Text),
    ("operationId", Text),
    ("parameters", Any),
    ("requestBody", Any),
    ("description", Text),
    ("server", One(&SERVER)),
]);

static SCHEMA: Form = Form(&[
    ("$schema", Text),
    ("$vocabulary", Text),
    ("$id", Text),
    ("$anchor", Text),
    ("$dynamicAnchor", Text),
    ("$ref", Text),
    ("$dynamicRef", Text),
    ("$defs", Each(&SCHEMA)),
    ("$comment", Text),
    ("allOf", List(&SCHEMA)),
    ("anyOf", List(&SCHEMA)),
    ("oneOf", List(&SCHEMA)),
    ("not", One(&SCHEMA)),
    ("if", One(&SCHEMA)),
    ("then", One(&SCHEMA)),
    ("else", One(&SCHEMA)),
    ("dependentSchemas", Each(&SCHEMA)),
    ("prefixItems", List(&SCHEMA)),
    ("items", One(&SCHEMA)),
    ("contains", One(&SCHEMA)),
    ("properties", Each(&SCHEMA)),
    ("patternProperties", Each(&SCHEMA)),
    ("additionalProperties", One(&SCHEMA)),
    ("propertyNames", One(&SCHEMA)),
    ("unevaluatedItems", One(&SCHEMA)),
    ("unevaluatedProperties", One(&SCHEMA)),
    ("type", Type),
    ("enum", Any),
    ("const", Any),
    ("multipleOf", Number),
    ("maximum", Number),
    ("exclusiveMaximum", Number),
    ("minimum", Number),
    ("exclusiveMinimum", Number),
    ("maxLength", Whole),
    ("minLength", Whole),
    ("pattern", Text),
    ("maxItems", Whole),
    ("minItems", Whole),
    ("uniqueItems", Flag),
    ("maxContains", Whole),
    ("minContains", Whole),
    ("maxProperties", Whole),
    ("minProperties", Whole),
    ("required", Names),
    ("dependentRequired", Converted),
    ("format", Text),
    ("contentEncoding", Text),
    ("contentMediaType", Text),
    ("contentSchema", One(&SCHEMA)),
    ("title", Text),
    ("description", Text),
    ("default", Any),
    ("deprecated", Flag),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("examples", Any),
    ("discriminator", One(&DISCRIMINATOR)),
    ("xml", Any),
    ("externalDocs", One(&EXTERNAL_DOCS)),
    ("example", Any),
]);

static DISCRIMINATOR: Form = Form(&[("propertyName", Text), ("mapping", Any)]);

static COMPONENTS: Form = Form(&[
    ("schemas", Each(&SCHEMA)),
    ("responses", Each(&RESPONSE)),
    ("parameters", Each(&PARAMETER)),
    ("examples", Each(&EXAMPLE)),
    ("requestBodies", Each(&REQUEST_BODY)),
    ("headers", Each(&PARAMETER)),
    ("securitySchemes", Each(&SECURITY_SCHEME)),
    ("links", Each(&LINK)),
    ("callbacks", Any),
    ("pathItems", Each(&PATH_ITEM)),
]);

static SECURITY_SCHEME: Form = Form(&[
    ("type", Converted),
    ("description", Text),
    ("in", Converted),
    ("name", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", One(&FLOWS)),
    ("openIdConnectUrl", Text),
]);

static FLOWS: Form = Form(&[
    ("implicit", One(&FLOW)),
    ("password", One(&FLOW)),
    ("clientCredentials", One(&FLOW)),
    ("authorizationCode", One(&FLOW)),
]);

static FLOW: Form = Form(&[
    ("refreshUrl", Text),
    ("scopes", Any),
    ("authorizationUrl", Text),
    ("tokenUrl", Text),
]);
