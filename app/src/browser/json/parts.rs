//! What is inside a value of JSON: fields, items, entries and the choice of a variant.

use js_sys::{Array, Object, Reflect};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use wasm_bindgen::{JsCast, JsValue};

use super::{Json, Unreadable};

/// Values one after another: the items of an array, or the fields of a structure in their listed order. One
/// that is not there gives nothing, and serde its default.
pub(super) struct Values<I>(pub(super) I);

impl<'de, I: Iterator<Item = Option<Json>>> SeqAccess<'de> for Values<I> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        match self.0.next().flatten() {
            Some(value) => seed.deserialize(value).map(Some),
            None => Ok(None),
        }
    }
}

/// The names and values of an object.
pub(super) struct Entries {
    pub(super) object: Json,
    pub(super) keys: Array,
    /// Of the key that comes next.
    pub(super) next: u32,
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
