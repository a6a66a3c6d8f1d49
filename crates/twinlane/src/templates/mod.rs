//! Templates: pages in Jinja's language, as Starlette's `Jinja2Templates`.
//!
//! Look here to respond with pages made from template files.

// `Templates` is the value of an application and the parameter of its functions. `options` has its options, `source` the files, `engine` the compiled
// templates. `context` has the variables of a template, `request_value` and `url_value` its view of the request. `python` and `writer` spell values as
// Python does. `filters`, `functions` and `methods` are those of Jinja and Python. `error` has the errors and their places.

mod engine;
mod options;
mod source;
mod context;
pub(crate) mod encoded;
mod of_request;
mod request_value;
mod pairs;
mod url_value;
mod python;
mod writer;
mod arguments;
mod filters;
mod functions;
mod methods;
mod error;

use std::fmt;
use std::sync::Arc;

use minijinja::Environment;

use crate::answer::Html;
use crate::errors::Result;
use crate::request::Request;

pub use context::Context;
pub use error::TemplateError;
pub use source::TemplateDirectory;

use engine::Engine;
use options::Options;

/// Templates in Jinja's language, as Starlette's `Jinja2Templates`.
///
/// [`App::templates`](crate::App::templates) gives them to an application. A function takes them as the parameter `templates: Templates`, which knows
/// the request.
///
/// ```
/// use twinlane::prelude::*;
/// use twinlane::testing::TestClient;
/// use twinlane::templates::Templates;
/// use twinlane::context;
///
/// #[get("/items/{id}", name = "read_item")]
/// async fn read_item(id: i64, templates: Templates) -> Result<Html> {
///     templates.render("item.html", context! { id, tags => ["a", "b"] })
/// }
///
/// # fn main() {
/// # let folder = std::env::temp_dir().join("twinlane-templates-doc");
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let page = "<p>{{ id }}{% for tag in tags %} {{ tag }}{% endfor %} at {{ url_for('read_item', id=id) }}";
/// # std::fs::write(folder.join("item.html"), page).unwrap();
/// let app = App::new().routes(routes![read_item]).templates(Templates::new(&folder));
/// let response = TestClient::blocking(app).get("/items/5").send();
/// assert_eq!(response.text(), "<p>5 a b at http://testserver/items/5");
/// # }
/// ```
///
/// A template sees its context, `request`, and `url_for('name', param=..)`, which returns a URL with its host. Templates whose name ends with
/// `.html`, `.htm` or `.xml` are escaped. Other templates, such as `mail.txt`, are not.
///
/// All templates are read and compiled when the application starts. The application does not start if a template has an error. With
/// [`reload`](Self::reload) a changed file takes effect at the next request.
#[derive(Clone)]
pub struct Templates {
    engine: Arc<Engine>,
    request: Option<Arc<Request>>,
}

/// # What an application is given
impl Templates {
    /// Uses the templates of a directory and its subdirectories. The file `admin/users.html` has this path as its name. A relative path begins at the
    /// working directory.
    pub fn new(directory: impl Into<TemplateDirectory>) -> Self {
        Self {
            engine: Arc::new(Engine::new(Options::new(directory.into()))),
            request: None,
        }
    }

    /// Uses templates that are compiled into the program, by their names, so that the program runs without files.
    ///
    /// ```
    /// use twinlane::templates::Templates;
    /// use twinlane::context;
    ///
    /// let templates = Templates::embedded([
    ///     ("base.html", "<title>{% block title %}{% endblock %}</title>"),
    ///     ("item.html", "{% extends 'base.html' %}{% block title %}{{ name }}{% endblock %}"),
    ///     // In a program: ("item.html", include_str!("../templates/item.html")),
    /// ]);
    /// let page = templates.load()?.text("item.html", context! { name => "Lamp" })?;
    /// assert_eq!(page, "<title>Lamp</title>");
    /// # Ok::<(), twinlane::Error>(())
    /// ```
    pub fn embedded<N: AsRef<str>, T: AsRef<str>>(
        templates: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        Self::new(TemplateDirectory::embedded(templates))
    }

    /// Adds a further directory, for templates that the earlier directories do not have.
    #[must_use]
    pub fn directory(self, directory: impl Into<TemplateDirectory>) -> Self {
        self.with(|options| options.directories.push(directory.into()))
    }

    /// Adds variables to every page. The function is called at each render, with the request. Its variables replace those of the page's own context.
    ///
    /// ```
    /// use twinlane::templates::Templates;
    /// use twinlane::context;
    ///
    /// let templates = Templates::new("templates")
    ///     .context_processor(|request| context! { site => "Shop", path => request.uri().path() });
    /// # let _ = templates;
    /// ```
    #[must_use]
    pub fn context_processor(
        self,
        processor: impl Fn(&Request) -> Context + Send + Sync + 'static,
    ) -> Self {
        self.with(|options| options.processors.push(Arc::new(processor)))
    }

    /// Changes the environment of the templates: adds your own filters, tests, functions and global values.
    ///
    /// ```
    /// use twinlane::templates::Templates;
    ///
    /// let templates = Templates::new("templates").environment(|environment| {
    ///     environment.add_global("version", "1.2");
    ///     environment.add_filter("shout", |text: String| text.to_uppercase() + "!");
    /// });
    /// # let _ = templates;
    /// ```
    #[must_use]
    pub fn environment(
        self,
        change: impl Fn(&mut Environment<'static>) + Send + Sync + 'static,
    ) -> Self {
        self.with(|options| options.changes.push(Arc::new(change)))
    }

    /// Reads the files again before each request that takes templates, in a thread, so that changes take effect at once. False by default.
    ///
    /// Use it for development: `.reload(cfg!(debug_assertions))`.
    #[must_use]
    pub fn reload(self, reload: bool) -> Self {
        self.with(|options| options.reloads = reload)
    }

    /// Limits the work of one render, in steps; 1,000,000 by default, enough for about 64 MB of text. A page that takes more steps is an error.
    ///
    /// A step is about one instruction of a template, one value of a list that is written, or 64 bytes of output.
    #[must_use]
    pub fn max_steps(self, steps: u64) -> Self {
        self.with(|options| options.max_steps = steps)
    }

    fn with(self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = self.engine.options().clone();
        change(&mut options);
        Self {
            engine: Arc::new(Engine::new(options)),
            ..self
        }
    }

    /// Reads and compiles the templates at once, on this thread. Use it for templates without an application, as in a program that writes e-mails.
    ///
    /// # Errors
    ///
    /// Some files cannot be read or compiled. The error names each one with its line.
    pub fn load(self) -> Result<Self, TemplateError> {
        match self.mistakes().as_slice() {
            [] => Ok(self),
            mistakes => Err(TemplateError::new(mistakes.join("\n"))),
        }
    }

    /// Reads and compiles them. Returns what is wrong with them.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        self.engine.load()
    }

    /// True if a change of a file is to be seen by the next request.
    pub(crate) fn reloads(&self) -> bool {
        self.engine.options().reloads
    }

    /// Reads them again, in a thread.
    pub(crate) async fn refresh(&self) {
        if let Err(error) = self.engine.freshen().await {
            tracing::error!("templates could not be read again: {error}");
        }
    }
}

/// # What a function does with them
impl Templates {
    /// The same templates for this request, for calling a function directly.
    #[must_use]
    pub fn for_request(self, request: Request) -> Self {
        Self {
            request: Some(Arc::new(request)),
            ..self
        }
    }

    /// Renders the page of this name as `text/html; charset=utf-8`. Add a status, headers and tasks as to any [`Html`]:
    /// `(StatusCode::NOT_FOUND, templates.render("404.html", context! {})?)`.
    ///
    /// # Errors
    ///
    /// A [`TemplateError`] if there is no such template, or if it fails. Returned with `?` the error is a 500, and a line in the log with the file
    /// and its line. The client sees nothing of it.
    pub fn render(&self, name: &str, context: impl Into<Context>) -> Result<Html> {
        Ok(Html::new(self.text(name, context)?))
    }

    /// Renders one `{% block %}` of the template alone: a part of a page that changes separately.
    ///
    /// Nothing outside the blocks runs, so a block has to import and set its own names. The template that this one extends does not run either, so
    /// `{{ super() }}` in the block is an error.
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render), and if the template has no such block.
    pub fn render_block(
        &self,
        name: &str,
        block: &str,
        context: impl Into<Context>,
    ) -> Result<Html> {
        let text = self.rendered((name, Some(block)), context.into())?;
        Ok(Html::new(text))
    }

    /// Renders this template as text, for an e-mail, or for content of another type:
    /// `Content::new("application/rss+xml", templates.text("feed.xml", context! { items })?)`.
    ///
    /// # Errors
    ///
    /// As [`render`](Self::render).
    pub fn text(&self, name: &str, context: impl Into<Context>) -> Result<String> {
        Ok(self.rendered((name, None), context.into())?)
    }

    fn rendered(
        &self,
        wanted: (&str, Option<&str>),
        mut context: Context,
    ) -> std::result::Result<String, TemplateError> {
        if let Some(request) = &self.request {
            request_value::add_to(&mut context, request);
            for processor in &self.engine.options().processors {
                context.replace_all(processor(request));
            }
        }
        let compiled = self.engine.compiled();
        let compiled = compiled.ok_or_else(|| TemplateError::new(NOT_READ.to_owned()))?;
        compiled.render(wanted, context)
    }
}

const NOT_READ: &str = "the templates have not been read: `App::templates` reads them when the application starts, `Templates::load` at once";

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates")
            .field("directories", &self.engine.options().directories)
            .finish_non_exhaustive()
    }
}
