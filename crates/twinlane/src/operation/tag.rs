//! Tags that are no literals: `tags = [ITEMS]`.

/// A tag: a text.
#[diagnostic::on_unimplemented(
    message = "a tag is a text, and a `{Self}` is none",
    label = "write a `&str` or a `String`"
)]
pub trait Tag {
    /// The tag.
    fn into_tag(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> Tag for T {
    fn into_tag(self) -> String {
        self.into()
    }
}

/// The tag that this text is.
pub fn tag<T: Tag>(text: T) -> String {
    text.into_tag()
}
