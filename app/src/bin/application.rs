//! The module of the application's document at every other address.

fn main() {
    postern_app::show(|| postern_app::app::app(postern_app::app::requests));
}
