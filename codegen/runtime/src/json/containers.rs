//! Options, boxes, arrays, maps and tuples.

use std::collections::BTreeMap;

use super::{DecodeError, Json, Reader, Writer};

impl<T: Json> Json for Option<T> {
    const ABSENT: &'static [&'static str] = T::ABSENT;
    const IS_SECRET: bool = T::IS_SECRET;

    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.missing_as_null().map(|()| None)
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Asked here, where it is known when this is compiled: of hardly any type a text is nothing.
        let may_be_absent = !T::ABSENT.is_empty();
        if r.null()? || (may_be_absent && r.absent(T::ABSENT)?) {
            return Ok(None);
        }
        T::read(r).map(Some)
    }

    fn blank() -> Self {
        None
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Some(value) => value.write(w),
            None => w.null(),
        }
    }
}

impl<T: Json> Json for Box<T> {
    const ABSENT: &'static [&'static str] = T::ABSENT;
    const IS_SECRET: bool = T::IS_SECRET;

    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::missing(r).map(Self::new)
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(r).map(Self::new)
    }

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn write(&self, w: &mut Writer) {
        T::write(self, w);
    }
}

/// `null`, or nothing, is the empty list.
impl<T: Json> Json for Vec<T> {
    const IS_SECRET: bool = T::IS_SECRET;

    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.missing_as_empty("an array").map(|()| Self::new())
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut items = Self::new();
        let mut each = |r: &mut Reader<'_>| {
            items.push(T::read(r)?);
            Ok(())
        };
        if T::IS_SECRET {
            r.unseen(|r| r.list(&mut each))?;
        } else {
            r.list(&mut each)?;
        }
        Ok(items)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, w: &mut Writer) {
        w.array(self);
    }
}

/// `null`, or nothing, is the empty map.
impl<T: Json> Json for BTreeMap<String, T> {
    const IS_SECRET: bool = T::IS_SECRET;

    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.missing_as_empty("an object").map(|()| Self::new())
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        let mut each = |r: &mut Reader<'_>| r.extra(&mut map);
        if T::IS_SECRET {
            r.unseen(|r| r.members_or_none(&mut each))?;
        } else {
            r.members_or_none(&mut each)?;
        }
        Ok(map)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.extra(self);
        o.end();
    }
}

/// Reads whatever there is, or nothing, and writes `null`.
impl Json for () {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.skip()
    }

    fn blank() -> Self {}

    fn write(&self, w: &mut Writer) {
        w.null();
    }
}

/// Implements `Json` for a tuple: an array in which further items are skipped, so that one may be added.
macro_rules! tuple {
    ($($index:tt $ty:ident),+) => {
        impl<$($ty: Json),+> Json for ($($ty,)+) {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let mut tuple = Self::blank();
                let mut n_items = 0;
                r.array(&mut |r| {
                    n_items += 1;
                    match n_items - 1 {
                        $($index => r.field(&mut tuple.$index),)+
                        _ => r.skip(),
                    }
                })?;
                if n_items < [$($index),+].len() {
                    return Err(r.error("the item is missing").in_item(n_items));
                }
                Ok(tuple)
            }

            fn blank() -> Self {
                ($($ty::blank(),)+)
            }

            fn write(&self, w: &mut Writer) {
                let mut items = w.items();
                $(items.item(&self.$index);)+
                items.end();
            }
        }
    };
}

tuple!(0 A);
tuple!(0 A, 1 B);
tuple!(0 A, 1 B, 2 C);
tuple!(0 A, 1 B, 2 C, 3 D);
tuple!(0 A, 1 B, 2 C, 3 D, 4 E);
tuple!(0 A, 1 B, 2 C, 3 D, 4 E, 5 F);
