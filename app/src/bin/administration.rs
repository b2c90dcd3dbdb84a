//! The module of the application's document at the addresses of those who look after the cluster: the audit
//! log and the settings. Whoever only asks and reviews never loads it.

fn main() {
    postern_app::show(|| postern_app::app::app(postern_app::app::administration));
}
