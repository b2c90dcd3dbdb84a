//! The module of the playground's document, which carries nothing of the application, nor that of it.

fn main() {
    postern_app::show(postern_app::pages::playground::page);
}
