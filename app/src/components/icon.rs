//! Icons from the sprite in the document, always beside a word or inside something with a label.

use crate::view::prelude::*;

macro_rules! icons {
    ($($name:ident = $id:literal,)*) => {
        /// One of the icons in `icons/sprite.svg`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($name),* }

        impl Icon {
            /// All of them.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];

            /// The reference into the sprite.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#icon-", $id)),* }
            }
        }
    };
}

icons! {
    ArrowLeft = "arrow-left",
    ArrowRight = "arrow-right",
    Ban = "ban",
    Bell = "bell",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronUp = "chevron-up",
    ChevronsUpDown = "chevrons-up-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleMinus = "circle-minus",
    CircleX = "circle-x",
    Clock = "clock",
    CloudOff = "cloud-off",
    Copy = "copy",
    DoorClosed = "door-closed",
    Download = "download",
    Flag = "flag",
    Flask = "flask-conical",
    History = "history",
    Inbox = "inbox",
    Info = "info",
    Key = "key-round",
    Library = "library",
    Indent = "list-indent-increase",
    Link = "link",
    Lock = "lock",
    EyeOff = "eye-off",
    LogIn = "log-in",
    LogOut = "log-out",
    Mark = "mark",
    Menu = "menu",
    Message = "message-square-text",
    Minus = "minus",
    Monitor = "monitor",
    Moon = "moon",
    Plus = "plus",
    Refresh = "refresh-cw",
    Search = "search",
    ShieldAlert = "shield-alert",
    Sliders = "sliders-horizontal",
    Spinner = "loader-circle",
    Sun = "sun",
    TimerOff = "timer-off",
    Triangle = "triangle-alert",
    Undo = "undo-2",
    Upload = "upload",
    Users = "users",
    WifiOff = "wifi-off",
    Wrench = "wrench",
    X = "x",
    Zap = "zap",
}

/// An icon of 16 pixels in the colour of the text.
pub fn icon(which: Icon) -> AnyView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=which.href() />
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_holds_what_is_used_and_no_more() {
        let sprite = include_str!("../../icons/sprite.svg");
        for icon in Icon::ALL {
            let id = icon.href().trim_start_matches('#');
            assert!(
                sprite.contains(&format!("id=\"{id}\"")),
                "{id} is not in the sprite"
            );
        }
        assert_eq!(sprite.matches("<symbol").count(), Icon::ALL.len());
    }
}
