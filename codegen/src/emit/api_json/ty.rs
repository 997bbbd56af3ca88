//! Types as Rust writes them where they are used.

use crate::ir::{Api, Ty};

/// A type as Rust writes it.
pub(super) fn ty(api: &Api, it: &Ty) -> String {
    match it {
        Ty::Unit => "()".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::I32 => "i32".to_owned(),
        Ty::I64 => "i64".to_owned(),
        Ty::U64 => "u64".to_owned(),
        Ty::F64 => "f64".to_owned(),
        Ty::Decimal => "Decimal".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::Secret => "Secret".to_owned(),
        Ty::Base64 => "Base64".to_owned(),
        Ty::Base64Url => "Base64Url".to_owned(),
        Ty::DateTime => "DateTime".to_owned(),
        Ty::Date => "Date".to_owned(),
        Ty::Uuid => "Uuid".to_owned(),
        Ty::Ipv4 => "Ipv4Addr".to_owned(),
        Ty::Ipv6 => "Ipv6Addr".to_owned(),
        Ty::Ip => "IpAddr".to_owned(),
        Ty::Any => "Value".to_owned(),
        Ty::List(item) => format!("Vec<{}>", ty(api, item)),
        Ty::Map(item) => format!("BTreeMap<String, {}>", ty(api, item)),
        Ty::Tuple(items) => {
            format!("({})", items.iter().map(|it| ty(api, it)).collect::<Vec<_>>().join(", "))
        }
        Ty::Nullable(inner) => format!("Option<{}>", ty(api, inner)),
        Ty::Boxed(inner) => format!("Box<{}>", ty(api, inner)),
        Ty::Named(id) => api.def(*id).name.clone(),
    }
}
