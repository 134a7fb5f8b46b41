//! Tables with known keys: what stands behind `record!` and `choice!`.

use serde_json::Value as Json;

use super::cx::Cx;
use super::read::Read;
use super::schema::Schemas;
use super::source::{Span, Spanned};
use super::suggest;
use super::value::Node;

/// Reads the keys of a table that its record does not name.
pub trait Rest: Sized {
    /// Reads all keys of `fields` that are not known ones.
    fn read_rest(fields: &Fields<'_>, cx: &mut Cx) -> Option<Self>;
    /// Returns the schema of the values under those keys.
    fn rest_schema(defs: &mut Schemas) -> Json;
}

/// Walks the keys of a table for [`record!`](crate::record).
#[derive(Debug)]
pub struct Fields<'a> {
    node: Node<'a>,
    known: &'static [&'static str],
}

impl<'a> Fields<'a> {
    /// Opens a table that knows the keys `known`. Unless it is `open` to others, each other key is an error.
    pub fn open(node: Node<'a>, known: &'static [&'static str], open: bool, cx: &mut Cx) -> Option<Self> {
        let Some(entries) = node.entries() else {
            cx.wrong_kind(node, "a table").help(format!("its keys: {}", suggest::listed(known.iter().copied(), 12)));
            return None;
        };
        if !open {
            for (key, _) in entries.filter(|(key, _)| !known.contains(&key.value.as_str())) {
                unknown_key(key, known, node, cx);
            }
        }
        Some(Self { node, known })
    }

    /// Reads the value under a key, or the value that stands for its absence.
    pub fn take<T: Read>(&self, key: &'static str, doc: &[&str], cx: &mut Cx) -> Option<T> {
        match self.node.get(key) {
            Some(node) => T::read(node, cx),
            None => {
                let absent = T::absent();
                if absent.is_none() {
                    missing(self.node.span(), key, doc, cx);
                }
                absent
            }
        }
    }

    /// Reads the value under a key, or makes the default.
    pub fn take_or<T: Read>(&self, key: &'static str, default: impl FnOnce() -> T, cx: &mut Cx) -> Option<T> {
        match self.node.get(key) {
            Some(node) => T::read(node, cx),
            None => Some(default()),
        }
    }

    /// Returns the entries whose keys are not known ones, in order of appearance.
    pub fn rest(&self) -> impl Iterator<Item = (&'a Spanned<String>, Node<'a>)> {
        let known = self.known;
        let entries = self.node.entries().into_iter().flatten();
        entries.filter(move |(key, _)| !known.contains(&key.value.as_str()))
    }

    /// Returns where the table stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span()
    }
}

fn missing(at: Span, key: &str, doc: &[&str], cx: &mut Cx) {
    let problem = cx.error(at, format!("`{key}` is missing"));
    let doc = first_sentence(doc);
    problem.help(if doc.is_empty() { format!("add `{key} = ...`") } else { format!("add `{key}`: {doc}") });
}

fn unknown_key(key: &Spanned<String>, known: &[&str], node: Node<'_>, cx: &mut Cx) {
    let unused = known.iter().copied().filter(|name| !node.has(name));
    let near = suggest::nearest(&key.value, unused);
    let problem = cx.error(key.span, format!("unknown key `{}` in `{}`", key.value, node.name()));
    if let Some(near) = near {
        problem.help(format!("did you mean `{near}`?"));
    }
    problem.allowed(suggest::listed(known.iter().copied(), 16));
}

/// Returns the first sentence of doc lines, to be shown as help.
fn first_sentence(doc: &[&str]) -> String {
    let text = described(doc);
    match text.find(". ") {
        Some(end) => text[..end].to_owned(),
        None => text.trim_end_matches('.').to_owned(),
    }
}

/// Joins doc lines to a description: one paragraph per blank line, code marks kept.
#[must_use]
pub fn described(doc: &[&str]) -> String {
    let mut out = String::new();
    for line in doc {
        let line = line.trim();
        if line.is_empty() {
            out.push_str("\n\n");
            continue;
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str(line);
    }
    // Square brackets hold units and are escaped in doc comments.
    out.trim().replace("\\[", "[").replace("\\]", "]")
}

/// Strips the mark of a raw identifier: the key of a field `r#type` is `type`.
#[must_use]
pub const fn key_of(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Reads one word out of a fixed choice, for [`choice!`](macro@crate::choice).
pub fn word<T: Copy>(node: Node<'_>, all: &[T], as_str: fn(T) -> &'static str, cx: &mut Cx) -> Option<T> {
    let known = || all.iter().map(|&value| as_str(value));
    let Some(text) = node.text() else {
        cx.wrong_kind(node, "one of a few words").allowed(suggest::listed(known(), 16));
        return None;
    };
    let found = all.iter().copied().find(|&value| as_str(value) == text);
    if found.is_none() {
        let near = suggest::nearest(text, known());
        let problem = cx.error(node.span(), format!("`{}` cannot be {text:?}", node.name()));
        problem.allowed(suggest::listed(known(), 16));
        if let Some(near) = near {
            problem.help(format!("did you mean \"{near}\"?"));
        }
    }
    found
}

/// Defines a table with known keys: the struct, how it is read, and its schema.
///
/// Each field is a key: required unless its type says otherwise ([`Option`], [`Vec`],
/// [`Entries`](crate::input::Entries)) or it has a default. Doc comments become the descriptions in the schema and the help
/// of error messages. `as "words"` gives a key another name than the field. A last line `..name: Entries<T>` takes all
/// other keys; without it they are errors.
///
/// ```
/// use foretaste_engine::input::{Cx, Entries, Open, Text};
///
/// foretaste_engine::record! {
///     /// A touchpoint of the journey.
///     pub struct Touchpoint {
///         /// What people call it.
///         pub name: Text,
///         /// How long it takes \[minutes\].
///         pub minutes: f64 = 5.0,
///         /// How it is remembered.
///         pub memory: Option<Text> as "remembered as",
///         ..facts: Entries<Open> => "Anything else that is known about it.",
///     }
/// }
///
/// let mut cx = Cx::new();
/// let read: Option<Touchpoint> = cx.parse("journey.toml", "name = 'First call'\n'remembered as' = 'kind'\nhold_music = true");
/// let (touchpoint, _) = cx.finish(read).expect("all keys are good");
/// assert_eq!(touchpoint.minutes, 5.0);
/// assert_eq!(touchpoint.facts.names().collect::<Vec<_>>(), ["hold_music"]);
/// ```
#[macro_export]
macro_rules! record {
    (@key $field:ident, $key:literal) => { $key };
    (@key $field:ident) => { $crate::input::key_of(stringify!($field)) };
    (@open $rest:ident) => { true };
    (@open) => { false };
    (@take $fields:ident, $cx:ident, $key:expr, $doc:expr) => { $fields.take($key, $doc, $cx) };
    (@take $fields:ident, $cx:ident, $key:expr, $doc:expr, $default:expr) => { $fields.take_or($key, || $default, $cx) };
    (@schema $object:ident, $defs:ident, $ty:ty, $key:expr, $doc:expr) => { $object.field::<$ty>($key, $doc, $defs) };
    (@schema $object:ident, $defs:ident, $ty:ty, $key:expr, $doc:expr, $default:expr) => {
        $object.field_or::<$ty>($key, $doc, &$default, $defs)
    };
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $fdoc:literal])*
                $fvis:vis $field:ident : $ty:ty $(as $key:literal)? $(= $default:expr)?
            ),*
            $(, .. $rest:ident : $rty:ty $(=> $rdoc:literal)?)?
            $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            $(
                $(#[doc = $fdoc])*
                $fvis $field: $ty,
            )*
            $(
                #[doc = "The other keys, in order of appearance."]
                $(#[doc = ""] #[doc = $rdoc])?
                $vis $rest: $rty,
            )?
        }

        impl $crate::input::Read for $name {
            fn read(node: $crate::input::Node<'_>, cx: &mut $crate::input::Cx) -> Option<Self> {
                const KEYS: &[&str] = &[$($crate::record!(@key $field $(, $key)?)),*];
                let fields = $crate::input::Fields::open(node, KEYS, $crate::record!(@open $($rest)?), cx)?;
                $(
                    let $field: Option<$ty> = $crate::record!(
                        @take fields, cx, $crate::record!(@key $field $(, $key)?), &[$($fdoc),*] $(, $default)?
                    );
                )*
                $(let $rest = <$rty as $crate::input::Rest>::read_rest(&fields, cx);)?
                Some(Self { $($field: $field?,)* $($rest: $rest?,)? })
            }

            fn schema(defs: &mut $crate::input::Schemas) -> $crate::input::Json {
                let id = concat!(module_path!(), "::", stringify!($name));
                defs.define(stringify!($name), id, |defs| {
                    let mut object = $crate::input::ObjectSchema::new(&[$($doc),*]);
                    $(
                        $crate::record!(
                            @schema object, defs, $ty, $crate::record!(@key $field $(, $key)?), &[$($fdoc),*] $(, $default)?
                        );
                    )*
                    $(object.rest(<$rty as $crate::input::Rest>::rest_schema(defs));)?
                    object.finish()
                })
            }
        }
    };
}

/// Defines a choice between a few words: the enum, how it is read, its words, and its schema.
///
/// ```
/// foretaste_engine::choice! {
///     /// Where a touchpoint happens.
///     pub enum Channel {
///         /// On a screen.
///         Digital = "digital",
///         /// Face to face.
///         Physical = "in person",
///     }
/// }
///
/// assert_eq!(Channel::Physical.to_string(), "in person");
/// assert_eq!(Channel::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $(
                $(#[doc = $vdoc:literal])*
                $variant:ident = $word:literal
            ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $(
                $(#[doc = $vdoc])*
                $variant,
            )+
        }

        impl $name {
            /// All of them, in the order of the file format's description.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the word that input files use.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::input::Read for $name {
            fn read(node: $crate::input::Node<'_>, cx: &mut $crate::input::Cx) -> Option<Self> {
                $crate::input::word(node, Self::ALL, Self::as_str, cx)
            }

            fn schema(defs: &mut $crate::input::Schemas) -> $crate::input::Json {
                let id = concat!(module_path!(), "::", stringify!($name));
                defs.define(stringify!($name), id, |_| {
                    $crate::input::choice_schema(&[$($doc),*], &[$(($word, &[$($vdoc),*] as &[&str])),+])
                })
            }

            fn to_json(&self) -> Option<$crate::input::Json> {
                Some($crate::input::Json::from(self.as_str()))
            }
        }
    };
}
