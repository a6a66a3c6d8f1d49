//! The models of the tests.

use serde_json::Value;
use twinlane_model::__private as __m;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Colour {
    Red,
    SkyBlue,
}
const _: () = {
    use __m::serde::*;
    use __m::*;
    use twinlane_model::__private as __m;
    const VALUES: &[&str] = &["Red", "sky-blue"];
    fn find(text: &str) -> Option<Colour> {
        match text {
            "Red" => Some(Colour::Red),
            "sky-blue" => Some(Colour::SkyBlue),
            _ => None,
        }
    }
    impl DataType for Colour {
        const SHAPE: &'static Shape = &Shape::Enum(&EnumShape {
            name: "Colour",
            module: module_path!(),
            title: None,
            description: Some("A colour."),
            values: VALUES,
        });
        fn from_text(text: &str) -> Option<Self> {
            find(text)
        }
    }
    impl<'de> Deserialize<'de> for Colour {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            __m::read_enum(d, VALUES, find)
        }
    }
    impl Serialize for Colour {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            s.serialize_str(match self {
                Colour::Red => "Red",
                Colour::SkyBlue => "sky-blue",
            })
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemId(i64);
const _: () = {
    use __m::serde::*;
    use __m::*;
    use twinlane_model::__private as __m;
    impl DataType for ItemId {
        const SHAPE: &'static Shape = <i64 as DataType>::SHAPE;
        fn absent() -> Option<Self> {
            <i64 as DataType>::absent().map(ItemId)
        }
        fn holds(&self) -> bool {
            DataType::holds(&self.0)
        }
        fn measure(&self) -> Measure {
            DataType::measure(&self.0)
        }
        fn from_text(text: &str) -> Option<Self> {
            <i64 as DataType>::from_text(text).map(ItemId)
        }
    }
    impl<'de> Deserialize<'de> for ItemId {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            <i64 as Deserialize>::deserialize(d).map(ItemId)
        }
    }
    impl Serialize for ItemId {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            Serialize::serialize(&self.0, s)
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inner {
    pub(crate) x: f64,
}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    const R0: __m::Rules = __m::Rules {
        ge: Some(__m::Number::Int(0i128)),
        lt: Some(__m::Number::Float(1.5f64)),
        multiple_of: Some(__m::Number::Float(0.5f64)),
        ..__m::Rules::NONE
    };
    impl __m::Model for Inner {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Inner",
            module: module_path!(),
            title: None,
            description: Some("Inner doc."),
            fields: &[__m::FieldShape {
                name: "x",
                title: None,
                description: None,
                deprecated: false,
                shape: <f64 as __m::DataType>::shape,
                default: None,
                required: __m::required::<f64>,
                rules: R0,
            }],
        };
    }
    impl __m::DataType for Inner {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            __m::field_holds(&R0, &self.x)
        }
    }
    impl<'de> serde::Deserialize<'de> for Inner {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Inner;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Inner, A::Error> {
                    let mut f0: Option<f64> = None;
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        "x" => 0usize,
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            0 => f0 = Some(map.next_value()?),
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Inner {
                        x: __m::given(f0, "x")?,
                    })
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Inner {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Inner", 1)?;
            fields.serialize_field("x", &self.x)?;
            fields.end()
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) name: String,
    pub(crate) price: f64,
    pub(crate) count: u8,
    pub(crate) images: Vec<Inner>,
    pub(crate) note: String,
    pub(crate) colour: Option<Colour>,
    pub(crate) tags: Option<Vec<Option<String>>>,
    pub(crate) extra: Option<Value>,
    pub(crate) shade: Colour,
}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    const R0: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R1: __m::Rules = __m::Rules {
        min_length: Some(1),
        max_length: Some(5),
        ..__m::Rules::NONE
    };
    const R2: __m::Rules = __m::Rules {
        gt: Some(__m::Number::Int(0i128)),
        ..__m::Rules::NONE
    };
    const R3: __m::Rules = __m::Rules {
        ge: Some(__m::Number::Int(0i128)),
        ..__m::Rules::NONE
    };
    fn d3() -> u8 {
        __m::literal(5i128)
    }
    const R4: __m::Rules = __m::Rules {
        max_length: Some(3),
        ..__m::Rules::NONE
    };
    const R5: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    fn d5() -> String {
        __m::literal("none")
    }
    const R6: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R7: __m::Rules = __m::Rules {
        min_length: Some(2),
        ..__m::Rules::NONE
    };
    const R8: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R9: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    fn d9() -> Colour {
        Colour::Red
    }
    impl __m::Model for Item {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Item",
            module: module_path!(),
            title: Some("An Item"),
            description: None,
            fields: &[
                __m::FieldShape {
                    name: "id",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <ItemId as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<ItemId>,
                    rules: R0,
                },
                __m::FieldShape {
                    name: "name",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <String as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<String>,
                    rules: R1,
                },
                __m::FieldShape {
                    name: "price",
                    title: None,
                    description: Some("In euros"),
                    deprecated: false,
                    shape: <f64 as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<f64>,
                    rules: R2,
                },
                __m::FieldShape {
                    name: "count",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <u8 as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d3())),
                    required: __m::optional,
                    rules: R3,
                },
                __m::FieldShape {
                    name: "imageList",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Vec<Inner> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Vec<Inner>>,
                    rules: R4,
                },
                __m::FieldShape {
                    name: "note",
                    title: None,
                    description: None,
                    deprecated: true,
                    shape: <String as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d5())),
                    required: __m::optional,
                    rules: R5,
                },
                __m::FieldShape {
                    name: "colour",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Colour> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Colour>>,
                    rules: R6,
                },
                __m::FieldShape {
                    name: "tags",
                    title: Some("Tags of it"),
                    description: None,
                    deprecated: false,
                    shape: <Option<Vec<Option<String>>> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Vec<Option<String>>>>,
                    rules: R7,
                },
                __m::FieldShape {
                    name: "extra",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Value> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Value>>,
                    rules: R8,
                },
                __m::FieldShape {
                    name: "shade",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Colour as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d9())),
                    required: __m::optional,
                    rules: R9,
                },
            ],
        };
    }
    impl __m::DataType for Item {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            __m::DataType::holds(&self.id)
                && __m::field_holds(&R1, &self.name)
                && __m::field_holds(&R2, &self.price)
                && __m::field_holds(&R3, &self.count)
                && __m::field_holds(&R4, &self.images)
                && __m::DataType::holds(&self.note)
                && __m::DataType::holds(&self.colour)
                && __m::field_holds(&R7, &self.tags)
                && __m::DataType::holds(&self.extra)
                && __m::DataType::holds(&self.shade)
        }
    }
    impl<'de> serde::Deserialize<'de> for Item {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Item;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Item, A::Error> {
                    let mut f0: Option<ItemId> = None;
                    let mut f1: Option<String> = None;
                    let mut f2: Option<f64> = None;
                    let mut f3: Option<u8> = None;
                    let mut f4: Option<Vec<Inner>> = None;
                    let mut f5: Option<String> = None;
                    let mut f6: Option<Option<Colour>> = None;
                    let mut f7: Option<Option<Vec<Option<String>>>> = None;
                    let mut f8: Option<Option<Value>> = None;
                    let mut f9: Option<Colour> = None;
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        "id" => 0usize,
                        "name" => 1usize,
                        "price" => 2usize,
                        "count" => 3usize,
                        "imageList" => 4usize,
                        "note" => 5usize,
                        "colour" => 6usize,
                        "tags" => 7usize,
                        "extra" => 8usize,
                        "shade" => 9usize,
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            0 => f0 = Some(map.next_value()?),
                            1 => f1 = Some(map.next_value()?),
                            2 => f2 = Some(map.next_value()?),
                            3 => f3 = Some(map.next_value()?),
                            4 => f4 = Some(map.next_value()?),
                            5 => f5 = Some(map.next_value()?),
                            6 => f6 = Some(map.next_value()?),
                            7 => f7 = Some(map.next_value()?),
                            8 => f8 = Some(map.next_value()?),
                            9 => f9 = Some(map.next_value()?),
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Item {
                        id: __m::given(f0, "id")?,
                        name: __m::given(f1, "name")?,
                        price: __m::given(f2, "price")?,
                        count: f3.unwrap_or_else(d3),
                        images: __m::given(f4, "imageList")?,
                        note: f5.unwrap_or_else(d5),
                        colour: __m::given(f6, "colour")?,
                        tags: __m::given(f7, "tags")?,
                        extra: __m::given(f8, "extra")?,
                        shade: f9.unwrap_or_else(d9),
                    })
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Item {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Item", 10)?;
            fields.serialize_field("id", &self.id)?;
            fields.serialize_field("name", &self.name)?;
            fields.serialize_field("price", &self.price)?;
            fields.serialize_field("count", &self.count)?;
            fields.serialize_field("imageList", &self.images)?;
            fields.serialize_field("note", &self.note)?;
            fields.serialize_field("colour", &self.colour)?;
            fields.serialize_field("tags", &self.tags)?;
            fields.serialize_field("extra", &self.extra)?;
            fields.serialize_field("shade", &self.shade)?;
            fields.end()
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: i64,
    pub(crate) kid: Option<Box<Node>>,
    pub(crate) kids: Vec<Node>,
}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    const R0: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    fn d0() -> i64 {
        __m::literal(0i128)
    }
    const R1: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R2: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    fn d2() -> Vec<Node> {
        Vec::new()
    }
    impl __m::Model for Node {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Node",
            module: module_path!(),
            title: None,
            description: Some("It contains itself."),
            fields: &[
                __m::FieldShape {
                    name: "value",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <i64 as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d0())),
                    required: __m::optional,
                    rules: R0,
                },
                __m::FieldShape {
                    name: "kid",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Box<Node>> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Box<Node>>>,
                    rules: R1,
                },
                __m::FieldShape {
                    name: "kids",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Vec<Node> as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d2())),
                    required: __m::optional,
                    rules: R2,
                },
            ],
        };
    }
    impl __m::DataType for Node {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            __m::DataType::holds(&self.value)
                && __m::DataType::holds(&self.kid)
                && __m::DataType::holds(&self.kids)
        }
    }
    impl<'de> serde::Deserialize<'de> for Node {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Node;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Node, A::Error> {
                    let mut f0: Option<i64> = None;
                    let mut f1: Option<Option<Box<Node>>> = None;
                    let mut f2: Option<Vec<Node>> = None;
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        "value" => 0usize,
                        "kid" => 1usize,
                        "kids" => 2usize,
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            0 => f0 = Some(map.next_value()?),
                            1 => f1 = Some(map.next_value()?),
                            2 => f2 = Some(map.next_value()?),
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Node {
                        value: f0.unwrap_or_else(d0),
                        kid: __m::given(f1, "kid")?,
                        kids: f2.unwrap_or_else(d2),
                    })
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Node {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Node", 3)?;
            fields.serialize_field("value", &self.value)?;
            fields.serialize_field("kid", &self.kid)?;
            fields.serialize_field("kids", &self.kids)?;
            fields.end()
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forest {
    pub(crate) root: Node,
}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    const R0: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    impl __m::Model for Forest {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Forest",
            module: module_path!(),
            title: None,
            description: None,
            fields: &[__m::FieldShape {
                name: "root",
                title: None,
                description: None,
                deprecated: false,
                shape: <Node as __m::DataType>::shape,
                default: None,
                required: __m::required::<Node>,
                rules: R0,
            }],
        };
    }
    impl __m::DataType for Forest {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            __m::DataType::holds(&self.root)
        }
    }
    impl<'de> serde::Deserialize<'de> for Forest {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Forest;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Forest, A::Error> {
                    let mut f0: Option<Node> = None;
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        "root" => 0usize,
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            0 => f0 = Some(map.next_value()?),
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Forest {
                        root: __m::given(f0, "root")?,
                    })
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Forest {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Forest", 1)?;
            fields.serialize_field("root", &self.root)?;
            fields.end()
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Empty {}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    impl __m::Model for Empty {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Empty",
            module: module_path!(),
            title: None,
            description: None,
            fields: &[],
        };
    }
    impl __m::DataType for Empty {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            true
        }
    }
    impl<'de> serde::Deserialize<'de> for Empty {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Empty;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Empty, A::Error> {
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Empty {})
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Empty {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Empty", 0)?;
            fields.end()
        }
    }
};

pub(crate) mod other {
    use twinlane_model::__private as __m;

    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Inner {
        pub(crate) y: bool,
    }
    const _: () = {
        #[allow(unused)]
        use __m::serde;
        use twinlane_model::__private as __m;
        const R0: __m::Rules = __m::Rules { ..__m::Rules::NONE };
        impl __m::Model for Inner {
            const MODEL: &'static __m::ModelShape = &__m::ModelShape {
                name: "Inner",
                module: module_path!(),
                title: None,
                description: Some("Another type of the name."),
                fields: &[__m::FieldShape {
                    name: "y",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <bool as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<bool>,
                    rules: R0,
                }],
            };
        }
        impl __m::DataType for Inner {
            const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
            fn holds(&self) -> bool {
                __m::DataType::holds(&self.y)
            }
        }
        impl<'de> serde::Deserialize<'de> for Inner {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = Inner;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<Inner, A::Error> {
                        let mut f0: Option<bool> = None;
                        while let Some(key) =
                            map.next_key_seed(__m::Key(|key: &str| match key {
                                "y" => 0usize,
                                _ => __m::UNKNOWN,
                            }))?
                        {
                            match key {
                                0 => f0 = Some(map.next_value()?),
                                _ => __m::skip(&mut map)?,
                            }
                        }
                        Ok(Inner {
                            y: __m::given(f0, "y")?,
                        })
                    }
                }
                d.deserialize_map(Fields)
            }
        }
        impl serde::Serialize for Inner {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                #[allow(unused_mut)]
                let mut fields = s.serialize_struct("Inner", 1)?;
                fields.serialize_field("y", &self.y)?;
                fields.end()
            }
        }
    };
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kinds {
    pub(crate) a: Option<i8>,
    pub(crate) b: Option<i64>,
    pub(crate) c: Option<u128>,
    pub(crate) d: Option<f64>,
    pub(crate) e: Option<f32>,
    pub(crate) f: Option<bool>,
    pub(crate) g: Option<String>,
    pub(crate) h: Option<Value>,
    pub(crate) i: Option<Vec<Option<f64>>>,
    pub(crate) j: Option<Colour>,
    pub(crate) k: Option<Inner>,
    pub(crate) l: Option<()>,
    pub(crate) m: Option<i128>,
    pub(crate) n: f64,
    pub(crate) o: Option<Box<Kinds>>,
    pub(crate) p: Option<u64>,
}
const _: () = {
    #[allow(unused)]
    use __m::serde;
    use twinlane_model::__private as __m;
    const R0: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R1: __m::Rules = __m::Rules {
        le: Some(__m::Number::Int(300i128)),
        multiple_of: Some(__m::Number::Int(3i128)),
        ..__m::Rules::NONE
    };
    const R2: __m::Rules = __m::Rules {
        multiple_of: Some(__m::Number::Int(7i128)),
        ..__m::Rules::NONE
    };
    const R3: __m::Rules = __m::Rules {
        gt: Some(__m::Number::Int(-1i128)),
        ..__m::Rules::NONE
    };
    const R4: __m::Rules = __m::Rules {
        ge: Some(__m::Number::Float(0.1f64)),
        le: Some(__m::Number::Int(1000i128)),
        ..__m::Rules::NONE
    };
    const R5: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R6: __m::Rules = __m::Rules {
        max_length: Some(2),
        ..__m::Rules::NONE
    };
    const R7: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R8: __m::Rules = __m::Rules {
        min_length: Some(1),
        max_length: Some(2),
        ..__m::Rules::NONE
    };
    const R9: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R10: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R11: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R12: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R13: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    fn d13() -> f64 {
        __m::literal(1.5f64)
    }
    const R14: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    const R15: __m::Rules = __m::Rules { ..__m::Rules::NONE };
    impl __m::Model for Kinds {
        const MODEL: &'static __m::ModelShape = &__m::ModelShape {
            name: "Kinds",
            module: module_path!(),
            title: None,
            description: Some("A field of every kind, for comparing the passes."),
            fields: &[
                __m::FieldShape {
                    name: "a",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<i8> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<i8>>,
                    rules: R0,
                },
                __m::FieldShape {
                    name: "b",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<i64> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<i64>>,
                    rules: R1,
                },
                __m::FieldShape {
                    name: "c",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<u128> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<u128>>,
                    rules: R2,
                },
                __m::FieldShape {
                    name: "d",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<f64> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<f64>>,
                    rules: R3,
                },
                __m::FieldShape {
                    name: "e",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<f32> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<f32>>,
                    rules: R4,
                },
                __m::FieldShape {
                    name: "f",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<bool> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<bool>>,
                    rules: R5,
                },
                __m::FieldShape {
                    name: "g",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<String> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<String>>,
                    rules: R6,
                },
                __m::FieldShape {
                    name: "h",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Value> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Value>>,
                    rules: R7,
                },
                __m::FieldShape {
                    name: "i",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Vec<Option<f64>>> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Vec<Option<f64>>>>,
                    rules: R8,
                },
                __m::FieldShape {
                    name: "j",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Colour> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Colour>>,
                    rules: R9,
                },
                __m::FieldShape {
                    name: "k",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Inner> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Inner>>,
                    rules: R10,
                },
                __m::FieldShape {
                    name: "l",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<()> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<()>>,
                    rules: R11,
                },
                __m::FieldShape {
                    name: "m",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<i128> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<i128>>,
                    rules: R12,
                },
                __m::FieldShape {
                    name: "n",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <f64 as __m::DataType>::shape,
                    default: Some(|| __m::to_value(&d13())),
                    required: __m::optional,
                    rules: R13,
                },
                __m::FieldShape {
                    name: "o",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<Box<Kinds>> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<Box<Kinds>>>,
                    rules: R14,
                },
                __m::FieldShape {
                    name: "p",
                    title: None,
                    description: None,
                    deprecated: false,
                    shape: <Option<u64> as __m::DataType>::shape,
                    default: None,
                    required: __m::required::<Option<u64>>,
                    rules: R15,
                },
            ],
        };
    }
    impl __m::DataType for Kinds {
        const SHAPE: &'static __m::Shape = &__m::Shape::Model(<Self as __m::Model>::MODEL);
        fn holds(&self) -> bool {
            __m::DataType::holds(&self.a)
                && __m::field_holds(&R1, &self.b)
                && __m::field_holds(&R2, &self.c)
                && __m::field_holds(&R3, &self.d)
                && __m::field_holds(&R4, &self.e)
                && __m::DataType::holds(&self.f)
                && __m::field_holds(&R6, &self.g)
                && __m::DataType::holds(&self.h)
                && __m::field_holds(&R8, &self.i)
                && __m::DataType::holds(&self.j)
                && __m::DataType::holds(&self.k)
                && __m::DataType::holds(&self.l)
                && __m::DataType::holds(&self.m)
                && __m::DataType::holds(&self.n)
                && __m::DataType::holds(&self.o)
                && __m::DataType::holds(&self.p)
        }
    }
    impl<'de> serde::Deserialize<'de> for Kinds {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Kinds;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Kinds, A::Error> {
                    let mut f0: Option<Option<i8>> = None;
                    let mut f1: Option<Option<i64>> = None;
                    let mut f2: Option<Option<u128>> = None;
                    let mut f3: Option<Option<f64>> = None;
                    let mut f4: Option<Option<f32>> = None;
                    let mut f5: Option<Option<bool>> = None;
                    let mut f6: Option<Option<String>> = None;
                    let mut f7: Option<Option<Value>> = None;
                    let mut f8: Option<Option<Vec<Option<f64>>>> = None;
                    let mut f9: Option<Option<Colour>> = None;
                    let mut f10: Option<Option<Inner>> = None;
                    let mut f11: Option<Option<()>> = None;
                    let mut f12: Option<Option<i128>> = None;
                    let mut f13: Option<f64> = None;
                    let mut f14: Option<Option<Box<Kinds>>> = None;
                    let mut f15: Option<Option<u64>> = None;
                    while let Some(key) = map.next_key_seed(__m::Key(|key: &str| match key {
                        "a" => 0usize,
                        "b" => 1usize,
                        "c" => 2usize,
                        "d" => 3usize,
                        "e" => 4usize,
                        "f" => 5usize,
                        "g" => 6usize,
                        "h" => 7usize,
                        "i" => 8usize,
                        "j" => 9usize,
                        "k" => 10usize,
                        "l" => 11usize,
                        "m" => 12usize,
                        "n" => 13usize,
                        "o" => 14usize,
                        "p" => 15usize,
                        _ => __m::UNKNOWN,
                    }))? {
                        match key {
                            0 => f0 = Some(map.next_value()?),
                            1 => f1 = Some(map.next_value()?),
                            2 => f2 = Some(map.next_value()?),
                            3 => f3 = Some(map.next_value()?),
                            4 => f4 = Some(map.next_value()?),
                            5 => f5 = Some(map.next_value()?),
                            6 => f6 = Some(map.next_value()?),
                            7 => f7 = Some(map.next_value()?),
                            8 => f8 = Some(map.next_value()?),
                            9 => f9 = Some(map.next_value()?),
                            10 => f10 = Some(map.next_value()?),
                            11 => f11 = Some(map.next_value()?),
                            12 => f12 = Some(map.next_value()?),
                            13 => f13 = Some(map.next_value()?),
                            14 => f14 = Some(map.next_value()?),
                            15 => f15 = Some(map.next_value()?),
                            _ => __m::skip(&mut map)?,
                        }
                    }
                    Ok(Kinds {
                        a: __m::given(f0, "a")?,
                        b: __m::given(f1, "b")?,
                        c: __m::given(f2, "c")?,
                        d: __m::given(f3, "d")?,
                        e: __m::given(f4, "e")?,
                        f: __m::given(f5, "f")?,
                        g: __m::given(f6, "g")?,
                        h: __m::given(f7, "h")?,
                        i: __m::given(f8, "i")?,
                        j: __m::given(f9, "j")?,
                        k: __m::given(f10, "k")?,
                        l: __m::given(f11, "l")?,
                        m: __m::given(f12, "m")?,
                        n: f13.unwrap_or_else(d13),
                        o: __m::given(f14, "o")?,
                        p: __m::given(f15, "p")?,
                    })
                }
            }
            d.deserialize_map(Fields)
        }
    }
    impl serde::Serialize for Kinds {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct as _;
            #[allow(unused_mut)]
            let mut fields = s.serialize_struct("Kinds", 16)?;
            fields.serialize_field("a", &self.a)?;
            fields.serialize_field("b", &self.b)?;
            fields.serialize_field("c", &self.c)?;
            fields.serialize_field("d", &self.d)?;
            fields.serialize_field("e", &self.e)?;
            fields.serialize_field("f", &self.f)?;
            fields.serialize_field("g", &self.g)?;
            fields.serialize_field("h", &self.h)?;
            fields.serialize_field("i", &self.i)?;
            fields.serialize_field("j", &self.j)?;
            fields.serialize_field("k", &self.k)?;
            fields.serialize_field("l", &self.l)?;
            fields.serialize_field("m", &self.m)?;
            fields.serialize_field("n", &self.n)?;
            fields.serialize_field("o", &self.o)?;
            fields.serialize_field("p", &self.p)?;
            fields.end()
        }
    }
};
