//! What the names of parameters and members mean, whatever their spelling.

/// A name without what spellings differ in: `page[size]`, `pageSize` and `page_size` are `pagesize`.
pub(super) fn squash(name: &str) -> String {
    let letters = |it: &str| -> String {
        it.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
    };
    let squashed = letters(name);
    // `pagination[limit]` and `paging.limit` say nothing more than `limit`.
    let stem = ["pagination", "paging", "pageable", "pager", "odata"];
    let bare = stem.iter().find_map(|it| squashed.strip_prefix(it)).unwrap_or_default();
    if bare.len() > 2 && bare != "token" { bare.to_owned() } else { squashed }
}

/// A parameter with the number of items before the page.
pub(super) const OFFSET: &[&str] = &[
    "offset",
    "skip",
    "startat",
    "firstresult",
    "pageoffset",
    "resultoffset",
    "recordoffset",
    "rowoffset",
    "offsetrows",
    "start",
    "startindex",
    "startrow",
    "startrecord",
    "startposition",
    "startoffset",
    "firstrecord",
    "skipcount",
];

/// Those of [`OFFSET`] that are counted from 0 wherever they occur.
pub(super) const FROM_ZERO: &[&str] = &[
    "offset",
    "skip",
    "startat",
    "firstresult",
    "pageoffset",
    "resultoffset",
    "recordoffset",
    "rowoffset",
    "offsetrows",
    "startoffset",
    "skipcount",
];

/// A parameter, or a member, with the number of items on a page.
pub(super) const LIMIT: &[&str] = &[
    "limit",
    "pagesize",
    "perpage",
    "maxresults",
    "size",
    "top",
    "count",
    "take",
    "rows",
    "max",
    "num",
    "pagelimit",
    "maxitems",
    "maxpagesize",
    "itemsperpage",
    "resultsperpage",
    "recordsperpage",
    "maxcount",
    "pagecount",
    "limitcount",
    "numresults",
    "resultsize",
    "results",
    "batchsize",
    "pageitems",
    "maxrecords",
    "maxrows",
    "numitems",
    "maxkeys",
    "pagelength",
    "length",
    "ps",
];

/// A parameter with the number of the page.
pub(super) const PAGE: &[&str] = &[
    "page",
    "pagenumber",
    "pageno",
    "pagenum",
    "pageindex",
    "currentpage",
    "pagenr",
    "pn",
    "pageid",
];

/// A parameter that says from where on.
pub(super) const CURSOR: &[&str] = &[
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "startingafter",
    "after",
    "pagecursor",
    "nextcursor",
    "marker",
    "starttoken",
    "paginationtoken",
    "token",
    "pageafter",
    "aftercursor",
    "startcursor",
    "continuation",
    "continue",
    "exclusivestartkey",
    "skiptoken",
    "scrollid",
    "bookmark",
    "next",
    "nextpage",
    "nextkey",
    "nextmarker",
    "startafter",
    "afterid",
    "pagekey",
    "pageid",
    "startkey",
    "position",
    "nextid",
    "pagestart",
    "nextpagekey",
    "nextpagecursor",
    "scrolltoken",
    "iterator",
    "resumptiontoken",
    "page",
    "offset",
    "key",
];

/// Those of [`CURSOR`] that only a member of the same name goes with.
pub(super) const WEAK: &[&str] =
    &["key", "token", "page", "offset", "position", "pageid", "nextpage"];

/// A member with the cursor of the next page.
pub(super) const NEXT: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextcontinuationtoken",
    "endcursor",
    "nextmarker",
    "nextpagecursor",
    "cursornext",
    "nextafter",
    "nextkey",
    "nextpagekey",
    "nextbookmark",
    "nextscrollid",
    "nextstartingafter",
    "nextpositiontoken",
    "nextskiptoken",
    "nextpaginationtoken",
    "nextstartkey",
    "nextpageid",
    "nextiterator",
    "lastevaluatedkey",
    "nextid",
    "nextcursorstr",
    "nextposition",
    "nextresumptiontoken",
    "nextoffset",
    "nextstart",
    "nextstartat",
    "nextskip",
    "nextscrolltoken",
    "nextcontinuation",
    "nextlink",
    "nextpage",
    "nextpagenumber",
    "aftercursor",
    "next",
    "after",
];

/// A member with the address of the next page.
pub(super) const NEXT_URL: &[&str] = &[
    "nextlink",
    "nextpageurl",
    "nexturl",
    "nextpagelink",
    "nexthref",
    "nexturi",
    "nextpageuri",
    "nextpagehref",
    "next",
    "nextpage",
    "linknext",
    "nextrecordsurl",
    "nextpagepath",
];

/// A boolean member that says whether more comes.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasmoreitems",
    "hasmoreresults",
    "moreresults",
    "moreavailable",
    "more",
    "hasmorepages",
    "hasadditionalpages",
    "hasmorerecords",
    "morerecords",
    "hasmoredata",
    "hasmoreelements",
    "moreresultsavailable",
    "moreitems",
    "moredataavailable",
    "hasmoreentries",
];

/// A member with the number of all items.
pub(super) const TOTAL: &[&str] = &[
    "total",
    "totalcount",
    "totalelements",
    "totalitems",
    "totalresults",
    "totalrecords",
    "totalrows",
    "totalhits",
    "totalsize",
    "totalnumber",
    "totalentries",
    "totalnum",
    "itemstotal",
    "totalobjects",
    "totalitemscount",
    "totalitemcount",
    "totalresultscount",
    "totalresultcount",
    "totalrecordcount",
    "resultcounttotal",
    "countall",
    "totalsetsize",
    "totalrowcount",
    "numtotal",
    "totalrecordscount",
    "recordstotal",
    "totalnumberofitems",
    "totalnumberofresults",
];

/// A member with the number of pages.
pub(super) const PAGES: &[&str] = &[
    "totalpages",
    "pagecount",
    "numpages",
    "pages",
    "totalpagecount",
    "lastpage",
    "pagestotal",
    "pagetotal",
    "totalpage",
    "numberofpages",
    "pagescount",
    "totalpagescount",
    "maxpage",
];

/// A member with the number of the page that it is on.
pub(super) const NUMBER: &[&str] = &[
    "page",
    "pagenumber",
    "currentpage",
    "pageno",
    "pagenum",
    "pageindex",
    "number",
    "current",
    "currentpagenumber",
];

/// A member that holds facts about the page.
pub(super) const FACTS: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pageinfo",
    "paginationinfo",
    "links",
    "link",
    "cursors",
    "cursor",
    "responsemetadata",
    "info",
    "pagingmetadata",
    "paginationmetadata",
    "resultinfo",
    "pager",
    "pagedata",
    "pagemetadata",
    "pageable",
    "pagingdata",
    "data",
    "result",
    "response",
    "payload",
    "body",
    "next",
    "header",
    "metainfo",
    "paginator",
    "pagedetails",
    "pagedresult",
    "listmetadata",
    "navigation",
];

/// A member that holds what the reply is about.
pub(super) const WRAPPERS: &[&str] = &[
    "data",
    "result",
    "results",
    "response",
    "payload",
    "body",
    "embedded",
    "content",
    "list",
    "responsedata",
];

/// A list that is what the reply is about.
pub(super) const ITEMS: &[&str] = &[
    "items",
    "data",
    "results",
    "records",
    "values",
    "entries",
    "content",
    "list",
    "elements",
    "rows",
    "objects",
    "resources",
    "value",
    "hits",
    "members",
    "nodes",
    "result",
    "docs",
    "documents",
    "entities",
    "member",
    "collection",
    "edges",
    "listofresults",
    "resultlist",
    "datalist",
    "itemlist",
];

/// A list that isn't.
pub(super) const NOT_ITEMS: &[&str] = &[
    "errors",
    "error",
    "warnings",
    "warning",
    "links",
    "link",
    "facets",
    "facetfields",
    "aggregations",
    "included",
    "sort",
    "sorts",
    "sortby",
    "debug",
];

/// A list that is only where there is no other.
pub(super) const HARDLY_ITEMS: &[&str] = &[
    "messages",
    "notifications",
    "notes",
    "fields",
    "columns",
    "filters",
    "orders",
    "order",
    "headers",
    "tags",
    "pages",
    "previouspages",
    "schemas",
];
