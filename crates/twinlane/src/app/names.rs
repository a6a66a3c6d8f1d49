//! The routes of an application by their names, and the links to them.

use std::sync::Arc;

use twinlane_web::PathTemplate;

use super::lanes;
use crate::docs_pages::Page;
use crate::names::{NameTable, NamedMount, NamedRoute};
use crate::plan::{self, Link, Planned, Sources};

/// The names and the links of one application, while it is checked.
#[derive(Default)]
pub(super) struct AppNames {
    /// FastAPI's pages come before all operations.
    pages: Vec<NamedRoute>,
    /// The operations. `None`: a page of the framework, which nobody links to.
    operations: Vec<Option<NamedRoute>>,
    mounts: Vec<NamedMount>,
    /// Links to operations, those of mounted applications among them.
    links: Vec<Link>,
}

impl AppNames {
    pub(super) fn add_pages(&mut self, pages: &[Page]) {
        self.pages.extend(pages.iter().filter_map(|page| {
            let template = PathTemplate::parse(&page.address).ok()?;
            Some(NamedRoute::new(page.name?, None, template))
        }));
    }

    pub(super) fn add_operation(&mut self, planned: &Planned, sources: &Sources) {
        let route = &planned.route;
        let name = route.description.route_name();
        let named = || {
            NamedRoute::new(name, Some(route.operation), planned.template.clone())
                .websocket(route.description.is_websocket())
        };
        let is_named = !lanes::is_of_page(planned);
        self.operations.push(is_named.then(named));
        self.links.extend(plan::links(planned, sources));
    }

    pub(super) fn add_mount(&mut self, mount: NamedMount) {
        self.mounts.push(mount);
    }

    pub(super) fn add_links(&mut self, links: impl IntoIterator<Item = Link>) {
        self.links.extend(links);
    }

    /// The names, and the links that the outermost application checks.
    pub(super) fn into_table_and_links(self) -> (Arc<NameTable>, Vec<Link>) {
        let mut names = NameTable::of_pages(self.pages);
        names.add_all(self.operations, &self.mounts);
        (Arc::new(names), self.links)
    }
}
