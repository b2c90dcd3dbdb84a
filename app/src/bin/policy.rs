//! The module of the application's document at the address of the policy: the frame of every page, and the
//! playground's editor in it.

fn main() {
    postern_app::show(|| postern_app::app::app(postern_app::app::policy));
}
