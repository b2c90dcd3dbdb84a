//! JSON as the browser reads it. Its own parser is there already and need not be downloaded; what it made
//! of the text is then taken over field by field, without the many ways of serde that no answer uses.

use js_sys::{Array, Object, Reflect};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use wasm_bindgen::{JsCast, JsValue};

/// Reads JSON; nothing where it is something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = js_sys::JSON::parse(text).ok()?;
    T::deserialize(Json(value)).ok()
}

/// A value that the browser has parsed.
struct Json(JsValue);

/// The text does not hold what was expected. Who reads it says so in words of its own.
#[derive(Clone, Copy, Debug)]
struct Unreadable;

impl core::fmt::Display for Unreadable {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str("it holds something else")
    }
}

impl std::error::Error for Unreadable {}

/// Every error is the same one, so that no words for the others come along.
impl Error for Unreadable {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl Json {
    fn string(&self) -> Result<String, Unreadable> {
        self.0.as_string().ok_or(Unreadable)
    }

    fn items(self) -> Result<Items, Unreadable> {
        let array: Array = self.0.dyn_into().map_err(|_| Unreadable)?;
        Ok(Items { array, next: 0 })
    }

    /// A field, if it is there.
    fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined()).then_some(Self(value))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "what is cut off is compared with what was there"
    )]
    fn whole(&self) -> Result<i64, Unreadable> {
        let number = self.0.as_f64().ok_or(Unreadable)?;
        let whole = number as i64;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a number of JSON has no more digits than this"
        )]
        let same = whole as f64 == number;
        same.then_some(whole).ok_or(Unreadable)
    }
}

/// Numbers are whole numbers here, whatever their width.
macro_rules! whole {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_i64(self.whole()?)
        }
    )*};
}

/// What none of our answers holds.
macro_rules! unused {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
            Err(Unreadable)
        }
    )*};
}

macro_rules! texts {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_string(self.string()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Json {
    type Error = Unreadable;

    whole!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    whole!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);
    texts!(deserialize_str deserialize_string deserialize_identifier);
    unused!(deserialize_any deserialize_f32 deserialize_f64 deserialize_char);
    unused!(deserialize_bytes deserialize_byte_buf);

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let object: Object = self.0.dyn_into().map_err(|_| Unreadable)?;
        visitor.visit_map(Entries {
            keys: Object::keys(&object),
            object: Self(object.into()),
            next: 0,
        })
    }

    /// Field by field, in the order in which the structure lists them.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !self.0.is_object() {
            return Err(Unreadable);
        }
        visitor.visit_seq(Fields {
            object: self,
            names: fields.iter(),
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self)
    }
}

/// The fields of an object by their names; one that is not there gives nothing, and serde its default.
struct Fields {
    object: Json,
    names: core::slice::Iter<'static, &'static str>,
}

impl Fields {
    #[inline(never)]
    fn take(&mut self) -> Option<Json> {
        self.object.field(self.names.next()?)
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        match self.take() {
            Some(value) => seed.deserialize(value).map(Some),
            None => Ok(None),
        }
    }
}

struct Items {
    array: Array,
    next: u32,
}

impl Items {
    #[inline(never)]
    fn take(&mut self) -> Option<Json> {
        let at = self.next;
        self.next += 1;
        (at < self.array.length()).then(|| Json(self.array.get(at)))
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        match self.take() {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }
}

struct Entries {
    object: Json,
    keys: Array,
    /// Of the key that comes next.
    next: u32,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        if self.next >= self.keys.length() {
            return Ok(None);
        }
        seed.deserialize(Json(self.keys.get(self.next))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        let name = self.keys.get(self.next).as_string().ok_or(Unreadable)?;
        self.next += 1;
        seed.deserialize(self.object.field(&name).ok_or(Unreadable)?)
    }
}

/// A variant: its name alone, or an object with what it holds under its name.
impl<'de> EnumAccess<'de> for Json {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), Unreadable> {
        if self.0.is_string() {
            let name = Self(self.0);
            return Ok((seed.deserialize(name)?, Self(JsValue::NULL)));
        }
        let object: &Object = self.0.dyn_ref().ok_or(Unreadable)?;
        let name = Object::keys(object).get(0);
        let inner = Reflect::get(object, &name).map_err(|_| Unreadable)?;
        Ok((seed.deserialize(Self(name))?, Self(inner)))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        self.0.is_null().then_some(()).ok_or(Unreadable)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.items()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_struct("", fields, visitor)
    }
}
