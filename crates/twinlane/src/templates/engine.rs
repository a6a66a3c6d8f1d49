//! The compiled templates of an application.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use minijinja::{AutoEscape, Environment, ErrorKind};
use twinlane_lanes::Panicked;

use super::context::Context;
use super::error::TemplateError;
use super::options::Options;
use super::source::{TemplateDirectory, TemplateFile, TemplateFiles, normal_name};
use super::{filters, functions, methods, python};

/// The end of the name of a template whose blocks are rendered alone. No file has such a name.
pub(super) const BLOCKS: &str = "\0blocks";

/// The templates of an application, compiled at its start and, for its developers, when they have changed.
#[derive(Debug)]
pub(crate) struct Engine {
    options: Options,
    compiled: RwLock<Option<Arc<Compiled>>>,
    /// Held while the files are read again: what was read later stands.
    refreshing: Mutex<()>,
    /// Held by the one request that has them read again.
    turn: tokio::sync::Mutex<()>,
    /// Readings that have begun.
    begun: AtomicU64,
    /// The number of the last that has ended, by the order in which they began.
    ended: AtomicU64,
}

impl Engine {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            compiled: RwLock::new(None),
            refreshing: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            begun: AtomicU64::new(0),
            ended: AtomicU64::new(0),
        }
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    /// Reads and compiles all templates. Returns what is wrong with them.
    pub(crate) fn load(&self) -> Vec<String> {
        for difference in self
            .options
            .directories
            .iter()
            .filter_map(TemplateDirectory::outdated)
        {
            tracing::warn!("templates: {difference}");
        }
        self.refresh();
        let compiled = self.compiled();
        compiled.map_or_else(Vec::new, |compiled| compiled.mistakes())
    }

    /// Has the files read again in a thread, unless another request has had that done since this was called.
    ///
    /// A reading that had begun before it may have missed a change. So of many requests at once two read at most, and the others wait for
    /// them without a thread.
    pub(super) async fn freshen(self: &Arc<Self>) -> Result<(), Panicked> {
        let begun_before = self.begun.load(Ordering::Acquire);
        let _turn = self.turn.lock().await;
        if self.ended.load(Ordering::Acquire) > begun_before {
            return Ok(());
        }
        let engine = Arc::clone(self);
        twinlane_lanes::threads(move || engine.reload()).await
    }

    /// Reads the files again, and logs what is wrong with them if they have changed.
    pub(crate) fn reload(&self) {
        if self.refresh() {
            let mistakes = self.compiled().map(|compiled| compiled.mistakes());
            for mistake in mistakes.unwrap_or_default() {
                tracing::warn!("templates: {mistake}");
            }
        }
    }

    /// Reads the files again, and compiles them if they have changed. True: they have.
    fn refresh(&self) -> bool {
        let turn = self.refreshing.lock();
        let _turn = turn.unwrap_or_else(PoisonError::into_inner);
        let number = self.begun.fetch_add(1, Ordering::AcqRel) + 1;
        let files = TemplateFiles::read(&self.options.directories);
        let slot = self.compiled.read();
        let known = slot.unwrap_or_else(PoisonError::into_inner).clone();
        let has_changed = known.is_none_or(|known| known.files != files);
        if has_changed {
            let compiled = Some(Arc::new(Compiled::new(files, &self.options)));
            let slot = self.compiled.write();
            *slot.unwrap_or_else(PoisonError::into_inner) = compiled;
        }
        self.ended.store(number, Ordering::Release);
        has_changed
    }

    /// The templates. `None`: they have not been read.
    pub(super) fn compiled(&self) -> Option<Arc<Compiled>> {
        let slot = self.compiled.read();
        slot.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Compiled templates.
#[derive(Debug)]
pub(super) struct Compiled {
    environment: Environment<'static>,
    files: TemplateFiles,
    /// The error of each template that could not be compiled.
    broken: Arc<BTreeMap<String, String>>,
}

impl Compiled {
    fn new(files: TemplateFiles, options: &Options) -> Self {
        let mut environment = environment(options);
        let mut broken = BTreeMap::new();
        for (name, file) in &files.files {
            if let Err(problem) = add(&mut environment, name, file) {
                broken.insert(name.clone(), problem);
            }
        }
        let broken = Arc::new(broken);
        let known = Arc::clone(&broken);
        environment.set_loader(move |name| match known.get(name) {
            Some(problem) => Err(minijinja::Error::new(
                ErrorKind::SyntaxError,
                problem.clone(),
            )),
            None => Ok(None::<String>),
        });
        Self {
            environment,
            files,
            broken,
        }
    }

    fn mistakes(&self) -> Vec<String> {
        let broken = self.broken.iter();
        let broken = broken.filter(|(name, _)| is_meant(name, &self.files));
        let broken = broken.map(|(_, problem)| problem);
        self.files.mistakes.iter().chain(broken).cloned().collect()
    }

    /// The file of a template, and the line.
    pub(super) fn place(&self, name: &str, line: Option<usize>) -> String {
        let file = self.files.files.get(name);
        let path = file.map_or(name, |file| &file.path);
        place(path, line)
    }

    pub(super) fn render(
        &self,
        (name, block): (&str, Option<&str>),
        context: Context,
    ) -> Result<String, TemplateError> {
        let known = normal_name(name).filter(|name| self.files.files.contains_key(name));
        let known =
            known.ok_or_else(|| TemplateError::new(format!("there is no template {name:?}")))?;
        if let Some(problem) = self.broken.get(&known) {
            return Err(TemplateError::new(problem.clone()));
        }
        let context = context.into_value();
        let Some(block) = block else {
            let template = self.environment.get_template(&known);
            let rendered = template.and_then(|template| template.render(context));
            return rendered.map_err(|error| TemplateError::of(error, self));
        };
        let blocks = self.environment.get_template(&[&known, BLOCKS].concat());
        let rendered = blocks
            .and_then(|blocks| blocks.render_captured(context))
            .and_then(|mut blocks| blocks.with_state_mut(|state| state.render_block(block)));
        rendered.map_err(|error| {
            // One that a block asks for has the name of the template.
            if error.kind() == ErrorKind::UnknownBlock && error.name().is_none() {
                let message = format!("it has no block {block:?}");
                TemplateError::at(message, self.place(&known, None))
            } else {
                TemplateError::of(error, self)
            }
        })
    }
}

/// False: it is not text, or what an editor or a system has left there, and no template unless a page asks for it.
fn is_meant(name: &str, files: &TemplateFiles) -> bool {
    let is_text = files
        .files
        .get(name)
        .is_some_and(|file| file.source.is_some());
    let is_left = name.ends_with('~') || name.split('/').any(|part| part.starts_with('.'));
    is_text && !is_left
}

fn place(path: &str, line: Option<usize>) -> String {
    match line {
        Some(line) => format!("{path}:{line}"),
        None => path.to_owned(),
    }
}

/// Adds a template, and one whose blocks are there and of which nothing else is run.
fn add(
    environment: &mut Environment<'static>,
    name: &str,
    file: &TemplateFile,
) -> Result<(), String> {
    let Some(source) = &file.source else {
        return Err(format!("{}: it is no UTF-8", file.path));
    };
    let wrong = |error: minijinja::Error| {
        let detail = error.detail().unwrap_or("it cannot be compiled").to_owned();
        format!("{}: {detail}", place(&file.path, error.line()))
    };
    environment
        .add_template_owned(name.to_owned(), source.to_string())
        .map_err(wrong)?;
    let blocks = format!("{{% if false %}}{source}{{% endif %}}");
    environment
        .add_template_owned([name, BLOCKS].concat(), blocks)
        .map_err(wrong)
}

fn environment(options: &Options) -> Environment<'static> {
    let mut environment = Environment::new();
    // The source of a template is nothing for the log.
    environment.set_debug(false);
    environment.set_fuel(Some(options.max_steps));
    environment.set_auto_reload(false);
    environment.set_auto_escape_callback(escaping);
    environment.set_path_join_callback(|name, _| normal_name(name).unwrap_or_default().into());
    environment.set_unknown_method_callback(methods::call);
    environment.set_formatter(python::format);
    filters::add(&mut environment);
    functions::add(&mut environment);
    for change in &options.changes {
        change(&mut environment);
    }
    environment
}

/// Jinja's `select_autoescape`.
fn escaping(name: &str) -> AutoEscape {
    let name = name
        .strip_suffix(BLOCKS)
        .unwrap_or(name)
        .to_ascii_lowercase();
    let is_escaped = [".html", ".htm", ".xml"]
        .iter()
        .any(|end| name.ends_with(end));
    if is_escaped {
        AutoEscape::Html
    } else {
        AutoEscape::None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn of_two_that_read_the_files_again_one_waits() {
        let (compiling, is_compiling) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel();
        let goes_on = Mutex::new(goes_on);
        let mut options = Options::new(TemplateDirectory::embedded([("a.txt", "a")]));
        options.changes.push(Arc::new(move |_| {
            compiling.send(()).unwrap();
            goes_on.lock().unwrap().recv().unwrap();
        }));
        let engine = Engine::new(options);
        std::thread::scope(|scope| {
            scope.spawn(|| engine.reload());
            is_compiling.recv_timeout(Duration::from_mins(1)).unwrap();
            let is_alone = engine.refreshing.try_lock().is_err();
            go_on.send(()).unwrap();
            assert!(is_alone, "another could read, and what it has read be lost");
        });
        assert!(engine.compiled().is_some());
    }

    #[tokio::test]
    async fn of_many_requests_two_read_and_all_see_what_was_changed_before() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("a.txt");
        std::fs::write(&page, "old").unwrap();
        let (compiling, is_compiling) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let goes_on = Mutex::new(goes_on);
        let mut options = Options::new(folder.path().into());
        options.changes.push(Arc::new(move |_| {
            compiling.send(()).unwrap();
            // Those after the first are not held up.
            let _ended = goes_on.lock().unwrap().recv();
        }));
        let engine = Arc::new(Engine::new(options));
        let begin = || {
            let engine = Arc::clone(&engine);
            async move {
                engine.freshen().await.unwrap();
                let compiled = engine.compiled().unwrap();
                compiled.render(("a.txt", None), Context::new()).unwrap()
            }
        };
        let first = tokio::spawn(begin());
        let _told_again = tokio::task::spawn_blocking(move || {
            is_compiling.recv_timeout(Duration::from_mins(1)).unwrap();
            is_compiling
        })
        .await
        .unwrap();
        std::fs::write(&page, "new, of another length").unwrap();
        let later: Vec<_> = (0..20).map(|_| tokio::spawn(begin())).collect();
        tokio::task::yield_now().await;
        assert_eq!(engine.begun.load(Ordering::Acquire), 1);
        drop(go_on);
        first.await.unwrap();
        for later in later {
            assert_eq!(later.await.unwrap(), "new, of another length");
        }
        assert_eq!(engine.begun.load(Ordering::Acquire), 2);
    }
}
