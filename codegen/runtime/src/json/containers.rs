//! Options, boxes, arrays, maps and tuples.

use std::collections::BTreeMap;

use super::{DecodeError, Json, Reader, Writer};

impl<T: Json> Json for Option<T> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if r.null()? { Ok(None) } else { T::read(r).map(Some) }
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Some(value) => value.write(w),
            None => w.null(),
        }
    }
}

impl<T: Json> Json for Box<T> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(r).map(Self::new)
    }

    fn write(&self, w: &mut Writer) {
        T::write(self, w);
    }
}

impl<T: Json> Json for Vec<T> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut items = Self::new();
        r.array(&mut |r| {
            items.push(T::read(r)?);
            Ok(())
        })?;
        Ok(items)
    }

    fn write(&self, w: &mut Writer) {
        w.array(self);
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        r.object(&[], &mut |_, r| r.extra(&mut map))?;
        Ok(map)
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

    fn write(&self, w: &mut Writer) {
        w.null();
    }
}

/// Implements `Json` for a tuple: an array in which further items are skipped, so that one may be added.
macro_rules! tuple {
    ($($index:tt $item:ident $ty:ident),+) => {
        impl<$($ty: Json),+> Json for ($($ty,)+) {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                $(let mut $item = None;)+
                let mut index = 0;
                r.array(&mut |r| {
                    index += 1;
                    match index - 1 {
                        $($index => r.field(&mut $item),)+
                        _ => r.skip(),
                    }
                })?;
                Ok(($(r.item($index, $item)?,)+))
            }

            fn write(&self, w: &mut Writer) {
                let mut items = w.items();
                $(items.item(&self.$index);)+
                items.end();
            }
        }
    };
}

tuple!(0 a A);
tuple!(0 a A, 1 b B);
tuple!(0 a A, 1 b B, 2 c C);
tuple!(0 a A, 1 b B, 2 c C, 3 d D);
tuple!(0 a A, 1 b B, 2 c C, 3 d D, 4 e E);
tuple!(0 a A, 1 b B, 2 c C, 3 d D, 4 e E, 5 f F);
