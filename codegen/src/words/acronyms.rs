//! Acronyms and other words with capitals inside, of which casing would make several words: `IPv6`, `userIDs`, `MiB`.

/// Words that no rule below tells; a letter in front of them isn't part of one that begins small.
const KNOWN: &[&str] = &[
    // Protocols, languages and kinds of software
    "CoAP",
    "DDoS",
    "DoS",
    "ETag",
    "FaaS",
    "GraphQL",
    "IPsec",
    "IaaS",
    "IoT",
    "JavaScript",
    "LaTeX",
    "LoRa",
    "LoRaWAN",
    "MySQL",
    "NaN",
    "NoSQL",
    "OAuth",
    "PaaS",
    "PoE",
    "PostgreSQL",
    "QoS",
    "SQLite",
    "SaaS",
    "TypeScript",
    "VoIP",
    "WiFi",
    "eMail",
    "eTag",
    "iCal",
    "iD",
    "iFrame",
    "iPv4",
    "iPv6",
    "jQuery",
    "macOS",
    "tvOS",
    "vCard",
    "watchOS",
    // Units
    "GBps",
    "GHz",
    "GWh",
    "KBps",
    "MBps",
    "MHz",
    "MWh",
    "THz",
    "dB",
    "dBm",
    "kB",
    "kBps",
    "kHz",
    "kVA",
    "kW",
    "kWh",
    "mA",
    "mAh",
    "mL",
    "mV",
    "pH",
];

/// Letters that stand alone in front of a capitalized word: an article, a number of something, coordinates.
const APART: &str = "anxyz";

/// Writes as one word what casing would take for several: a capital, if any, then small letters.
pub(super) fn joined(text: &str) -> String {
    if !text.bytes().any(|it| it.is_ascii_uppercase()) {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = out.bytes().last();
        let length = word(rest.as_bytes(), text.len() - rest.len(), bytes).unwrap_or(0);
        let Some((word, after)) = rest.split_at_checked(length).filter(|_| length > 0) else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        };
        let (head, tail) = word.split_at_checked(1).unwrap_or((word, ""));
        if before.is_some_and(|it| it.is_ascii_uppercase()) {
            out.push(' ');
        }
        out.push_str(head);
        out.push_str(&tail.to_ascii_lowercase());
        rest = after;
    }
    out
}

/// How long the word with capitals inside is that begins at `start` of `text`, if one does; `rest` is what is there.
fn word(rest: &[u8], start: usize, text: &[u8]) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|it| text.get(it)).copied();
    let starts = !before.is_some_and(|it| it.is_ascii_alphanumeric());
    let first = *rest.first()?;
    if first.is_ascii_lowercase() && !starts {
        return None;
    }
    let known = KNOWN.iter().map(|it| it.as_bytes()).filter(|it| rest.starts_with(it));
    let known = known.map(<[u8]>::len).filter(|it| !goes_on(rest, *it)).max();
    if known.is_some() {
        return known;
    }
    if first.is_ascii_lowercase() {
        // `iOS`, `mTLS`, `vCPUs`; and `uRL`, where somebody made only the first letter small.
        let capitals = acronym(rest.get(1..)?)?;
        let stands_apart = APART.as_bytes().contains(&first);
        return (capitals > 1 && !stands_apart).then_some(capitals + 1);
    }
    if before.is_some_and(|it| it.is_ascii_uppercase()) {
        // Units: `MiB` and its like, whatever stands in front.
        return binary_unit(rest);
    }
    binary_unit(rest).or_else(|| versioned(rest)).or_else(|| {
        let capitals = capitals(rest);
        let length = acronym(rest)?;
        // A plural; other acronyms are one word anyway.
        (length > capitals).then_some(length)
    })
}

/// How many capitals `rest` begins with.
fn capitals(rest: &[u8]) -> usize {
    rest.iter().take_while(|it| it.is_ascii_uppercase()).count()
}

/// The length of the acronym that `rest` begins with: two capitals or more, with the `s` of a plural, and without the
/// first letter of the word behind it.
fn acronym(rest: &[u8]) -> Option<usize> {
    let capitals = capitals(rest);
    let plural = match rest.get(capitals..)? {
        [b's', ..] if !goes_on(rest, capitals + 1) => 1,
        [b'e', b's', ..] if rest.get(capitals.checked_sub(1)?) == Some(&b'S') => {
            if goes_on(rest, capitals + 2) { 0 } else { 2 }
        }
        _ => 0,
    };
    let behind = usize::from(plural == 0 && goes_on(rest, capitals));
    let length = capitals.saturating_sub(behind);
    (length > 1).then_some(length + plural)
}

/// The length of an acronym with its version: `IPv6`, `DNSv2`.
fn versioned(rest: &[u8]) -> Option<usize> {
    let capitals = capitals(rest);
    let [b'v', digits @ ..] = rest.get(capitals..)? else { return None };
    let digits = digits.iter().take_while(|it| it.is_ascii_digit()).count();
    (capitals > 1 && digits > 0).then_some(capitals + 1 + digits)
}

/// The length of a unit such as `KiB` and `Mib`.
fn binary_unit(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'K' | b'M' | b'G' | b'T' | b'P' | b'E', b'i', b'B' | b'b', ..] => {
            (!goes_on(rest, 3)).then_some(3)
        }
        _ => None,
    }
}

/// Whether a small letter stands at `length`, so that no word ends there.
fn goes_on(rest: &[u8], length: usize) -> bool {
    rest.get(length).is_some_and(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use heck::ToSnakeCase as _;

    use super::joined;

    #[test]
    fn acronyms_are_whole() {
        let table = [
            ("EnableIPv6", "enable_ipv6"),
            ("IPv4Gateway", "ipv4_gateway"),
            ("iPv4Address", "ipv4_address"),
            ("useDNSv2", "use_dnsv2"),
            ("UUIDv4", "uuidv4"),
            ("MyAPIv2Client", "my_apiv2_client"),
            ("SizeInMiB", "size_in_mib"),
            ("GiBPerSecond", "gib_per_second"),
            ("RAMKib", "ram_kib"),
            ("memoryInMB", "memory_in_mb"),
            ("cpuMHz", "cpu_mhz"),
            ("powerKW", "power_kw"),
            ("energy_kWh", "energy_kwh"),
            ("OAuth2Client", "oauth2_client"),
            ("userIDs", "user_ids"),
            ("userIDsByName", "user_ids_by_name"),
            ("listURLs", "list_urls"),
            ("HTTPServer", "http_server"),
            ("listOSes", "list_oses"),
            ("iOS", "ios"),
            ("iOSDevice", "ios_device"),
            ("macOS", "macos"),
            ("macOSVersion", "macos_version"),
            ("eTag", "etag"),
            ("ETagHeader", "etag_header"),
            ("mTLS", "mtls"),
            ("vCPUs", "vcpus"),
            ("gRPCPort", "grpc_port"),
            ("uRL", "url"),
            ("userIoT", "user_iot"),
            ("DDoSProtection", "ddos_protection"),
            ("xCoordinate", "x_coordinate"),
            ("xURL", "x_url"),
            ("aJSON", "a_json"),
            ("isAdmin", "is_admin"),
            ("getByID", "get_by_id"),
            ("IDs", "ids"),
            ("Ids", "ids"),
            ("X509Certificate", "x509_certificate"),
            ("sha256CheckSum", "sha256_check_sum"),
            ("Domains", "domains"),
            ("GETUser", "get_user"),
            ("NoSQLStore", "nosql_store"),
        ];
        for (text, expected) in table {
            assert_eq!(joined(text).to_snake_case(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_joined_stays_so() {
        for text in ["EnableIPv6", "userIDsOfvCPUs", "SizeInMiB"] {
            assert_eq!(joined(&joined(text)), joined(text));
        }
    }
}
