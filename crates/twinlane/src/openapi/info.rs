//! The document's description of the application as a whole.

use serde_json::{Value, json};
use twinlane_model::types::Url;

use super::text::said;
use crate::json_object::object;

/// The options of the document that describe the application.
#[derive(Debug)]
pub(crate) struct Info {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) terms_of_service: Option<String>,
    pub(crate) contact: Option<Contact>,
    pub(crate) license: Option<License>,
    pub(crate) servers: Vec<ServerInfo>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) external_docs: Option<ExternalDocs>,
    /// True if a model has one schema for what is sent and what is received.
    pub(crate) joins_schemas: bool,
    /// True if it names the errors that FastAPI leaves out.
    pub(crate) documents_errors: bool,
}

/// A person or team to contact, for [`App::contact`](crate::App::contact).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "it is given to the application"]
pub struct Contact {
    name: Option<String>,
    url: Option<String>,
    email: Option<String>,
}

/// The licence of the API, for [`App::license`](crate::App::license).
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it is given to the application"]
pub struct License {
    name: String,
    identifier: Option<String>,
    url: Option<String>,
}

/// The description of a tag in the document, for [`App::describe_tag`](crate::App::describe_tag). Tags are shown in the order of their descriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it is given to the application"]
pub struct Tag {
    name: String,
    description: Option<String>,
    external_docs: Option<ExternalDocs>,
}

/// A URL of the application in the document, for [`App::server`](crate::App::server).
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it is given to the application"]
pub struct ServerInfo {
    url: String,
    description: Option<String>,
}

/// A link to external documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it is given to the application or a tag"]
pub struct ExternalDocs {
    url: String,
    description: Option<String>,
}

impl Contact {
    /// Creates an empty contact.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the URL of a page.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the e-mail address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    fn object(&self) -> Value {
        object([
            ("name", self.name.clone()),
            ("url", self.url.as_deref().map(normal)),
            ("email", self.email.clone()),
        ])
    }
}

impl License {
    /// Creates a licence of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            identifier: None,
            url: None,
        }
    }

    /// Sets the SPDX identifier. A licence has either an identifier or a URL.
    pub fn identifier(mut self, identifier: impl Into<String>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Sets the URL of the licence's text.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    fn object(&self) -> Value {
        object([
            ("name", Some(self.name.clone())),
            ("identifier", self.identifier.clone()),
            ("url", self.url.as_deref().map(normal)),
        ])
    }
}

impl Tag {
    /// Creates a tag of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            external_docs: None,
        }
    }

    /// Sets the description of the tag, in Markdown.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets a link to external documentation.
    pub fn external_docs(mut self, docs: ExternalDocs) -> Self {
        self.external_docs = Some(docs);
        self
    }

    fn object(&self) -> Value {
        let mut tag = object([
            ("name", Some(self.name.clone())),
            ("description", self.description.clone()),
        ]);
        if let Some(docs) = &self.external_docs {
            tag["externalDocs"] = docs.object();
        }
        tag
    }
}

impl ServerInfo {
    /// Creates a server with a URL or a path.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            description: None,
        }
    }

    /// Sets the description, in Markdown.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    fn object(&self) -> Value {
        object([
            ("url", Some(self.url.clone())),
            ("description", self.description.clone()),
        ])
    }
}

impl ExternalDocs {
    /// Creates a link to this URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            description: None,
        }
    }

    /// Sets the description, in Markdown.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    fn object(&self) -> Value {
        object([
            ("description", self.description.clone()),
            ("url", Some(normal(&self.url))),
        ])
    }
}

impl Info {
    /// FastAPI's defaults, so that the document of a service ported from Python stays the same.
    pub(crate) fn new() -> Self {
        Self {
            title: "FastAPI".to_owned(),
            version: "0.1.0".to_owned(),
            summary: None,
            description: None,
            terms_of_service: None,
            contact: None,
            license: None,
            servers: Vec::new(),
            tags: Vec::new(),
            external_docs: None,
            joins_schemas: false,
            documents_errors: false,
        }
    }

    /// The info object.
    pub(crate) fn object(&self) -> Value {
        let mut info = object([
            ("title", Some(self.title.clone())),
            ("summary", some(self.summary.as_deref())),
            ("description", some(self.description.as_deref())),
            ("termsOfService", some(self.terms_of_service.as_deref())),
        ]);
        let contact = self.contact.as_ref();
        if let Some(contact) = contact.filter(|contact| **contact != Contact::default()) {
            info["contact"] = contact.object();
        }
        if let Some(license) = &self.license {
            info["license"] = license.object();
        }
        info["version"] = self.version.as_str().into();
        info
    }

    /// The servers, where any are said.
    pub(crate) fn servers(&self) -> Option<Value> {
        list(&self.servers, ServerInfo::object)
    }

    /// The tags, where any are described.
    pub(crate) fn tags(&self) -> Option<Value> {
        list(&self.tags, Tag::object)
    }

    pub(crate) fn external_docs(&self) -> Option<Value> {
        self.external_docs.as_ref().map(ExternalDocs::object)
    }
}

/// A text of the information; FastAPI takes an empty one for none.
fn some(text: Option<&str>) -> Option<String> {
    text.and_then(said).map(str::to_owned)
}

fn list<T>(items: &[T], object: fn(&T) -> Value) -> Option<Value> {
    let list: Vec<Value> = items.iter().map(object).collect();
    (!list.is_empty()).then(|| json!(list))
}

/// A URL in its normal form, as Pydantic writes it: `https://example.com/`.
fn normal(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
}
