//! The module of the application's document.

fn main() {
    postern_app::show(postern_app::app::app);
}
