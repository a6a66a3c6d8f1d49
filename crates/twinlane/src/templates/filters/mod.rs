//! The filters and tests of Jinja that the engine does not have, or has with other arguments or another spelling.

mod text;
mod values;
mod sorting;

use minijinja::Environment;

pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("filesizeformat", minijinja_contrib::filters::filesizeformat);
    environment.add_filter("striptags", minijinja_contrib::filters::striptags);
    environment.add_filter("center", text::center);
    environment.add_filter("indent", text::indent);
    environment.add_filter("truncate", text::truncate);
    environment.add_filter("urlencode", text::url_encode);
    environment.add_filter("wordcount", text::word_count);
    environment.add_filter("escape", values::escape);
    environment.add_filter("e", values::escape);
    environment.add_filter("float", values::float);
    environment.add_filter("forceescape", values::force_escape);
    environment.add_filter("int", values::int);
    environment.add_filter("pprint", values::string);
    environment.add_filter("string", values::string);
    environment.add_filter("tojson", values::to_json);
    environment.add_filter("xmlattr", values::xml_attributes);
    environment.add_filter("dictsort", sorting::dict_sort);
    environment.add_filter("random", sorting::random);
    environment.add_filter("sort", sorting::sort);
    environment.add_filter("unique", sorting::unique);
}
