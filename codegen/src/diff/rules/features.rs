//! Features of Cargo that tags have: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Features of tags" {
        FEATURES_INTRODUCED = "features-introduced", None Major / None Major, Generator;
            "Each tag has become a feature of the crate."
            "each tag is a feature of the crate, all on by default"
            "add the feature `all-tags` where the default features are off, or name the tags that you need"
        FEATURES_ABOLISHED = "features-abolished", None Major / None Major, Generator;
            "Tags are no longer features of the crate."
            "tags are no longer features of the crate"
            "leave out the features of tags where you depend on it: all operations are there"
        FEATURE_ADDED = "feature-added", None Minor / None Minor, Description;
            "A tag that is new has a feature of its own."
            "the feature {0} is new"
            ""
        FEATURE_REMOVED = "feature-removed", None Major / None Major, Description;
            "The feature of a tag is gone, or is called otherwise."
            "the feature {0} is gone"
            "leave out `{0}` where you depend on the crate, and name the feature that has the operations now"
        FEATURE_NARROWED = "feature-narrowed", None Major / None Major, Description;
            "With the feature of a tag alone, operations or types are gone that it had."
            "the feature {0} no longer has {1}"
            "add the feature that has them now, which `api.json` says of each"
    }
}
