//! The sources of a JSON document.

/// The text or the bytes of a JSON document: `&str`, `String`, `&[u8]`, `Vec<u8>` and `Bytes`.
///
/// The bytes of a `&str` or a `String` are not checked for UTF-8 again.
pub trait Document: sealed::Sealed {
    /// The content of the document.
    #[doc(hidden)]
    fn content(&self) -> Content<'_>;
}

/// The content of a document: known to be text, or bytes that may not be text.
#[doc(hidden)]
#[derive(Debug)]
pub enum Content<'d> {
    Text(&'d str),
    Bytes(&'d [u8]),
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! documents {
    ($($variant:ident of $($type:ty)+;)*) => {$($(
        impl sealed::Sealed for $type {}

        impl Document for $type {
            fn content(&self) -> Content<'_> {
                Content::$variant(self.as_ref())
            }
        }
    )+)*};
}

documents! {
    Text of str String;
    Bytes of [u8] Vec<u8> bytes::Bytes;
}

impl<const N: usize> sealed::Sealed for [u8; N] {}

impl<const N: usize> Document for [u8; N] {
    fn content(&self) -> Content<'_> {
        Content::Bytes(self)
    }
}

impl<D: Document + ?Sized> sealed::Sealed for &D {}

impl<D: Document + ?Sized> Document for &D {
    fn content(&self) -> Content<'_> {
        (**self).content()
    }
}
